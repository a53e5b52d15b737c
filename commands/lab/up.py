"""``headend lab up``: routers, a certificate for them, and an inventory that fits them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.declaration import command
from commands.lab.program import STATE, Faults, Seed, State, run_python, simulator
from flexvpn.base.resources import example_inventory
from flexvpn.report.layout import Line, Tone
from stores.atomic import write_atomically
from stores.console import Console
from stores.lab_inventory import Lab, serving, write_lab_inventory

Routers = Annotated[list[str] | None, typer.Argument(metavar="[NAME=RELEASE]...")]
Fresh = Annotated[bool, typer.Option("--fresh", help="An address, a key, an administrator.")]
Quirks = Annotated[str, typer.Option(help="default, random, or name=on,…")]


@command()
def up(
    routers: Routers = None,
    state: State = STATE,
    fresh: Fresh = False,
    quirks: Quirks = "default",
    seed: Seed = None,
    faults: Faults = None,
) -> int:
    """Start simulated headends; write an inventory that fits them."""
    options = ["--quirks", quirks]
    options += ["--fresh"] if fresh else []
    options += ["--seed", str(seed)] if seed is not None else []
    options += ["--faults", str(faults)] if faults else []
    before = serving(state)
    try:
        code = simulator(["up", *(routers or ()), "--state", str(state), *options])
        return code or _describe(state)
    except KeyboardInterrupt:
        # Told to stop at any moment, it leaves running only what ran before.
        if serving(state) != before:
            simulator(["down", "--state", str(state)])
        raise


def _describe(state: Path) -> int:
    """Make a certificate, write an inventory that fits the routers, and say how to use it."""
    running = Lab.read(state)
    host = "vpn.example.com"
    if not (running.inventory / "pki" / "IKEv2-TP.p12").exists():
        words = ["pki", "--out", str(running.inventory / "pki"), "--host", host]
        code = run_python(["-m", "lab", *words], quietly=True)
        if code:
            return code
    folder = write_lab_inventory(running, example_inventory())
    passphrase = (folder / "pki" / "IKEv2-TP.passphrase").read_bytes()
    write_atomically(folder / "secrets" / "IKEv2-TP.passphrase", passphrase)
    Console().show(
        (
            Line("an inventory that fits these routers:", Tone.GOOD),
            Line(f"  export HEADEND_INVENTORY={folder.resolve()}", Tone.TITLE),
        )
    )
    return 0
