"""Record a ticket: judge it, make and keep passwords, write the requester's copy, then users.yaml and the ledger.

Each step is complete before the next one begins. A process may be killed between two of them; the next run of the same
ticket catches up: the ledger says ``begun`` before anything else is written, and an entry in users.yaml carries the
number of the ticket that wrote it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.base.errors import CopyRefused, SecretUnavailable, TicketRefused
from flexvpn.base.secrets import Scheme
from flexvpn.ios.passwords import make_salt, make_type9
from flexvpn.tickets.decision import Situation
from flexvpn.tickets.judgement import decide, unlisted
from flexvpn.tickets.ledger import LedgerEntry
from flexvpn.tickets.letter import letter
from flexvpn.tickets.passwords import make_password, unfit
from flexvpn.tickets.users_text import Edit
from stores.atomic import settle
from stores.clock import now
from stores.credentials_out import CredentialsOut, check_recipient
from stores.ledger import Ledger
from stores.lock import INVENTORY, hold, operator_name
from stores.secret_store import open_store
from stores.users_file import UsersEdit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from flexvpn.base.mistake import Mistake
    from flexvpn.base.secrets import Secret, SecretRef
    from flexvpn.tickets.decision import Decision, UserChange
    from flexvpn.tickets.parser import Draft
    from tasks.session.workspace import Workspace

_PATIENCE = 120.0
"""Seconds to wait for another ticket to be recorded; a thousand hashes take a fraction of it."""
_SALT = 14


@dataclass(frozen=True, slots=True)
class Options:
    """How a ticket is carried out.

    Attributes:
        today: the day by which users have expired or not.
        credentials_out: folder for the requester's copy of new passwords.
        max_delete: number of removals that somebody has agreed to.
        unrecorded: users who are not in users.yaml may be removed.
        programs: a ticket may name a program that gives a password (``cmd:``); it runs on this machine.
    """

    today: date
    credentials_out: Path | None = None
    max_delete: int = 10
    unrecorded: bool = False
    programs: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a ticket did.

    Attributes:
        ticket: its number.
        changes: those that this run recorded; none where an earlier run had recorded them.
        copies: files with new passwords.
    """

    ticket: str
    changes: tuple[UserChange, ...] = ()
    copies: tuple[Path, ...] = ()


def judge(workspace: Workspace, draft: Draft, options: Options) -> tuple[Decision, dict[str, Secret]]:
    """The decision on a ticket, and the passwords that the ticket gives by reference.

    Raises:
        TicketRefused: with every fault of the ticket; nothing was written anywhere.
    """
    inventory = workspace.inventory
    history = Ledger(workspace.folder).read()
    situation = Situation(inventory, history, options.today, options.max_delete, options.unrecorded)
    decision, refusals = decide(draft, situation)
    mistakes, given = list(refusals), dict[str, "Secret"]()
    for change in decision.changes:
        if change.reference is None:
            continue
        if change.reference.scheme is Scheme.CMD and not options.programs:
            problem = "a ticket that was dropped into a folder runs no program here"
            mistakes.append(
                draft.mistake(change.place, "password", problem, "another reference, or leave it out")
            )
            continue
        try:
            given[change.name] = password = workspace.resolver.resolve(change.reference)
        except SecretUnavailable as error:
            mistakes.append(
                draft.mistake(change.place, "password", f"{error.reference}: {error.reason}", error.hint)
            )
            continue
        if why := unfit(password):
            mistakes.append(draft.mistake(change.place, "password", f"{change.reference}: {why}"))
    mistakes += _of_the_copies(draft, options, made=any(change.generates for change in decision.changes))
    if mistakes:
        raise TicketRefused(mistakes)
    return decision, given


def record_ticket(workspace: Workspace, draft: Draft, options: Options, doing: str) -> Recorded:
    """Write down all that follows from a ticket, once; the same ticket again writes nothing.

    Raises:
        TicketRefused, CopyRefused: nothing of it was written anywhere.
        SecretUnavailable, StateUnusable: a store or a file cannot be written; no router was touched, and another run
            of the same ticket goes on from there.
        Busy: another run holds the inventory's lock.
    """
    locks = inventory_locks(workspace.folder)
    with hold(locks, INVENTORY, doing=doing, now=now, wait=_PATIENCE):
        current = workspace.anew()
        # The ledger gets what a killed run wrote first: the ticket is judged by it, and may overwrite it in users.yaml.
        _catch_up(current)
        decision, given = judge(current, draft, options)
        return _Recording(current, draft, decision, options).run(given)


def catch_up(workspace: Workspace, doing: str) -> None:
    """Add to the ledger, as recorded, what killed runs wrote to users.yaml and not to the ledger.

    Raises:
        StateUnusable: the ledger cannot be read or written.
        Busy: another run holds the inventory's lock.
    """
    if unlisted(Ledger(workspace.folder).read(), workspace.inventory.users):
        with hold(inventory_locks(workspace.folder), INVENTORY, doing=doing, now=now, wait=_PATIENCE):
            _catch_up(workspace.anew())


def _catch_up(workspace: Workspace) -> None:
    ledger = Ledger(workspace.folder)
    ledger.append(
        entry.model_copy(update={"time": now(), "result": "recorded", "headends": (), "replaces": ""})
        for entry in unlisted(ledger.read(), workspace.inventory.users)
    )


def inventory_locks(folder: Path) -> Path:
    """The folder of an inventory's lock: in the inventory, so that runs with different state folders share it."""
    locks = folder / ".headend"
    locks.mkdir(mode=0o700, exist_ok=True)
    ignored = locks / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n")
    return locks


class _Recording:
    def __init__(self, workspace: Workspace, draft: Draft, decision: Decision, options: Options) -> None:
        self._workspace, self._draft, self._decision, self._options = workspace, draft, decision, options
        self._ledger = Ledger(workspace.folder)
        settings = workspace.inventory.settings.secret_store
        self._store = open_store(settings, workspace.folder) if settings else None

    def run(self, given: Mapping[str, Secret]) -> Recorded:
        decision = self._decision
        if not decision.changes:
            return Recorded(decision.ticket)
        made = {change.name: self._make() for change in decision.changes if change.generates}
        references = {change.name: self._place(change) for change in decision.changes}
        passwords = {**made, **given}
        credentials = dict(self._credentials(passwords, references))
        # Edited in memory first: a users.yaml that cannot be edited must fail before anything is begun.
        users = UsersEdit(
            self._workspace.folder,
            [
                Edit(change.name, {**credentials.get(change.name, {}), **change.sets}, gone=change.gone)
                for change in decision.changes
            ],
        )
        copies = self._copies()
        self._ledger.append(self._begun())
        self._keep(made, references)
        written = self._write_copies(copies, made) if copies else ()
        settle()
        users.write()
        self._ledger.append(self._of_users(change.name for change in decision.changes))
        return Recorded(decision.ticket, decision.changes, written)

    def _make(self) -> Secret:
        return make_password(self._workspace.inventory.settings.passwords, secrets.choice)

    def _copies(self) -> CredentialsOut | None:
        folder, header = self._options.credentials_out, self._draft.header
        if folder is None or not any(change.generates for change in self._decision.changes):
            return None
        return CredentialsOut(folder, header.recipient if header else None)

    def _place(self, change: UserChange) -> SecretRef | None:
        """The reference under which the password is or will be kept; None for a hash."""
        if change.credential != "password":
            return None
        made = self._store.reference(change.name, self._decision.ticket) if self._store else None
        return change.reference or made

    def _credentials(
        self, passwords: Mapping[str, Secret], references: Mapping[str, SecretRef | None]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """What users.yaml holds for each user: a hash or a reference."""
        for change in self._decision.changes:
            if change.credential == "secret":
                salt = make_salt(secrets.token_bytes(_SALT))
                yield (
                    change.name,
                    {"password": None, "secret": make_type9(passwords[change.name].reveal(), salt).text},
                )
            elif change.credential == "password":
                yield change.name, {"password": str(references[change.name]), "secret": None}

    def _keep(self, made: Mapping[str, Secret], references: Mapping[str, SecretRef | None]) -> None:
        """Put every new password into the store, before users.yaml refers to it."""
        for name, password in made.items():
            reference = references[name]
            if reference is not None and self._store is not None:
                self._store.put(reference, password)
                self._workspace.resolver.remember(reference, password)

    def _write_copies(self, copies: CredentialsOut, made: Mapping[str, Secret]) -> tuple[Path, ...]:
        hosts = self._workspace.inventory.hosts
        by_name = {change.name: change for change in self._decision.changes}
        return tuple(
            copies.write(
                name,
                letter(
                    name,
                    password,
                    (hosts[host].headend for host in by_name[name].headends),
                    self._decision.ticket,
                ),
            )
            for name, password in made.items()
        )

    def _begun(self) -> list[LedgerEntry]:
        return [
            self._entry(
                change.name,
                change.action,
                "begun",
                headends=change.headends,
                replaces=str(change.replaces) if change.replaces else "",
            )
            for change in self._decision.changes
        ]

    def _of_users(self, names: Any) -> list[LedgerEntry]:  # noqa: ANN401 - an iterable of names
        actions = {request.name: getattr(request, "action", "") for _, request in self._draft.requests}
        return [self._entry(name, actions[name], "recorded") for name in names]

    def _entry(self, user: str, action: str, result: str, **more: Any) -> LedgerEntry:  # noqa: ANN401 - fields
        given = {
            "time": now(),
            "ticket": self._decision.ticket,
            "digest": self._decision.digest,
            "by": operator_name(),
            "user": user,
            "action": action,
            "result": result,
        }
        return LedgerEntry.model_validate(given | more)


def _of_the_copies(draft: Draft, options: Options, *, made: bool) -> Iterator[Mistake]:
    """The mistakes by which the requester could not be given new passwords."""
    if made and options.credentials_out is None:
        yield draft.document.mistake(
            ("users",),
            "passwords are to be made, and nobody would learn them",
            "--credentials-out DIR, one file per user in it",
        )
    if not made and not draft.mistakes:
        return
    try:
        check_recipient(draft.header.recipient if draft.header else None)
    except CopyRefused as error:
        yield draft.document.mistake(("recipient",), error.message, error.hint)
