"""A ticket becomes part of the record: judged, passwords made and kept, the requester's copy complete, users.yaml.

Each step is done whole before the next one begins, and a process killed between two of them is caught up with by the
next run of the same ticket: the ledger's ``begun`` stands before anything else is written, and an entry in users.yaml
carries the number of the ticket that wrote it.
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
        credentials_out: folder for the requester's copy of new passwords.
        max_delete: so many removals are agreed to.
        unrecorded: users who are not in users.yaml may be removed.
        today: the day that expiry is measured against.
        programs: a password may come from a program that the ticket names (``cmd:``): its sender runs it here.
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
        changes: what was new in it; nothing where an earlier run had recorded it.
        copies: files with new passwords.
    """

    ticket: str
    changes: tuple[UserChange, ...] = ()
    copies: tuple[Path, ...] = ()


def judge(workspace: Workspace, draft: Draft, options: Options) -> tuple[Decision, dict[str, Secret]]:
    """The decision, and the passwords that the ticket gives by reference.

    Raises:
        TicketRefused: every fault of the ticket; nothing was written anywhere.
    """
    inventory = workspace.inventory
    history = Ledger(workspace.folder).read()
    situation = Situation(inventory, history, options.today, options.max_delete, options.unrecorded)
    decision, found = decide(draft, situation)
    mistakes, given = list(found), dict[str, "Secret"]()
    for change in decision.changes:
        if change.reference is None:
            continue
        if change.reference.scheme is Scheme.CMD and not options.programs:
            what = "a ticket that was dropped into a folder runs no program here"
            mistakes.append(
                draft.mistake(change.place, "password", what, "another reference, or leave it out")
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


def record(workspace: Workspace, draft: Draft, options: Options, doing: str) -> Recorded:
    """Write down all that a ticket decides, once; the same ticket again writes nothing.

    Raises:
        TicketRefused, CopyRefused: nothing of it was written anywhere.
        SecretUnavailable, StateUnusable: a store or a file cannot be written; no router was touched, and the same
            ticket run again goes on.
        Busy: another run holds the inventory.
    """
    locks = inventory_locks(workspace.folder)
    with hold(locks, INVENTORY, doing=doing, now=now, wait=_PATIENCE):
        current = workspace.anew()
        # First: what a killed run has written is history before it is judged against, or its mark is overwritten.
        _catch_up(current)
        decision, given = judge(current, draft, options)
        return _Recording(current, draft, decision, options).run(given)


def catch_up(workspace: Workspace, doing: str) -> None:
    """Call recorded in the ledger what killed runs wrote to users.yaml and not to it.

    Raises:
        StateUnusable: the ledger cannot be read or written.
        Busy: another run holds the inventory.
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
    """Where an inventory is locked: in itself, so that runs with different state folders see each other."""
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
        # Tried first: a users.yaml that cannot be edited is found out before anything is begun.
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
        """Where the password is, or will be kept; nowhere for a hash."""
        if change.credential != "password":
            return None
        made = self._store.reference(change.name, self._decision.ticket) if self._store else None
        return change.reference or made

    def _credentials(
        self, passwords: Mapping[str, Secret], references: Mapping[str, SecretRef | None]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """What users.yaml holds for each: a hash, or a reference."""
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
        """The store has every password that users.yaml will refer to, before it does."""
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
    """Why the requester could not be given new passwords."""
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
