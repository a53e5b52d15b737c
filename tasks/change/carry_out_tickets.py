"""Carry out what recorded tickets still have to do, on all routers at once; each result goes to the ledger at once."""

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


def carry_out_tickets(
    run: Run, tickets: Iterable[str], stop: Event | None = None
) -> tuple[Outcome[UsersPushed], ...]:
    """Carry out these tickets on every headend where they are not proved yet; nothing is raised for one that fails.

    A headend that the command is not for is left for another run. For one that is no longer in the inventory the
    ticket is dropped: nobody could ever finish it there, and if the headend comes back, users.yaml says which users it
    has to have.
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
        # `--limit` and filters have been applied already: these are plain names.
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
    """What is to be done on which headend, and which tickets have a line in the ledger for a headend already."""

    run: Run
    ledger: Ledger
    current: _Current
    pending: Mapping[str, tuple[LedgerEntry, ...]]
    stop: Event
    noted: set[tuple[str, str]] = field(default_factory=set)

    def at(self, link: Link) -> UsersPushed:
        """Carry out each ticket by itself: one that the router refuses does not keep the others from being done."""
        unless_stopped(self.stop, link.headend)
        done: list[UsersPushed] = []
        errors: list[HeadendError] = []
        with hold(
            self.run.workspace.state.locks, link.headend, doing=self.run.command, now=now, wait=_PATIENCE
        ):
            for ticket, entries in self._tickets(link.headend).items():
                try:
                    unless_stopped(self.stop, link.headend)
                    done.append(self._carry_out(link, ticket, entries))
                except HeadendError as error:
                    errors.append(error)
                    if not link.usable:
                        break
                    self._note(link.headend, entries, "failed", _why(self.run, error))
        if errors:
            raise errors[0]
        return reduce(UsersPushed.then, done)

    def failed(self, headend: str, error: HeadendError) -> None:
        """Write to the ledger why a headend failed, for each ticket that was not reached there."""
        for ticket, entries in self._tickets(headend).items():
            if (ticket, headend) not in self.noted:
                self._note(headend, entries, "failed", _why(self.run, error))

    def _tickets(self, headend: str) -> Mapping[str, tuple[LedgerEntry, ...]]:
        entries = self.pending[headend]
        numbers = dict.fromkeys(entry.ticket for entry in entries)
        return {number: tuple(entry for entry in entries if entry.ticket == number) for number in numbers}

    def _carry_out(self, link: Link, ticket: str, entries: tuple[LedgerEntry, ...]) -> UsersPushed:
        workspace, users = self.current.workspace(), {entry.user for entry in entries}
        renewed = {entry.user for entry in entries if entry.action == "reset-password"}
        done = push_users(link, workspace, users, ticket=ticket, tool_version=tool_version(), renewed=renewed)
        # A file that is left may hold a new password: the ticket stays open, so that the next run removes it.
        if left := self.run.workspace.clean("; ".join(text.splitlines()[0] for text in done.unfinished)):
            self._note(link.headend, entries, "failed", f"not cleaned up: {left}")
            return done
        back = tuple(entry for entry in entries if entry.action in LEAVES and entry.user in done.present)
        self._note(link.headend, back, "superseded", "users.yaml has them here again: they stay")
        self._note(link.headend, tuple(entry for entry in entries if entry not in back), "done", "")
        return done

    def _note(self, headend: str, entries: tuple[LedgerEntry, ...], result: str, detail: str) -> None:
        self.ledger.append(_result(entry, headend, result, detail) for entry in entries)
        self.noted.update((entry.ticket, headend) for entry in entries)


class _Current:
    """The inventory as it is on disk: another ticket may have written users.yaml since we did.

    users.yaml is read while a router's lock is held, so that nothing is pushed that a later ticket has changed already.
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
    pending: dict[str, tuple[LedgerEntry, ...]] = {}
    for ticket in tickets:
        for headend, entries in history.pending(ticket).items():
            pending[headend] = (*pending.get(headend, ()), *entries)
    return pending


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
    """Discard passwords that finished tickets have replaced; one that the store cannot discard opens nothing."""
    settings = workspace.inventory.settings.secret_store
    if settings is None:
        return
    store = open_store(settings, workspace.folder)
    used = {str(entry.password) for entry in workspace.inventory.users if entry.password}
    finished = [ticket for ticket in tickets if history.finished(ticket)]
    # Passwords of tickets that these supersede go as well: nobody carries those tickets out any more.
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
