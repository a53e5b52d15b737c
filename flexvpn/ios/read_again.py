"""What makes a router read a file again that has changed under its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.ios.change import Change, added, entered, removed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.config import Config


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """An object that reads a file when it is entered, and the lines that name it.

    To read it anew the object is taken from whatever names it, entered again, and given back (IOSXE.md section 5).

    Attributes:
        kind: of the object, as the section that brings the file defines it.
        entered: the beginning of the line that enters the object.
        path: what follows the object's name on it: where the file is.
        users: the beginning of the blocks that may name it.
        child: how they name it.
    """

    kind: str
    entered: str
    path: str
    users: str
    child: str

    def changes(self, name: str, file: str, running: Config) -> tuple[Change, ...]:
        """What makes the object ``name`` read ``file`` again; nothing where it is not configured."""
        there = [block.line for block in running.starting(f"{self.entered}{name} ")]
        if not there:
            return ()
        child = f"{self.child}{name}"
        users = [block.line for block in running.starting(self.users) if child in block.children]
        return (
            *(entered(user, (removed(child, (child,)),)) for user in users),
            *(removed(line, (line,)) for line in there),
            added(f"{self.entered}{name} {self.path}{file}"),
            *(entered(user, (added(child),)) for user in users),
        )

    def takes_away(self, changes: Iterable[Change]) -> bool:
        """True where these changes make the router let go of what it has read."""
        return any(change.takes_away.startswith(self.entered) for change in changes)
