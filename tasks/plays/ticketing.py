"""``onboard``, ``offboard``, ``tickets``: access given and taken, recorded."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flexvpn.documents import Document
from flexvpn.errors import Mistake, TicketRefused
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.tickets_text import changes_text, ledger_text, pushed_text
from flexvpn.tickets.formats import KINDS
from flexvpn.tickets.ledger import LedgerExcerpt
from flexvpn.tickets.outcome import UsersPushed
from flexvpn.tickets.reading import MOST, Draft, draft_of, guess_kind, read_ticket
from flexvpn.tickets.ticket import ticket_schema
from stores.console import Console
from stores.ledger import Ledger
from tasks.stopping import stopped_by_signals
from tasks.tickets.carrying_out import carry_out
from tasks.tickets.recording import Options, Recorded, judge, record

if TYPE_CHECKING:
    from threading import Event

    from flexvpn.outcome import Outcome
    from tasks.plays.play import Play

_DIFFERS = 2


@dataclass(frozen=True, slots=True)
class TicketRun:
    """One run of one ticket.

    Attributes:
        recorded: what was written down.
        outcomes: one for each headend that had to be visited.
        finished: True where nothing is left to do.
        dropped: headends that have left the inventory, and to which it never came.
    """

    recorded: Recorded
    outcomes: tuple[Outcome[UsersPushed], ...]
    finished: bool
    dropped: tuple[str, ...] = ()


def schema() -> int:
    """Print the JSON Schema of a ticket."""
    Console().emit(json.dumps(ticket_schema(), indent=2, sort_keys=True))
    return 0


def onboard(play: Play, source: str, options: Options, *, dry_run: bool = False) -> int:
    """Carry a ticket out; 0 where all of it is done, also where it was done before."""
    draft = read_source(source)
    if dry_run:
        decision, _ = judge(play.workspace, draft, options)
        play.console.show(changes_text(decision.changes))
        return _DIFFERS if decision.changes else 0
    with stopped_by_signals() as stop:
        run = run_ticket(play, draft, options, stop)
    code = _finish(play, run.outcomes, run_text(run))
    return code if run.finished else code or _DIFFERS


def run_ticket(play: Play, draft: Draft, options: Options, stop: Event) -> TicketRun:
    """Record a ticket, and bring it to every headend that still lacks it.

    Raises:
        HeadendError: it was refused, or could not be recorded. What fails on a headend is in its outcome.
    """
    recorded = record(play.workspace, draft, options, play.command)
    outcomes = carry_out(play, [recorded.ticket], stop)
    history = Ledger(play.workspace.folder).read()
    number = recorded.ticket
    return TicketRun(recorded, outcomes, history.finished(number), history.dropped(number))


def run_text(run: TicketRun) -> tuple[Piece, ...]:
    """What a run did beside its headends."""
    ticket = run.recorded.ticket
    copies = [Line(f"{path}: for the requester, then delete it") for path in run.recorded.copies]
    copies += [
        Line(f"{name}: no longer in the inventory, nothing was done there", Tone.WARN) for name in run.dropped
    ]
    if not run.finished:
        return (
            *copies,
            Line(f"{ticket}: not done everywhere; run the same ticket again for the rest", Tone.WARN),
        )
    if not run.recorded.changes and not run.outcomes:
        return (*copies, Line(f"{ticket}: done before, nothing to do", Tone.GOOD))
    return (*copies, Line(f"{ticket}: done", Tone.GOOD))


def offboard(play: Play, names: tuple[str, ...], options: Options, *, expired: bool, ticket: str) -> int:
    """Take users off every headend and out of users.yaml; their sessions end once the account is gone.

    A removal that an earlier run did not finish is gone on with.
    """
    users = {entry.name: entry for entry in play.workspace.inventory.users}
    late = [
        name for name, entry in users.items() if entry.expires is not None and entry.expires < options.today
    ]
    wanted = dict.fromkeys((*names, *(late if expired else ())))
    history = Ledger(play.workspace.folder).read()
    left = {name: tuple(history.leaving(name)) for name in wanted if name not in users}
    fresh = [name for name in wanted if not left.get(name)]
    numbers = [number for found in left.values() for number in found]
    if not wanted:
        if not expired:
            raise TicketRefused([Mistake("name who is to leave, or --expired")])
        play.console.say("nobody's access has expired", Tone.GOOD)
        return _finish(play, (), ())
    with stopped_by_signals() as stop:
        if fresh:
            number = ticket or f"OFFBOARD-{play.workspace.started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
            draft = _removals(number, fresh)
            numbers.append(record(play.workspace, draft, options, play.command).ticket)
        outcomes = carry_out(play, dict.fromkeys(numbers), stop)
    history = Ledger(play.workspace.folder).read()
    lines = [
        Line(f"{number}: done", Tone.GOOD)
        if history.finished(number)
        else Line(f"{number}: not done everywhere; the same command goes on with it", Tone.WARN)
        for number in dict.fromkeys(numbers)
    ]
    code = _finish(play, outcomes, tuple(lines))
    return code if all(history.finished(number) for number in numbers) else code or _DIFFERS


def tickets(play: Play, number: str | None) -> int:
    """Show the ledger, or one ticket's part of it; 2 where that ticket has something left to do."""
    history = Ledger(play.workspace.folder).read()
    entries = tuple(entry for entry in history.entries if number in {None, entry.ticket})
    if number is not None and not entries:
        raise TicketRefused([Mistake(f"no ticket {number} in the ledger")])
    numbers = dict.fromkeys(entry.ticket for entry in entries)
    unfinished = tuple(one for one in numbers if not history.finished(one))
    play.console.show(ledger_text(entries, unfinished))
    if play.target.json:
        play.console.emit(LedgerExcerpt(entries=entries, unfinished=unfinished).model_dump_json(indent=2))
    return _DIFFERS if number is not None and unfinished else 0


def read_source(source: str) -> Draft:
    """A ticket from a file, or from what comes in by a pipe (``-``).

    Raises:
        TicketRefused: there is no such file, or it is no text.
    """
    try:
        data = _read(source)
        if len(data) > MOST:
            raise TicketRefused([Mistake("too large for a ticket", path=source)])
        text = data.decode()
    except OSError as error:
        raise TicketRefused([Mistake(error.strerror or str(error), path=source)]) from error
    except UnicodeDecodeError:
        # Not chained: the error would carry the bytes.
        hint = "a spreadsheet saves it as `CSV UTF-8`"
        raise TicketRefused([Mistake("it is not UTF-8 text", path=source, hint=hint)]) from None
    name = "stdin" if source == "-" else source
    return read_ticket(text, name, KINDS.get(Path(source).suffix.lower()) or guess_kind(text))


def _read(source: str) -> bytes:
    """One byte more than a ticket may have, at most: a file of any size may come into a folder."""
    if source == "-":
        return sys.stdin.buffer.read(MOST + 1)
    with Path(source).open("rb") as file:
        return file.read(MOST + 1)


def _removals(number: str, names: list[str]) -> Draft:
    users = [{"action": "remove", "name": name} for name in names]
    return draft_of(Document("offboard", {"ticket": number, "users": users}))


def _finish(play: Play, outcomes: tuple[Outcome[UsersPushed], ...], more: tuple[Piece, ...]) -> int:
    def text(done: tuple[tuple[str, UsersPushed], ...]) -> tuple[Piece, ...]:
        return (*pushed_text(done), *more)

    return play.finish(outcomes, UsersPushed, lambda found: found, text=text)
