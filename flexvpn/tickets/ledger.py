"""What the ledger remembers of tickets, and what is left to do after a run that ended early. It holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


LEAVES: Final = frozenset({"disable", "remove"})
"""Actions after which the user is on no router."""


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
            ``done`` or ``failed`` for each headend; ``dropped`` for one that has left the inventory meanwhile, and
            ``superseded`` where the user was to leave it and users.yaml has given it to them again.
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
    result: Literal["begun", "recorded", "done", "failed", "dropped", "superseded"]
    headends: tuple[str, ...] = ()
    replaces: str = ""
    detail: str = ""


class OpenTicket(BaseModel):
    """What a ticket has left to do.

    Attributes:
        ticket: its number.
        headends: routers that have not been seen right yet, each with the users it is about.
        unrecorded: users for whom it was begun, and whom users.yaml does not have as it asks.
    """

    model_config = FROZEN

    ticket: str
    headends: dict[str, tuple[str, ...]] = {}
    unrecorded: tuple[str, ...] = ()


class LedgerExcerpt(BaseModel):
    """What ``tickets --json`` prints: the ledger, or one ticket's part of it.

    Attributes:
        entries: oldest first.
        unfinished: numbers of the tickets among them that have something left to do.
        open: what that is.
    """

    model_config = FROZEN

    entries: tuple[LedgerEntry, ...]
    unfinished: tuple[str, ...]
    open: tuple[OpenTicket, ...] = ()


class History:
    """All tickets of a ledger."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        """Read the entries once, oldest first."""
        self.entries = tuple(entries)
        self._begun: dict[str, dict[str, LedgerEntry]] = {}
        self._asked: dict[str, dict[str, int]] = {}
        self._recorded: set[tuple[str, str]] = set()
        self._done: dict[tuple[str, str], set[str]] = {}
        self._last: dict[str, dict[str, str]] = {}
        self._dropped: dict[str, dict[str, None]] = {}
        self._given_up: set[str] = set()
        for place, entry in enumerate(self.entries):
            of_user = entry.ticket, entry.user
            if entry.result == "begun":
                # Begun again: nothing had been recorded, and headends may have come or gone meanwhile.
                self._begun.setdefault(entry.ticket, {})[entry.user] = entry
                self._asked.setdefault(entry.user, {})[entry.ticket] = place
                self._done.pop(of_user, None)
            elif entry.result == "recorded":
                self._recorded.add(of_user)
            elif entry.result != "failed":
                self._done.setdefault(of_user, set()).add(entry.headend)
            if entry.result == "done":
                self._last.setdefault(entry.user, {})[entry.headend] = entry.action
            elif entry.result == "superseded":
                self._given_up.add(entry.ticket)
            elif entry.result == "dropped":
                self._dropped.setdefault(entry.ticket, {})[entry.headend] = None

    def tickets(self) -> tuple[str, ...]:
        """Every number, the oldest first."""
        return tuple(self._begun)

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
        """What is left to do, by headend: users of users.yaml whose lines on it nobody has proved yet."""
        left: dict[str, list[LedgerEntry]] = {}
        for user, entry in self._begun.get(ticket, {}).items():
            if not self.recorded(ticket, user):
                continue
            done = self._done.get((ticket, user), set())
            later = [one for one in self._later(entry) if set(entry.headends) & set(one.headends)]
            for headend in entry.headends:
                # Who comes later asks for another state of this router, and carries it out under its own number.
                if headend not in done and not any(headend in one.headends for one in later):
                    left.setdefault(headend, []).append(entry)
        return {headend: tuple(entries) for headend, entries in left.items()}

    def unrecorded(self, ticket: str) -> tuple[LedgerEntry, ...]:
        """What was begun and never recorded, and was not asked for anew by a later ticket."""
        begun = self._begun.get(ticket, {}).values()
        return tuple(
            entry for entry in begun if not self.recorded(ticket, entry.user) and not any(self._later(entry))
        )

    def dropped(self, ticket: str) -> tuple[str, ...]:
        """Headends that left the inventory before the ticket came to them."""
        return tuple(self._dropped.get(ticket, ()))

    def finished(self, ticket: str) -> bool:
        """True where the ticket is recorded whole and proved on every headend, or superseded there."""
        return ticket in self._begun and not self.pending(ticket) and not self.unrecorded(ticket)

    def superseded(self, ticket: str) -> bool:
        """True where nothing is left to do, and not all of it was proved: users.yaml asks for something else by now."""
        begun = self._begun.get(ticket, {}).items()
        seen = (self._done.get((ticket, user), set()).issuperset(entry.headends) for user, entry in begun)
        return self.finished(ticket) and (ticket in self._given_up or not all(seen))

    def left(self, ticket: str) -> OpenTicket:
        """What a ticket has left to do."""
        return OpenTicket(
            ticket=ticket,
            headends={
                headend: tuple(entry.user for entry in entries)
                for headend, entries in self.pending(ticket).items()
            },
            unrecorded=tuple(entry.user for entry in self.unrecorded(ticket)),
        )

    def open(self) -> tuple[OpenTicket, ...]:
        """Every ticket that has something left to do, the oldest first."""
        return tuple(self.left(ticket) for ticket in self._begun if not self.finished(ticket))

    def held(self, user: str) -> frozenset[str]:
        """Headends that tickets have put this user on and not taken him off again, whatever users.yaml says."""
        last = self._last.get(user, {})
        return frozenset(headend for headend, action in last.items() if action not in LEAVES)

    def last(self, ticket: str) -> LedgerEntry | None:
        """The latest line of a ticket."""
        return next((entry for entry in reversed(self.entries) if entry.ticket == ticket), None)

    def leaving(self, user: str) -> Iterator[str]:
        """Tickets that took this user out of the record and still have headends to visit."""
        for ticket in self._asked.get(user, {}):
            entry = self._begun[ticket][user]
            waiting = {one.user for entries in self.pending(ticket).values() for one in entries}
            if entry.action == "remove" and (user in waiting or entry in self.unrecorded(ticket)):
                yield ticket

    def overtaken(self, ticket: str) -> tuple[str, ...]:
        """Earlier tickets whose users this one has asked for anew."""
        return tuple(
            other
            for user, entry in self._begun.get(ticket, {}).items()
            for other in self._asked[user]
            if entry in self._later(self._begun[other][user])
        )

    def _later(self, entry: LedgerEntry) -> Iterator[LedgerEntry]:
        """What later tickets asked for the same user, and users.yaml was given.

        Later by place and by clock: a merge of two branches may put lines in any order, and a removal that is taken for
        superseded would be forgotten. One that is gone on with needlessly does what users.yaml says by now.
        """
        asked = self._asked[entry.user]
        for ticket, place in asked.items():
            later = self._begun[ticket][entry.user]
            if place > asked[entry.ticket] and later.time >= entry.time and self.recorded(ticket, entry.user):
                yield later
