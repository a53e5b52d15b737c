"""``headend watch``: tickets carried out as they come into a folder, one after the other."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.declaration import command
from commands.onboard import SUPERSEDED, read_data, run_ticket, ticket_text
from commands.options import CredentialsOut, MaxRemovals
from commands.watch.result import TicketResult, headend_result, of_error
from flexvpn.base.errors import FAULT, Busy, HeadendError
from flexvpn.report.layout import Line, Tone
from stores.clock import now
from stores.lock import hold_at
from stores.ticket_folder import opened, shown
from tasks.change.record_ticket import Options
from tasks.session.interruption import stopped_by_signals
from tasks.session.run import Run

if TYPE_CHECKING:
    from threading import Event

    from commands.onboard import TicketRun
    from stores.ticket_folder import DroppedTicket, TicketFolder

log = logging.getLogger("headend.watching")
LOCK = ".watch.lock"
"""In a folder of watch's own: in one that others write to it might be a link to anything."""
_AGAIN = (
    "Put the same ticket into the folder again, or run `headend offboard --expired`: it does only the rest."
)
_EVERY = 1.0
"""Seconds between two looks at the folder."""


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where ticket files come in.")]
Once = Annotated[bool, typer.Option("--once", help="Leave when nothing is left.")]


@dataclass(frozen=True, slots=True)
class _Taken:
    result: TicketResult
    put_back: bool = False


@command(documents={"ticket-result": TicketResult})
def watch(
    run: Run,
    folder: Folder,
    credentials_out: CredentialsOut = None,
    max_delete: MaxRemovals = 10,
    once: Once = False,
) -> int:
    """Carry out tickets as they come into a folder. SIGTERM stops it after the router that it is at."""
    # A ticket that was stopped between two routers stays in the folder: whoever watches next does the rest.
    options = Options(now().date(), credentials_out, max_delete)
    doing, told = f"{run.command} {folder}", frozenset[tuple[str, str]]()
    # Two that watch one folder would carry each ticket out twice, and one of them would find it filed away.
    with (
        opened(folder) as tickets,
        hold_at(tickets.own, LOCK, doing=doing, now=now),
        stopped_by_signals() as stop,
    ):
        run.console.say(f"watching {folder}: done/ and failed/ hold what was carried out", Tone.DIM)
        while not stop.is_set():
            look = tickets.look(now().timestamp())
            news = [passed_over for passed_over in look.passed_over if passed_over not in told]
            run.console.show(Line(f"{name}: not taken: {why}", Tone.WARN) for name, why in news)
            told = frozenset(look.passed_over)
            if not _all(run, tickets, look.ready, options, stop):
                if once:
                    break
                stop.wait(_EVERY)
    return 0


def _all(run: Run, tickets: TicketFolder, ready: tuple[Path, ...], options: Options, stop: Event) -> bool:
    """Carry out what is ready; False where there was nothing."""
    any_taken = False
    for path in ready:
        if stop.is_set():
            break
        if ticket := tickets.read(path):
            any_taken = True
            _carry_out(run, tickets, ticket, options, stop)
    return any_taken


def _carry_out(run: Run, tickets: TicketFolder, ticket: DroppedTicket, options: Options, stop: Event) -> None:
    # The inventory may have changed since the last ticket: it is read anew, and the day as well.
    fresh = Run(run.command, run.target)
    taken = _carried_out(fresh, ticket, replace(options, today=now().date(), programs=False), stop)
    result, name = taken.result, shown(ticket.path)
    tone = Tone.GOOD if result.verdict == "done" else Tone.BAD
    if taken.put_back:
        run.console.show((Line(f"{name}: stopped or busy, it stays where it is", Tone.WARN),))
        return
    where: Literal["done", "failed"] = "done" if result.verdict == "done" else "failed"
    results = {".json": result.model_dump_json(indent=2) + "\n", ".md": result.markdown()}
    target = tickets.file_away(ticket, where, results)
    now_at = f"now {target}" if target else "and taken away meanwhile"
    run.console.show((Line(f"{name}: {result.verdict}, {now_at}", tone),))


def _carried_out(run: Run, ticket: DroppedTicket, options: Options, stop: Event) -> _Taken:
    clean, number, path = run.workspace.clean, "", ticket.path
    try:
        draft = read_data(ticket.data, str(path))
        number = draft.header.ticket if draft.header else ""
        ticket_run = run_ticket(run, draft, options, stop)
    except HeadendError as error:
        result = of_error(number, shown(path), now(), error, clean)
        return _Taken(result, put_back=isinstance(error, Busy))
    except Exception as error:
        # One ticket that we trip over must not stop all others, again and again.
        log.debug("what failed", exc_info=error)
        message = clean(f"{type(error).__name__}: {error}")
        fault = TicketResult(
            ticket=number, file=shown(path), time=now(), verdict="failed", message=message, hint=FAULT
        )
        return _Taken(fault)
    run.console.show(ticket_text(ticket_run))
    unfinished_by_us = stop.is_set() and not ticket_run.finished
    return _Taken(_result(run, path, ticket_run), put_back=unfinished_by_us)


def _result(run: Run, path: Path, ticket_run: TicketRun) -> TicketResult:
    before = ticket_run.finished and not ticket_run.recorded.changes and not ticket_run.outcomes
    message = ["It was done before; nothing was changed."] if before and not ticket_run.superseded else []
    message += [f"{SUPERSEDED}."] if ticket_run.superseded else []
    message += [f"{name}: no longer in the inventory, nothing was done there" for name in ticket_run.dropped]
    return TicketResult(
        ticket=ticket_run.recorded.ticket,
        file=shown(path),
        time=now(),
        verdict="done" if ticket_run.finished else "partly",
        message="\n".join(message),
        hint="" if ticket_run.finished else _AGAIN,
        headends=tuple(headend_result(outcome, run.workspace.clean) for outcome in ticket_run.outcomes),
    )
