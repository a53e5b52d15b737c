"""``headend lab configure``."""

from __future__ import annotations

from commands.declaration import command
from commands.lab.program import STATE, State, simulator


@command()
def configure(router: str, lines: list[str], state: State = STATE) -> int:
    """Type lines at a router's console, behind the tool's back."""
    return simulator(["configure", router, *lines, "--state", str(state)])
