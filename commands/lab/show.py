"""``headend lab show``."""

from __future__ import annotations

from commands import declaration
from commands.lab.program import STATE, State, simulator


@declaration.command(settings={"allow_extra_args": True, "ignore_unknown_options": True})
def show(router: str, command: list[str], state: State = STATE) -> int:
    """Print what an EXEC command answers, without SSH."""
    return simulator(["show", router, *command, "--state", str(state)])
