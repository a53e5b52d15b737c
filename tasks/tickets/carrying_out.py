"""What recorded tickets still have to do, done on every router at once; each result in the ledger as it comes."""

from __future__ import annotations

from dataclasses import replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from flexvpn.errors import HeadendError, SecretUnavailable
from flexvpn.secret import NotAReference, SecretRef
from stores.clock import now
from stores.ledger import Ledger
from stores.lock import hold, operator_name
from stores.secret_store import open_store
from tasks.plays.play import Play, tool_version
from tasks.stopping import unless_stopped
from tasks.tickets.push_users import push_users

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.outcome import Outcome
    from flexvpn.tickets.ledger import History, LedgerEntry
    from flexvpn.tickets.outcome import UsersPushed
    from tasks.link import Link
    from tasks.workspace import Workspace

_PATIENCE = 600.0
"""Seconds to wait for another push to the same router."""


def carry_out(
    play: Play, tickets: Iterable[str], stop: Event | None = None
) -> tuple[Outcome[UsersPushed], ...]:
    """Bring every headend into line that these tickets have not been proved on; nothing is raised for one that fails.

    A headend that is not among those the command is for is left for another run. One that is no longer in the inventory
    is dropped: nobody could ever finish the ticket there, and should it come back, users.yaml says what it has to have.
    """
    numbers = tuple(tickets)
    ledger = Ledger(play.workspace.folder)
    pending = _pending(ledger.read(), numbers)
    hosts = play.workspace.inventory.hosts
    ledger.append(
        _result(entry, headend, "dropped", "no longer in the inventory")
        for headend, entries in pending.items()
        if headend not in hosts
        for entry in entries
    )
    names = tuple(host.name for host in play.workspace.hosts if host.name in pending)
    outcomes: tuple[Outcome[UsersPushed], ...] = ()
    if names:
        # `--limit` has chosen already; what is left are plain names.
        inner = Play(play.command, replace(play.target, limit=names, filters=()))
        current = _Current(play.workspace.anew(inner.target))
        inner.workspace = current.workspace()
        halt = stop or Event()

        def work(link: Link) -> UsersPushed:
            unless_stopped(halt, link.headend)
            entries = pending[link.headend]
            locks = play.workspace.state.locks
            with hold(locks, link.headend, doing=play.command, now=now, wait=_PATIENCE):
                users = {entry.user for entry in entries}
                ticket = " ".join(dict.fromkeys(entry.ticket for entry in entries))
                done = push_users(
                    link, current.workspace(), users, ticket=ticket, tool_version=tool_version()
                )
                # What is left may be a file with a new password in it: only an open ticket comes back for it.
                left = play.workspace.clean("; ".join(text.splitlines()[0] for text in done.unfinished))
                result = ("failed", f"not cleaned up: {left}") if left else ("done", "")
                ledger.append(_result(entry, link.headend, *result) for entry in entries)
                return done

        outcomes = inner.over_fleet("users", work)
        failed = [
            _result(entry, outcome.headend, "failed", _why(play, outcome.error))
            for outcome in outcomes
            if outcome.error is not None
            for entry in pending[outcome.headend]
        ]
        ledger.append(failed)
    _forget_old_passwords(play.workspace.anew(), ledger.read(), numbers)
    return outcomes


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


def _why(play: Play, error: HeadendError) -> str:
    return play.workspace.clean(f"{error.code} {error.message.splitlines()[0]}")


def _forget_old_passwords(workspace: Workspace, history: History, tickets: Iterable[str]) -> None:
    """Passwords of ours that a finished ticket has replaced; a store that refuses keeps one that nobody can use."""
    settings = workspace.inventory.settings.secret_store
    if settings is None:
        return
    store = open_store(settings, workspace.folder)
    used = {str(entry.password) for entry in workspace.inventory.users if entry.password}
    for ticket in tickets:
        if not history.finished(ticket):
            continue
        for entry in history.users(ticket).values():
            if not entry.replaces or entry.replaces in used:
                continue
            try:
                store.discard(SecretRef.parse(entry.replaces))
            except (SecretUnavailable, NotAReference):
                continue
