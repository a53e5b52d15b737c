"""What a lab needs around it: a certificate, an inventory that fits its routers, and a client that logs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.lab.program import lab, run_python
from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.resources import example_inventory
from flexvpn.client.kit import build_kit
from flexvpn.client.profile import FILE_NAME
from flexvpn.report.layout import Line, Tone
from stores.atomic import write_atomically
from stores.console import Console
from stores.inventory import load_inventory
from stores.lab_inventory import VPN_PASSWORD, Lab, serving, write_lab_inventory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def up(state: Path, routers: Sequence[str], options: Sequence[str]) -> int:
    """Start routers, make a certificate, write an inventory that fits them, and say how to use it.

    Told to stop at any moment, it leaves running only what ran before.
    """
    before = serving(state)
    try:
        code = lab(["up", *routers, "--state", str(state), *options])
        return code or _describe(state)
    except KeyboardInterrupt:
        if serving(state) != before:
            lab(["down", "--state", str(state)])
        raise


def _describe(state: Path) -> int:
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


def connect(state: Path, router: str, user: str, password_file: Path | None, options: Sequence[str]) -> int:
    """Log in as a simulated client with what ``kit`` gives this headend's users; 2 where the log-in fails.

    Raises:
        StateUnusable: no lab is up.
        OptionsRefused: it has no such router.
    """
    running = Lab.read(state)
    if router not in running.routers:
        there = ", ".join(running.routers)
        raise OptionsRefused([Mistake(f"the lab has no router {router}", hint=f"there are {there}")])
    headend = load_inventory(running.inventory).hosts[router].headend
    profile = state / "kit" / router / FILE_NAME
    profile.parent.mkdir(parents=True, exist_ok=True)
    for name, content in build_kit(router, headend.client_profile(), headend.release).items():
        write_atomically(profile.with_name(name), content, mode=0o644)
    password = password_file or running.inventory / "secrets" / VPN_PASSWORD
    trust = running.inventory / "pki" / "ca.pem"
    words = ["connect", router, "--state", str(state), "--user", user, "--password-file", str(password)]
    return lab([*words, "--profile", str(profile), "--trust", str(trust), *options])
