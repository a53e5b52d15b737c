"""``headend tickets``: what was done for tickets, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from flexvpn.base.errors import TicketRefused
from flexvpn.base.mistake import Mistake
from flexvpn.report.document import DIFFERS
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.report.tickets_text import open_text
from flexvpn.tickets.ledger import LedgerExcerpt
from stores.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.tickets.ledger import LedgerEntry, OpenTicket
    from tasks.session.run import Run

Number = Annotated[str | None, typer.Argument(help="One ticket's number.")]

_COLUMNS = ("time", "ticket", "by", "action", "user", "headend", "result")


@command(documents={"tickets": LedgerExcerpt})
def tickets(run: Run, ticket: Number = None) -> int:
    """Show what was done for tickets, where, and what is left."""
    history = Ledger(run.workspace.folder).read()
    entries = tuple(entry for entry in history.entries if ticket in {None, entry.ticket})
    if ticket is not None and not entries:
        raise TicketRefused([Mistake(f"no ticket {ticket} in the ledger")])
    left = tuple(unfinished for unfinished in history.open() if ticket in {None, unfinished.ticket})
    run.console.show(ledger_text(entries, left))
    if run.target.json:
        numbers = tuple(unfinished.ticket for unfinished in left)
        excerpt = LedgerExcerpt(entries=entries, unfinished=numbers, open=left)
        run.console.emit(excerpt.model_dump_json(indent=2))
    return DIFFERS if left else 0


def ledger_text(entries: Iterable[LedgerEntry], left: Iterable[OpenTicket]) -> tuple[Piece, ...]:
    """The ledger, or one ticket's part of it, and what is left to do."""
    rows = tuple(_row(entry) for entry in entries)
    if not rows:
        return (Line("no tickets so far"),)
    return (Table(_COLUMNS, rows), *(line for ticket in left for line in open_text(ticket)))


def _row(entry: LedgerEntry) -> tuple[Line, ...]:
    tone = {"done": Tone.GOOD, "failed": Tone.BAD}.get(entry.result, Tone.PLAIN)
    result = entry.result + (f": {entry.detail}" if entry.detail else "")
    words = (
        f"{entry.time:%Y-%m-%d %H:%M:%S}",
        entry.ticket,
        entry.by,
        entry.action,
        entry.user,
        entry.headend,
    )
    return (*(Line(word) for word in words), Line(result, tone))
