"""Effects of the Embedded Event Manager's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import InvalidInputError
from lab.eem import APPLET

if TYPE_CHECKING:
    from lab.change import Change
    from lab.dialogue import Dialogue


def event_manager(change: Change) -> Dialogue:
    """An applet: its countdown begins when the mode is left. An image without EEM knows no such line."""
    if not change.router.quirks.event_manager:
        change.refused = True
        raise InvalidInputError(-1)
    key = f"{APPLET}{change.captures['name']}"
    if change.negated:
        change.remove(key)
        return
    change.put(key=key)
    yield from ()
