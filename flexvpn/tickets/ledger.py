"""What the ledger remembers of tickets, and what is left to do after a run that ended early. It holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, BaseModel

from flexvpn.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class LedgerEntry(BaseModel):
    """One line of the ledger.

    Attributes:
        time: when.
        ticket: its number.
        digest: of its content.
        by: who ran it.
        user: whom it is about.
        headend: where; empty for what concerns the record of users alone.
        action: as the ticket says it.
        result: ``begun`` before anything is written, with the headends to visit; ``recorded`` once users.yaml has it;
            ``done`` or ``failed`` for each headend; ``dropped`` for one that has left the inventory meanwhile.
        headends: see ``begun``.
        replaces: reference to a password of ours that nothing needs any more once the ticket is done.
        detail: why it failed, or what else there is to say.
    """

    model_config = FROZEN

    time: AwareDatetime
    ticket: str
    digest: str
    by: str
    user: str
    headend: str = ""
    action: str
    result: Literal["begun", "recorded", "done", "failed", "dropped"]
    headends: tuple[str, ...] = ()
    replaces: str = ""
    detail: str = ""


class LedgerExcerpt(BaseModel):
    """What ``tickets --json`` prints: the ledger, or one ticket's part of it.

    Attributes:
        entries: oldest first.
        unfinished: numbers of the tickets among them that have something left to do.
    """

    model_config = FROZEN

    entries: tuple[LedgerEntry, ...]
    unfinished: tuple[str, ...]


class History:
    """All tickets of a ledger."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        """Read the entries once, oldest first."""
        self.entries = tuple(entries)
        self._begun: dict[str, dict[str, LedgerEntry]] = {}
        self._recorded: set[tuple[str, str]] = set()
        self._done: set[tuple[str, str, str]] = set()
        self._last: dict[str, dict[str, str]] = {}
        self._dropped: dict[str, dict[str, None]] = {}
        for entry in self.entries:
            if entry.result == "begun":
                # Begun again: nothing had been recorded, and headends may have come or gone meanwhile.
                self._begun.setdefault(entry.ticket, {})[entry.user] = entry
            elif entry.result == "recorded":
                self._recorded.add((entry.ticket, entry.user))
            elif entry.result == "done":
                self._done.add((entry.ticket, entry.user, entry.headend))
                self._last.setdefault(entry.user, {})[entry.headend] = entry.action
            elif entry.result == "dropped":
                self._done.add((entry.ticket, entry.user, entry.headend))
                self._dropped.setdefault(entry.ticket, {})[entry.headend] = None

    def digest(self, ticket: str) -> str:
        """Digest of the content under which this number was begun; empty where it never was."""
        return next((entry.digest for entry in self._begun.get(ticket, {}).values()), "")

    def begun(self, ticket: str, user: str) -> LedgerEntry | None:
        """What was decided for one user; None where nothing was."""
        return self._begun.get(ticket, {}).get(user)

    def users(self, ticket: str) -> Mapping[str, LedgerEntry]:
        """What was decided for each user of a ticket."""
        return self._begun.get(ticket, {})

    def recorded(self, ticket: str, user: str) -> bool:
        """True where users.yaml has had what the ticket asks for this user."""
        return (ticket, user) in self._recorded

    def pending(self, ticket: str) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """What is left to do, by headend: users whose lines on it nobody has proved yet."""
        left: dict[str, list[LedgerEntry]] = {}
        for user, entry in self._begun.get(ticket, {}).items():
            for headend in entry.headends:
                if (ticket, user, headend) not in self._done:
                    left.setdefault(headend, []).append(entry)
        return {headend: tuple(entries) for headend, entries in left.items()}

    def dropped(self, ticket: str) -> tuple[str, ...]:
        """Headends that left the inventory before the ticket came to them."""
        return tuple(self._dropped.get(ticket, ()))

    def finished(self, ticket: str) -> bool:
        """True where the ticket is recorded whole and proved on every headend."""
        begun = self._begun.get(ticket, {})
        return bool(begun) and not self.pending(ticket) and all(self.recorded(ticket, user) for user in begun)

    def held(self, user: str) -> frozenset[str]:
        """Headends that tickets have put this user on and not taken him off again, whatever users.yaml says."""
        last = self._last.get(user, {})
        return frozenset(headend for headend, action in last.items() if action not in {"disable", "remove"})

    def last(self, ticket: str) -> LedgerEntry | None:
        """The latest line of a ticket."""
        return next((entry for entry in reversed(self.entries) if entry.ticket == ticket), None)

    def leaving(self, user: str) -> Iterator[str]:
        """Tickets that took this user out of the record and still have headends to visit."""
        for ticket, begun in self._begun.items():
            entry = begun.get(user)
            if entry and entry.action == "remove":
                open_here = {one.user for entries in self.pending(ticket).values() for one in entries} | {
                    user for user in begun if not self.recorded(ticket, user)
                }
                if user in open_here:
                    yield ticket
