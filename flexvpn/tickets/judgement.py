"""Ticket, record of users, ledger and day -> what is to change, or every reason why not."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flexvpn.intent.users import EVERYWHERE
from flexvpn.intent.validation import nearest
from flexvpn.tickets.decision import Decision, UserChange
from flexvpn.tickets.reserved_names import RESERVED, protected_names
from flexvpn.tickets.ticket import NEVER, Add, Change, Disable, Remove, Request, ResetPassword

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.users import UserEntry
    from flexvpn.tickets.decision import Kind, Situation
    from flexvpn.tickets.ledger import History, LedgerEntry
    from flexvpn.tickets.parser import Draft


def decide(draft: Draft, situation: Situation) -> tuple[Decision, tuple[Mistake, ...]]:
    """The decision, and every mistake of the ticket: of its form, and measured against the inventory.

    With a mistake nothing of the decision is to be done; it is there so that more can be looked at.

    What an earlier run has recorded is not judged again: the day may have passed meanwhile, and the user is there.
    """
    judge = _Judge(draft, situation)
    mistakes = [*draft.mistakes, *judge.of_the_whole()]
    changes: list[UserChange] = []
    for place, request in draft.requests:
        if judge.recorded(request):
            continue
        found = list(judge.of_one(place, request))
        mistakes += found
        if not found:
            changes.append(judge.change(place, request))
    mistakes += judge.of_the_changes(changes)
    return Decision(judge.ticket, judge.digest, tuple(changes)), tuple(mistakes)


def unlisted(history: History, users: Iterable[UserEntry]) -> tuple[LedgerEntry, ...]:
    """What was begun and is in users.yaml, and was never called recorded: a run was killed between the two."""
    entries = {entry.name: entry for entry in users}
    begun = (entry for ticket in history.tickets() for entry in history.unrecorded(ticket))
    return tuple(entry for entry in begun if _written(entry.ticket, entry.action, entries.get(entry.user)))


def _written(ticket: str, action: str, entry: UserEntry | None) -> bool:
    """True where a user's entry in users.yaml, or that there is none, is this ticket's work."""
    return entry is None if action == "remove" else entry is not None and entry.ticket == ticket


class _Judge:
    def __init__(self, draft: Draft, situation: Situation) -> None:
        self._draft, self._situation = draft, situation
        # Once: it is as long as the ticket, and asked for at each of its users.
        self.digest = draft.digest()
        self._hosts = situation.inventory.hosts
        self._users = {entry.name: entry for entry in situation.inventory.users}
        self._lower = {name.lower(): name for name in self._users}
        self._protected = protected_names(self._hosts.values())
        self._places = {EVERYWHERE, *self._hosts, *(g for host in self._hosts.values() for g in host.groups)}
        self.ticket = draft.header.ticket if draft.header else ""

    def recorded(self, request: Request) -> bool:
        """True where an earlier run of this very ticket has written users.yaml for this user."""
        history, name = self._situation.history, request.name
        begun = history.begun(self.ticket, name)
        if begun is None or begun.digest != self.digest:
            return False
        return history.recorded(self.ticket, name) or _written(
            self.ticket, begun.action, self._users.get(name)
        )

    def of_the_whole(self) -> Iterator[Mistake]:
        known = self._situation.history.digest(self.ticket) if self.ticket else ""
        # A ticket that does not read whole is another one anyway; that is said by its mistakes.
        if known and not self._draft.mistakes and known != self.digest:
            last = self._situation.history.last(self.ticket)
            when = f" ({last.time:%Y-%m-%d %H:%M})" if last else ""
            yield self._draft.document.mistake(
                ("ticket",),
                f"ticket {self.ticket} was run before with other content{when}",
                "give it a number of its own",
            )
        removals = sum(isinstance(request, Remove) for _, request in self._draft.requests)
        if removals > self._situation.max_delete:
            yield self._draft.document.mistake(
                ("users",),
                f"{removals} removals, and no more than {self._situation.max_delete} are agreed to in one run",
                f"--max-delete {removals}",
            )
        first: dict[str, int] = {}
        for place, request in self._draft.requests:
            lower = request.name.lower()
            if lower in first:
                yield self._draft.mistake(
                    place,
                    "name",
                    f"{request.name} is in this ticket already (users.{first[lower]})",
                    "one action for each user",
                )
            first.setdefault(lower, place)

    def of_one(self, place: int, request: Request) -> Iterator[Mistake]:
        name, entry = request.name, self._users.get(request.name)

        def wrong(key: str, what: str, hint: str = "") -> Mistake:
            return self._draft.mistake(place, key, what, hint)

        if what := self._protected.get(name.lower()):
            yield wrong("name", f"{name} is {what}: never touched by a ticket")
            return
        if name.lower() in RESERVED:
            yield wrong("name", f"{name} is a reserved word")
            return
        if isinstance(request, Add):
            if other := self._lower.get(name.lower()):
                by = f" by ticket {self._users[other].ticket}" if self._users[other].ticket else ""
                spelled = "" if other == name else f" as {other}; routers do not tell case apart everywhere"
                yield wrong(
                    "name", f"{name} is in users.yaml already{by}{spelled}", "change or reset-password"
                )
        elif entry is None and not (self._situation.unrecorded and isinstance(request, Remove)):
            # The whole record is no hint: it may be ten thousand names.
            near = get_close_matches(name, self._users, n=1)
            hint = f"did you mean {near[0]}?" if near else ""
            yield wrong("name", f"no user {name} in users.yaml", hint)
        if isinstance(request, (Add, Change)):
            yield from self._of_access(place, request)
        if isinstance(request, ResetPassword) and entry and entry.disabled:
            yield wrong("action", f"{name} is disabled", "change with `disabled: false` first")
        elif entry and self._ended(request, entry):
            hint = "change with another `expires`, or `never`"
            yield wrong(
                "action", f"{name}'s last day, {entry.expires}, is over: no headend would let them in", hint
            )

    def _ended(self, request: Request, entry: UserEntry) -> bool:
        """True where access is asked for that would not be given: the last day is over and no other one is named."""
        asks = isinstance(request, ResetPassword) or (
            isinstance(request, Change)
            and request.expires is None
            and bool(request.headends or request.disabled is False)
        )
        return asks and entry.ended(self._situation.today)

    def _of_access(self, place: int, request: Add | Change) -> Iterator[Mistake]:
        for number, headend in enumerate(request.headends or ()):
            if headend not in self._places:
                key, hint = f"headends.{number}", nearest(headend, self._places)
                yield self._draft.mistake(place, key, f"no host or group {headend!a}", hint)
        expires = request.expires
        if expires is not None and expires != NEVER and expires < self._situation.today:
            yield self._draft.mistake(place, "expires", f"{expires} has passed")

    def of_the_changes(self, changes: list[UserChange]) -> Iterator[Mistake]:
        """Each headend stores one kind of credential; where passwords are kept, there must be a place for them."""
        for change in changes:
            kinds = {self._hosts[name].headend.credential for name in self._reached(change)}
            if change.credential and len(kinds) > 1:
                yield self._draft.mistake(
                    change.place,
                    "headends",
                    "some of these headends store passwords, others secrets: one user cannot have both",
                    "set local_users.credential alike",
                )
        store = self._situation.inventory.settings.secret_store
        made = [change for change in changes if change.generates and change.credential == "password"]
        if made and store is None:
            yield self._draft.document.mistake(
                ("users",),
                "passwords are to be made, and settings.yaml names no secret_store to keep them in",
                "secret_store: {kind: keyring}, or vault, or age; or `credential: secret`",
            )

    def change(self, place: int, request: Request) -> UserChange:
        entry = self._users.get(request.name)
        before = self._before(request, entry)
        sets = dict(_sets(request)) | {"ticket": self.ticket}
        after = self._on_after(entry, sets, gone=isinstance(request, Remove))
        credential = self._credential(request, after or before)
        # Whoever is named in a ticket is proved where it names him, also where users.yaml had him before.
        named = credential or (
            isinstance(request, Change) and (request.headends or request.disabled is False)
        )
        touched = before ^ after | (after if named else frozenset())
        if entry is not None and after and entry.barred(self._situation.today):
            # Back in: routers that nobody has brought into line since may have him still, also where he is not to be.
            touched |= self._written(entry)
        gives_up = isinstance(request, (Remove, ResetPassword)) and entry is not None
        return UserChange(
            place=place,
            name=request.name,
            action=str(getattr(request, "action", "")),
            sets=sets,
            new=entry is None,
            gone=isinstance(request, Remove),
            headends=tuple(name for name in self._hosts if name in touched),
            credential=credential,
            reference=request.password if isinstance(request, (Add, ResetPassword)) else None,
            replaces=entry.password if gives_up and entry else None,
            before=(entry.ticket or "") if entry else "",
        )

    def _before(self, request: Request, entry: UserEntry | None) -> frozenset[str]:
        """Where the user is now; who leaves is looked for wherever he may be."""
        leaves = isinstance(request, (Remove, Disable))
        if entry is None:
            return frozenset(self._hosts if leaves else ())
        if not leaves:
            return self._on(entry)
        # A person may have edited users.yaml since the routers were last brought into line; a day may have passed.
        return self._written(entry)

    def _written(self, entry: UserEntry) -> frozenset[str]:
        named = frozenset(name for name, host in self._hosts.items() if entry.given(name, host.groups))
        return named | (self._situation.history.held(entry.name) & frozenset(self._hosts))

    def _credential(self, request: Request, reached: frozenset[str]) -> Kind | None:
        if not isinstance(request, (Add, ResetPassword)):
            return None
        kinds = [self._hosts[name].headend.credential for name in self._hosts if name in reached]
        return kinds[0] if kinds else "password"

    def _reached(self, change: UserChange) -> frozenset[str]:
        return self._on_after(self._users.get(change.name), change.sets, gone=change.gone)

    def _on(self, entry: UserEntry) -> frozenset[str]:
        today = self._situation.today
        return frozenset(name for name, host in self._hosts.items() if entry.on(name, host.groups, today))

    def _on_after(self, entry: UserEntry | None, sets: Mapping[str, object], *, gone: bool) -> frozenset[str]:
        if gone or sets.get("disabled", entry.disabled if entry else False):
            return frozenset()
        expires = sets.get("expires", entry.expires if entry else None)
        if isinstance(expires, date) and expires < self._situation.today:
            return frozenset()
        wanted = sets.get("headends", entry.headends if entry else ())
        places = set(wanted) if isinstance(wanted, tuple) else set()
        return frozenset(
            name
            for name, host in self._hosts.items()
            if not places.isdisjoint({EVERYWHERE, name, *host.groups})
        )


def _sets(request: Request) -> Iterator[tuple[str, object]]:
    if isinstance(request, Disable):
        yield "disabled", True
    if not isinstance(request, (Add, Change)):
        return
    for key in ("headends", "owner", "note"):
        if (value := getattr(request, key)) is not None:
            yield key, value
    if request.expires is not None:
        yield "expires", None if request.expires == NEVER else request.expires
    if isinstance(request, Change) and request.disabled is False:
        yield "disabled", None
