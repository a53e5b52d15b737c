"""What recorded tickets still have to do, done on every router at once; each result in the ledger as it comes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from threading import Event, Lock
from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendError, SecretUnavailable
from flexvpn.base.secrets import NotAReference, SecretRef
from flexvpn.tickets.ledger import LEAVES
from flexvpn.tickets.outcome import UsersPushed
from stores.clock import now
from stores.ledger import Ledger
from stores.lock import hold, operator_name
from stores.secret_store import open_store
from tasks.change.push_users import push_users
from tasks.session.interruption import unless_stopped
from tasks.session.run import Run, tool_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.base.outcome import Outcome
    from flexvpn.tickets.ledger import History, LedgerEntry
    from tasks.session.link import Link
    from tasks.session.workspace import Workspace

_PATIENCE = 600.0
"""Seconds to wait for another push to the same router."""


def carry_out(
    run: Run, tickets: Iterable[str], stop: Event | None = None
) -> tuple[Outcome[UsersPushed], ...]:
    """Bring every headend into line that these tickets have not been proved on; nothing is raised for one that fails.

    A headend that is not among those the command is for is left for another run. One that is no longer in the inventory
    is dropped: nobody could ever finish the ticket there, and should it come back, users.yaml says what it has to have.
    """
    numbers = tuple(tickets)
    ledger = Ledger(run.workspace.folder)
    pending = _pending(ledger.read(), numbers)
    hosts = run.workspace.inventory.hosts
    ledger.append(
        _result(entry, headend, "dropped", "no longer in the inventory")
        for headend, entries in pending.items()
        if headend not in hosts
        for entry in entries
    )
    names = tuple(host.name for host in run.workspace.hosts if host.name in pending)
    outcomes: tuple[Outcome[UsersPushed], ...] = ()
    if names:
        # `--limit` has chosen already; what is left are plain names.
        inner = Run(run.command, replace(run.target, limit=names, filters=()))
        current = _Current(run.workspace.anew(inner.target))
        inner.workspace = current.workspace()
        work = _Work(run, ledger, current, pending, stop or Event())
        outcomes = inner.over_fleet("users", work.at)
        for outcome in outcomes:
            if outcome.error is not None:
                work.failed(outcome.headend, outcome.error)
    _forget_old_passwords(run.workspace.anew(), ledger.read(), numbers)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to do, and at which headends which tickets have their line in the ledger already."""

    run: Run
    ledger: Ledger
    current: _Current
    pending: Mapping[str, tuple[LedgerEntry, ...]]
    stop: Event
    noted: set[tuple[str, str]] = field(default_factory=set)

    def at(self, link: Link) -> UsersPushed:
        """Every ticket under its own number: one that a router refuses keeps nobody else's from being done there."""
        unless_stopped(self.stop, link.headend)
        done: list[UsersPushed] = []
        errors: list[HeadendError] = []
        with hold(
            self.run.workspace.state.locks, link.headend, doing=self.run.command, now=now, wait=_PATIENCE
        ):
            for ticket, entries in self._tickets(link.headend).items():
                try:
                    unless_stopped(self.stop, link.headend)
                    done.append(self._one(link, ticket, entries))
                except HeadendError as error:
                    errors.append(error)
                    if not link.usable:
                        break
                    self._note(link.headend, entries, "failed", _why(self.run, error))
        if errors:
            raise errors[0]
        return reduce(UsersPushed.then, done)

    def failed(self, headend: str, error: HeadendError) -> None:
        """Write down why a headend failed, for each ticket that it did not come to."""
        for ticket, entries in self._tickets(headend).items():
            if (ticket, headend) not in self.noted:
                self._note(headend, entries, "failed", _why(self.run, error))

    def _tickets(self, headend: str) -> Mapping[str, tuple[LedgerEntry, ...]]:
        entries = self.pending[headend]
        numbers = dict.fromkeys(entry.ticket for entry in entries)
        return {number: tuple(one for one in entries if one.ticket == number) for number in numbers}

    def _one(self, link: Link, ticket: str, entries: tuple[LedgerEntry, ...]) -> UsersPushed:
        workspace, users = self.current.workspace(), {entry.user for entry in entries}
        renewed = {entry.user for entry in entries if entry.action == "reset-password"}
        done = push_users(link, workspace, users, ticket=ticket, tool_version=tool_version(), renewed=renewed)
        # What is left may be a file with a new password in it: only an open ticket comes back for it.
        if left := self.run.workspace.clean("; ".join(text.splitlines()[0] for text in done.unfinished)):
            self._note(link.headend, entries, "failed", f"not cleaned up: {left}")
            return done
        back = tuple(one for one in entries if one.action in LEAVES and one.user in done.present)
        self._note(link.headend, back, "superseded", "users.yaml has them here again: they stay")
        self._note(link.headend, tuple(one for one in entries if one not in back), "done", "")
        return done

    def _note(self, headend: str, entries: tuple[LedgerEntry, ...], result: str, detail: str) -> None:
        self.ledger.append(_result(entry, headend, result, detail) for entry in entries)
        self.noted.update((entry.ticket, headend) for entry in entries)


class _Current:
    """The inventory as it is on disk: another ticket may have written users.yaml since we did.

    Whoever holds a router's lock and reads users.yaml then cannot push what a later ticket has changed already.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._lock = Lock()
        self._workspace = workspace

    def workspace(self) -> Workspace:
        with self._lock:
            if not self._workspace.current:
                self._workspace = self._workspace.anew()
            return self._workspace


def _pending(history: History, tickets: Iterable[str]) -> Mapping[str, tuple[LedgerEntry, ...]]:
    found: dict[str, tuple[LedgerEntry, ...]] = {}
    for ticket in tickets:
        for headend, entries in history.pending(ticket).items():
            found[headend] = (*found.get(headend, ()), *entries)
    return found


def _result(entry: LedgerEntry, headend: str, result: str, detail: str = "") -> LedgerEntry:
    return entry.model_copy(
        update={
            "time": now(),
            "by": operator_name(),
            "headend": headend,
            "result": result,
            "detail": detail,
            "headends": (),
            "replaces": "",
        }
    )


def _why(run: Run, error: HeadendError) -> str:
    return run.workspace.clean(f"{error.code} {error.message.splitlines()[0]}")


def _forget_old_passwords(workspace: Workspace, history: History, tickets: Iterable[str]) -> None:
    """Passwords of ours that a finished ticket has replaced; a store that refuses keeps one that nobody can use."""
    settings = workspace.inventory.settings.secret_store
    if settings is None:
        return
    store = open_store(settings, workspace.folder)
    used = {str(entry.password) for entry in workspace.inventory.users if entry.password}
    finished = [ticket for ticket in tickets if history.finished(ticket)]
    # Of one that was superseded as well: nobody carries it out any more.
    finished += [
        other for ticket in finished for other in history.overtaken(ticket) if history.finished(other)
    ]
    for ticket in dict.fromkeys(finished):
        for entry in history.users(ticket).values():
            if not entry.replaces or entry.replaces in used:
                continue
            try:
                store.discard(SecretRef.parse(entry.replaces))
            except (SecretUnavailable, NotAReference):
                continue
