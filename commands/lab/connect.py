"""``headend lab connect``: a simulated client logs in with what ``kit`` gives a headend's users."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.declaration import command
from commands.lab.program import STATE, State, simulator
from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.client.kit import build_kit
from flexvpn.client.profile import FILE_NAME
from stores.atomic import write_atomically
from stores.inventory import load_inventory
from stores.lab_inventory import VPN_PASSWORD, Lab

User = Annotated[str, typer.Option(help="Who logs in.")]
PasswordFile = Annotated[Path | None, typer.Option(help="Their password; the inventory's else.")]


@command(settings={"allow_extra_args": True, "ignore_unknown_options": True})
def connect(
    context: typer.Context,
    router: str,
    user: User = "test",
    password_file: PasswordFile = None,
    state: State = STATE,
) -> int:
    """Log in as a client with what `kit` gives. More options: python -m lab connect --help."""
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
    return simulator([*words, "--profile", str(profile), "--trust", str(trust), *context.args])
