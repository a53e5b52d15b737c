"""``headend lab down``."""

from __future__ import annotations

from commands.declaration import command
from commands.lab.program import STATE, State, simulator


@command()
def down(state: State = STATE) -> int:
    """Stop them; nothing is left running."""
    return simulator(["down", "--state", str(state)])
