"""The ledger of tickets: what was done, and what is left to do after a run that ended early. It holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


LEAVES: Final = frozenset({"disable", "remove"})
"""Actions that take the user off all routers."""


class LedgerEntry(BaseModel):
    """One line of the ledger.

    Attributes:
        time: of the entry.
        ticket: its number.
        digest: of the ticket's content.
        by: the operator who ran it.
        user: whom the ticket changes.
        headend: its name; empty for ``begun`` and ``recorded``.
        action: as the ticket says it.
        result: ``begun`` before anything is written, with the headends to change; ``recorded`` once users.yaml has it;
            ``done`` or ``failed`` for each headend; ``dropped`` for a headend that has left the inventory meanwhile;
            ``superseded`` for a removal, if users.yaml has given that headend to the user again.
        headends: see ``begun``.
        replaces: reference to a password in our store that is not needed once the ticket is done.
        detail: why it failed, or a remark.
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
        headends: those not yet proved, each with the users to change.
        unrecorded: users for whom the ticket was begun and users.yaml does not have what it asks for.
    """

    model_config = FROZEN

    ticket: str
    headends: dict[str, tuple[str, ...]] = {}
    unrecorded: tuple[str, ...] = ()


class LedgerExcerpt(BaseModel):
    """What ``tickets --json`` prints: the ledger, or the part of one ticket.

    Attributes:
        entries: oldest first.
        unfinished: numbers of the tickets among them that have something left to do.
        open: what each of them has left to do.
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
                # Begun again: nothing had been recorded, and the inventory's headends may have changed meanwhile.
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
        """Digest of the content with which this number was begun; empty if it never was."""
        return next((entry.digest for entry in self._begun.get(ticket, {}).values()), "")

    def begun(self, ticket: str, user: str) -> LedgerEntry | None:
        """What was decided for one user; None if nothing was."""
        return self._begun.get(ticket, {}).get(user)

    def users(self, ticket: str) -> Mapping[str, LedgerEntry]:
        """What was decided for each user of a ticket."""
        return self._begun.get(ticket, {})

    def recorded(self, ticket: str, user: str) -> bool:
        """True if users.yaml once had what the ticket asks for this user."""
        return (ticket, user) in self._recorded

    def pending(self, ticket: str) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """What is left to do, by headend: users who are recorded in users.yaml and not yet proved on that headend."""
        left: dict[str, list[LedgerEntry]] = {}
        for user, entry in self._begun.get(ticket, {}).items():
            if not self.recorded(ticket, user):
                continue
            done = self._done.get((ticket, user), set())
            later = [other for other in self._later(entry) if set(entry.headends) & set(other.headends)]
            for headend in entry.headends:
                # A later ticket asks for another state of the user on this router, and brings it about itself.
                if headend not in done and not any(headend in other.headends for other in later):
                    left.setdefault(headend, []).append(entry)
        return {headend: tuple(entries) for headend, entries in left.items()}

    def unrecorded(self, ticket: str) -> tuple[LedgerEntry, ...]:
        """What was begun and never recorded, and not asked for again by a later ticket."""
        begun = self._begun.get(ticket, {}).values()
        return tuple(
            entry for entry in begun if not self.recorded(ticket, entry.user) and not any(self._later(entry))
        )

    def dropped(self, ticket: str) -> tuple[str, ...]:
        """Headends that left the inventory before the ticket was carried out there."""
        return tuple(self._dropped.get(ticket, ()))

    def finished(self, ticket: str) -> bool:
        """True if the ticket is recorded for all its users, and proved or superseded on every headend."""
        return ticket in self._begun and not self.pending(ticket) and not self.unrecorded(ticket)

    def superseded(self, ticket: str) -> bool:
        """True if nothing is left to do though not all was proved: users.yaml asks for something else by now."""
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
        """Headends on which tickets have put this user and not removed them again, whatever users.yaml says."""
        last = self._last.get(user, {})
        return frozenset(headend for headend, action in last.items() if action not in LEAVES)

    def last(self, ticket: str) -> LedgerEntry | None:
        """The latest line of a ticket."""
        return next((entry for entry in reversed(self.entries) if entry.ticket == ticket), None)

    def leaving(self, user: str) -> Iterator[str]:
        """Tickets that removed this user from users.yaml and still have headends left to do."""
        for ticket in self._asked.get(user, {}):
            entry = self._begun[ticket][user]
            waiting = {begun.user for entries in self.pending(ticket).values() for begun in entries}
            if entry.action == "remove" and (user in waiting or entry in self.unrecorded(ticket)):
                yield ticket

    def overtaken(self, ticket: str) -> tuple[str, ...]:
        """Earlier tickets that had users in common with this one, which replaces what they asked for."""
        return tuple(
            other
            for user, entry in self._begun.get(ticket, {}).items()
            for other in self._asked[user]
            if entry in self._later(self._begun[other][user])
        )

    def _later(self, entry: LedgerEntry) -> Iterator[LedgerEntry]:
        """Entries of later tickets for the same user that were recorded in users.yaml.

        Later means both further down and at a later time. A merge of two branches may put lines in any order, and a
        removal wrongly taken for superseded would never be carried out. To carry on with one that really is superseded
        does no harm: it does what users.yaml says by then.
        """
        asked = self._asked[entry.user]
        for ticket, place in asked.items():
            later = self._begun[ticket][entry.user]
            if place > asked[entry.ticket] and later.time >= entry.time and self.recorded(ticket, entry.user):
                yield later
