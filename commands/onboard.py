"""``onboard``, ``offboard``, ``tickets``: access given and taken, recorded."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import TicketRefused
from flexvpn.base.mistake import Mistake
from flexvpn.intent.documents import Document
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.tickets_text import changes_text, ledger_text, open_text, pushed_text
from flexvpn.tickets.formats import KINDS
from flexvpn.tickets.ledger import LedgerExcerpt
from flexvpn.tickets.outcome import UsersPushed
from flexvpn.tickets.parser import MOST, Draft, draft_of, guess_kind, read_ticket
from flexvpn.tickets.ticket import ticket_schema
from stores.console import Console
from stores.ledger import Ledger
from tasks.change.carry_out_tickets import carry_out_tickets
from tasks.change.record_ticket import Options, Recorded, catch_up, judge, record_ticket
from tasks.session.interruption import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from flexvpn.base.outcome import Outcome
    from flexvpn.tickets.ledger import History
    from tasks.session.run import Run

SUPERSEDED: Final = "nothing is left to do: users.yaml asks for something else by now"
_DIFFERS = 2


@dataclass(frozen=True, slots=True)
class TicketRun:
    """One run of one ticket.

    Attributes:
        recorded: what was written down.
        outcomes: one for each headend that had to be visited.
        finished: True where nothing is left to do.
        dropped: headends that have left the inventory, and to which it never came.
        superseded: True where later tickets, or users.yaml itself, ask for something else.
    """

    recorded: Recorded
    outcomes: tuple[Outcome[UsersPushed], ...]
    finished: bool
    dropped: tuple[str, ...] = ()
    superseded: bool = False


def schema() -> int:
    """Print the JSON Schema of a ticket."""
    Console().emit(json.dumps(ticket_schema(), indent=2, sort_keys=True))
    return 0


def onboard(run: Run, source: str, options: Options, *, dry_run: bool = False) -> int:
    """Carry a ticket out; 0 where all of it is done, also where it was done before."""
    draft = read_source(source)
    if dry_run:
        decision, _ = judge(run.workspace, draft, options)
        run.console.show(changes_text(decision.changes))
        return _DIFFERS if decision.changes else 0
    with stopped_by_signals() as stop:
        ticket_run = run_ticket(run, draft, options, stop)
    code = _finish(run, ticket_run.outcomes, ticket_text(ticket_run))
    return code if ticket_run.finished else code or _DIFFERS


def run_ticket(run: Run, draft: Draft, options: Options, stop: Event) -> TicketRun:
    """Record a ticket, and bring it to every headend that still lacks it.

    Raises:
        HeadendError: it was refused, or could not be recorded. What fails on a headend is in its outcome.
    """
    recorded = record_ticket(run.workspace, draft, options, run.command)
    outcomes = carry_out_tickets(run, [recorded.ticket], stop)
    history = Ledger(run.workspace.folder).read()
    number = recorded.ticket
    superseded = history.superseded(number)
    return TicketRun(recorded, outcomes, history.finished(number), history.dropped(number), superseded)


def ticket_text(ticket_run: TicketRun) -> tuple[Piece, ...]:
    """What a run did beside its headends."""
    ticket = ticket_run.recorded.ticket
    copies = [Line(f"{path}: for the requester, then delete it") for path in ticket_run.recorded.copies]
    copies += [
        Line(f"{name}: no longer in the inventory, nothing was done there", Tone.WARN)
        for name in ticket_run.dropped
    ]
    if not ticket_run.finished:
        return (
            *copies,
            Line(f"{ticket}: not done everywhere; run the same ticket again for the rest", Tone.WARN),
        )
    if ticket_run.superseded:
        return (*copies, Line(f"{ticket}: {SUPERSEDED}", Tone.GOOD))
    if not ticket_run.recorded.changes and not ticket_run.outcomes:
        return (*copies, Line(f"{ticket}: done before, nothing to do", Tone.GOOD))
    return (*copies, Line(f"{ticket}: done", Tone.GOOD))


def offboard(run: Run, names: tuple[str, ...], options: Options, *, expired: bool, ticket: str) -> int:
    """Take users off every headend and out of users.yaml; their sessions end once the account is gone.

    What earlier runs have left is gone on with: the removals of these users, and with ``expired`` every open ticket,
    each under its own number, until its routers have been seen right.
    """
    users = {entry.name: entry for entry in run.workspace.inventory.users}
    late = [name for name, entry in users.items() if entry.ended(options.today)]
    wanted = tuple(dict.fromkeys((*names, *(late if expired else ()))))
    if not wanted and not expired:
        raise TicketRefused([Mistake("name who is to leave, or --expired")])
    catch_up(run.workspace, run.command)
    history = Ledger(run.workspace.folder).read()
    left = {name: tuple(history.leaving(name)) for name in wanted if name not in users}
    fresh = [name for name in wanted if not left.get(name)]
    numbers = [number for found in left.values() for number in found]
    numbers += [one.ticket for one in history.open() if expired]
    refusal: TicketRefused | None = None
    with stopped_by_signals() as stop:
        if fresh:
            try:
                draft = _removal(run, history, ticket, wanted, fresh, derived=expired)
                numbers.append(record_ticket(run.workspace, draft, options, run.command).ticket)
            except TicketRefused as error:
                if not numbers:
                    raise
                # What was agreed to before does not wait for what is not.
                refusal = error
        outcomes = carry_out_tickets(run, dict.fromkeys(numbers), stop)
    history = Ledger(run.workspace.folder).read()
    lines = tuple(line for number in dict.fromkeys(numbers) for line in _state(history, number))
    if not numbers:
        lines = (Line("nobody's access has expired", Tone.GOOD),)
    code = _finish(run, outcomes, lines, refusal)
    return code if all(history.finished(number) for number in numbers) else code or _DIFFERS


def tickets(run: Run, number: str | None) -> int:
    """Show the ledger, or one ticket's part of it; 2 where something of it is left to do."""
    history = Ledger(run.workspace.folder).read()
    entries = tuple(entry for entry in history.entries if number in {None, entry.ticket})
    if number is not None and not entries:
        raise TicketRefused([Mistake(f"no ticket {number} in the ledger")])
    left = tuple(one for one in history.open() if number in {None, one.ticket})
    run.console.show(ledger_text(entries, left))
    if run.target.json:
        unfinished = tuple(one.ticket for one in left)
        excerpt = LedgerExcerpt(entries=entries, unfinished=unfinished, open=left)
        run.console.emit(excerpt.model_dump_json(indent=2))
    return _DIFFERS if left else 0


def read_source(source: str) -> Draft:
    """A ticket from a file, or from what comes in by a pipe (``-``).

    Raises:
        TicketRefused: there is no such file, or it is no text.
    """
    try:
        # One byte more than a ticket may have, at most.
        data = sys.stdin.buffer.read(MOST + 1) if source == "-" else _beginning(Path(source))
    except OSError as error:
        raise TicketRefused([Mistake(error.strerror or str(error), path=source)]) from error
    return read_data(data, "stdin" if source == "-" else source)


def read_data(data: bytes, source: str) -> Draft:
    """A ticket from the bytes of a file.

    Raises:
        TicketRefused: it is no text, or too much of it.
    """
    if len(data) > MOST:
        raise TicketRefused([Mistake("too large for a ticket", path=source)])
    try:
        text = data.decode()
    except UnicodeDecodeError:
        # Not chained: the error would carry the bytes.
        hint = "a spreadsheet saves it as `CSV UTF-8`"
        raise TicketRefused([Mistake("it is not UTF-8 text", path=source, hint=hint)]) from None
    return read_ticket(text, source, KINDS.get(Path(source).suffix.lower()) or guess_kind(text))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST + 1)


def _removals(number: str, names: Iterable[str]) -> Draft:
    users = [{"action": "remove", "name": name} for name in names]
    return draft_of(Document("offboard", {"ticket": number, "users": users}))


def _removal(
    run: Run, history: History, ticket: str, wanted: tuple[str, ...], fresh: list[str], *, derived: bool
) -> Draft:
    """Who is to leave, under a number; with ``derived`` under the next one that is free below ``ticket``.

    A timer gives the same number every day, and every day others leave.

    Raises:
        TicketRefused: the number took somebody out before who has been let in again since: it would be called done.
    """
    if not ticket:
        number = f"OFFBOARD-{run.workspace.started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        return _removals(number, fresh)
    users = {entry.name for entry in run.workspace.inventory.users}

    def back(number: str) -> list[str]:
        return [name for name in wanted if name in users and history.recorded(number, name)]

    def free(draft: Draft, number: str) -> bool:
        return history.digest(number) in {"", draft.digest()} and not back(number)

    whole = _removals(ticket, wanted)
    if history.digest(ticket) and free(whole, ticket):
        return whole  # an earlier run came as far as to take some of them out
    numbers = (ticket, *(f"{ticket}-{count}" for count in range(2, len(history.tickets()) + 3)))
    drafts = ((number, _removals(number, fresh)) for number in numbers)
    draft = next(draft for number, draft in drafts if not derived or free(draft, number))
    if not derived and back(ticket):
        what = f"ticket {ticket} took {', '.join(back(ticket))} out before, and users.yaml has them again"
        raise TicketRefused([Mistake(what, path="offboard", hint="give it a number of its own")])
    return draft


def _state(history: History, number: str) -> tuple[Line, ...]:
    """What has become of a ticket."""
    dropped = tuple(
        Line(f"{number}: {name}: no longer in the inventory, nothing was done there", Tone.WARN)
        for name in history.dropped(number)
    )
    if not history.finished(number):
        return (*dropped, *open_text(history.left(number)))
    what = SUPERSEDED if history.superseded(number) else "done"
    return (*dropped, Line(f"{number}: {what}", Tone.GOOD))


def _finish(
    run: Run,
    outcomes: tuple[Outcome[UsersPushed], ...],
    more: tuple[Piece, ...],
    refusal: TicketRefused | None = None,
) -> int:
    def text(done: tuple[tuple[str, UsersPushed], ...]) -> tuple[Piece, ...]:
        return (*pushed_text(done), *more)

    troubles = tuple(f"others were to leave and stay: {one}" for one in refusal.mistakes) if refusal else ()
    return run.finish(
        outcomes,
        UsersPushed,
        lambda found: found,
        text=text,
        differs=lambda found: bool(found.shut),
        also=lambda _: troubles,
    )
