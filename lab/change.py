"""One understood line on its way into the configuration."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab.dialogue import ConfigCommand
from lab.grammar import Row, Shows, leading_keywords
from lab.tree import Node, Rank

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session
    from lab.syntax import Match

Tag = Row | ConfigCommand


@dataclasses.dataclass(slots=True)
class Change:
    """One understood line on its way into the configuration."""

    router: Router
    session: Session
    row: Row
    match: Match[Tag]
    parent: Node
    negated: bool
    refused: bool = False

    @property
    def captures(self) -> dict[str, str]:
        """The arguments of the line by name."""
        return self.match.captures

    def key(self) -> str | None:
        """The key of the line, ``None`` if a ``no`` named too little."""
        return self.row.identity(self.captures, self.match.words, leading_keywords(self.row))

    def put(self, text: str | None = None, key: str | None = None, *, rank: Rank | None = None) -> Node:
        """Store the line (or ``text``) in its block, keeping what an existing block of that key holds."""
        text = self.match.text if text is None else text
        key = key or self.key() or text
        rank = (self.row.position,) if rank is None else rank
        old = self.parent.child(key)
        if old is not None and (self.row.enters or old.text == text):
            old.text = text
            return old
        self.session.changed = True
        return self.parent.put(Node(text, key, rank, trailing=self.row.trailing))

    def remove(self, key: str | None = None) -> bool:
        """Take the line with that key away."""
        key = key or self.key()
        removed = key is not None and self.parent.drop(key)
        self.session.changed = self.session.changed or removed
        return removed


def plain(change: Change) -> None:
    """What most lines do: be stored, or be taken away."""
    shows = change.row.shows
    if not change.negated:
        if shows is Shows.NEGATION:
            change.remove()
        else:
            change.parent.drop(f"no {change.match.text}")
            change.put()
    elif shows is Shows.SET:
        change.remove()
    else:
        key = change.key() or change.match.text
        if change.row.key == "*":
            if not change.remove(change.match.text):
                change.put(f"no {change.match.text}", "no " + change.match.text)
        else:
            change.put(f"no {key}", key)
