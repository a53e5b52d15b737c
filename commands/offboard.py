"""``headend offboard``: access taken away, recorded; what earlier runs have left is gone on with."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from commands.onboard import SUPERSEDED, finish
from commands.options import MaxRemovals
from flexvpn.base.errors import TicketRefused
from flexvpn.base.mistake import Mistake
from flexvpn.intent.documents import Document
from flexvpn.report.document import DIFFERS
from flexvpn.report.layout import Line, Tone
from flexvpn.report.tickets_text import open_text
from flexvpn.tickets.outcome import UsersPushed
from flexvpn.tickets.parser import draft_of
from stores.clock import now
from stores.ledger import Ledger
from tasks.change.record_ticket import Options, catch_up, record_ticket
from tasks.session.interruption import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.tickets.ledger import History
    from flexvpn.tickets.parser import Draft
    from tasks.session.run import Run

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...")]
Expired = Annotated[bool, typer.Option("--expired", help="Those whose last day has passed.")]
Number = Annotated[str, typer.Option(help="Its number, for the ledger.")]
Unrecorded = Annotated[bool, typer.Option(help="Also who is not in users.yaml.")]


@command(result=UsersPushed)
def offboard(
    run: Run,
    names: Names = None,
    expired: Expired = False,
    ticket: Number = "",
    max_delete: MaxRemovals = 10,
    unrecorded: Unrecorded = False,
) -> int:
    """Take users off every headend; their sessions end."""
    # What earlier runs have left is gone on with: the removals of these users, and with --expired every open ticket,
    # each under its own number, until its routers have been seen right.
    from tasks.change.carry_out_tickets import carry_out_tickets

    options = Options(now().date(), max_delete=max_delete, unrecorded=unrecorded)
    users = {entry.name: entry for entry in run.workspace.inventory.users}
    late = [name for name, entry in users.items() if entry.ended(options.today)]
    leavers = tuple(dict.fromkeys((*(names or ()), *(late if expired else ()))))
    if not leavers and not expired:
        raise TicketRefused([Mistake("name who is to leave, or --expired")])
    catch_up(run.workspace, run.command)
    history = Ledger(run.workspace.folder).read()
    left = {name: tuple(history.leaving(name)) for name in leavers if name not in users}
    fresh = [name for name in leavers if not left.get(name)]
    numbers = [number for numbers_of_one in left.values() for number in numbers_of_one]
    numbers += [unfinished.ticket for unfinished in history.open() if expired]
    refusal: TicketRefused | None = None
    with stopped_by_signals() as stop:
        if fresh:
            try:
                draft = _removal(run, history, ticket, leavers, fresh, derived=expired)
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
    code = finish(run, outcomes, lines, refusal)
    return code if all(history.finished(number) for number in numbers) else code or DIFFERS


def _removals(number: str, names: Iterable[str]) -> Draft:
    users = [{"action": "remove", "name": name} for name in names]
    return draft_of(Document("offboard", {"ticket": number, "users": users}))


def _removal(
    run: Run, history: History, ticket: str, leavers: tuple[str, ...], fresh: list[str], *, derived: bool
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
        return [name for name in leavers if name in users and history.recorded(number, name)]

    def free(draft: Draft, number: str) -> bool:
        return history.digest(number) in {"", draft.digest()} and not back(number)

    whole = _removals(ticket, leavers)
    if history.digest(ticket) and free(whole, ticket):
        return whole  # an earlier run came as far as to take some of them out
    numbers = (ticket, *(f"{ticket}-{count}" for count in range(2, len(history.tickets()) + 3)))
    drafts = ((number, _removals(number, fresh)) for number in numbers)
    draft = next(draft for number, draft in drafts if not derived or free(draft, number))
    if not derived and back(ticket):
        text = f"ticket {ticket} took {', '.join(back(ticket))} out before, and users.yaml has them again"
        raise TicketRefused([Mistake(text, path="offboard", hint="give it a number of its own")])
    return draft


def _state(history: History, number: str) -> tuple[Line, ...]:
    """What has become of a ticket."""
    dropped = tuple(
        Line(f"{number}: {name}: no longer in the inventory, nothing was done there", Tone.WARN)
        for name in history.dropped(number)
    )
    if not history.finished(number):
        return (*dropped, *open_text(history.left(number)))
    state = SUPERSEDED if history.superseded(number) else "done"
    return (*dropped, Line(f"{number}: {state}", Tone.GOOD))
