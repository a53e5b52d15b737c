"""``headend onboard``: access given, changed and taken by a ticket, recorded."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from commands.declaration import command
from commands.options import CredentialsOut, MaxRemovals
from flexvpn.base.errors import TicketRefused
from flexvpn.base.mistake import Mistake
from flexvpn.report.document import DIFFERS
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.report.tickets_text import pushed_text
from flexvpn.tickets.formats import KINDS
from flexvpn.tickets.outcome import UsersPushed
from flexvpn.tickets.parser import MOST, guess_kind, read_ticket
from flexvpn.tickets.ticket import ticket_schema
from stores.clock import now
from stores.console import Console
from stores.ledger import Ledger
from tasks.change.record_ticket import Options, Recorded, judge, record_ticket
from tasks.session.interruption import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from flexvpn.base.outcome import Outcome
    from flexvpn.tickets.decision import UserChange
    from flexvpn.tickets.parser import Draft
    from tasks.session.run import Run

SUPERSEDED: Final = "nothing is left to do: users.yaml asks for something else by now"

TicketFile = Annotated[str, typer.Argument(metavar="TICKET", help="YAML, JSON or CSV; - for stdin.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Judge it and show what it changes.")]
Schema = Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a ticket.")]


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


@command(result=UsersPushed)
def onboard(
    run: Run,
    ticket: TicketFile = "-",
    credentials_out: CredentialsOut = None,
    max_delete: MaxRemovals = 10,
    dry_run: DryRun = False,
    schema: Schema = False,
) -> int:
    """Carry out a ticket: users added, changed, removed. Again: only the rest."""
    if schema:
        Console().emit(json.dumps(ticket_schema(), indent=2, sort_keys=True))
        return 0
    options = Options(now().date(), credentials_out, max_delete)
    draft = read_source(ticket)
    if dry_run:
        decision, _ = judge(run.workspace, draft, options)
        run.console.show(changes_text(decision.changes))
        return DIFFERS if decision.changes else 0
    with stopped_by_signals() as stop:
        ticket_run = run_ticket(run, draft, options, stop)
    code = finish(run, ticket_run.outcomes, ticket_text(ticket_run))
    return code if ticket_run.finished else code or DIFFERS


def run_ticket(run: Run, draft: Draft, options: Options, stop: Event) -> TicketRun:
    """Record a ticket, and bring it to every headend that still lacks it.

    Raises:
        HeadendError: it was refused, or could not be recorded. What fails on a headend is in its outcome.
    """
    from tasks.change.carry_out_tickets import carry_out_tickets

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


def finish(
    run: Run,
    outcomes: tuple[Outcome[UsersPushed], ...],
    more: tuple[Piece, ...],
    refusal: TicketRefused | None = None,
) -> int:
    """Print what tickets have done to every headend, and ``more``; give the exit code.

    Args:
        run: the command.
        outcomes: one for each headend that was visited.
        more: what else there is to say.
        refusal: why others, who were to leave with those of the tickets, stay.
    """

    def text(done: tuple[tuple[str, UsersPushed], ...]) -> tuple[Piece, ...]:
        return (*pushed_text(done), *more)

    troubles = (
        tuple(f"others were to leave and stay: {mistake}" for mistake in refusal.mistakes) if refusal else ()
    )
    return run.finish(
        outcomes,
        UsersPushed,
        lambda pushed: pushed,
        text=text,
        differs=lambda pushed: bool(pushed.shut),
        also=lambda _: troubles,
    )


def changes_text(changes: Iterable[UserChange]) -> tuple[Piece, ...]:
    """What a ticket asks for and nobody has recorded yet."""
    rows = tuple(
        (
            Line(change.action),
            Line(change.name),
            Line(", ".join(change.headends) or "no router"),
            Line(_how(change)),
        )
        for change in changes
    )
    return (
        (Table(("action", "user", "headends", "password"), rows),)
        if rows
        else (Line("nothing to do", Tone.GOOD),)
    )


def _how(change: UserChange) -> str:
    if change.credential is None:
        return ""
    source = str(change.reference) if change.reference else "made now"
    return f"{source}, kept as a hash" if change.credential == "secret" else source
