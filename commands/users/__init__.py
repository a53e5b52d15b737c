"""``headend users``: who may connect where, and recertification: sheets for owners, and what they answer."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Csv
from commands.users.text import roster_csv, roster_text
from flexvpn.base.errors import StateUnusable, TicketRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.values import FROZEN
from flexvpn.report.layout import Piece, Tone
from flexvpn.router.inspection import RUNNING, configuration
from flexvpn.router.sessions import SESSION_COMMANDS, connections
from flexvpn.tickets.recertification import read_sheet, removal_ticket, sheets, ticket_number
from flexvpn.tickets.roster import Roster, Stranger, roster_user, strangers
from stores.atomic import write_atomically
from stores.clock import now
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flexvpn.base.outcome import Outcome
    from tasks.session.link import Link
    from tasks.session.run import Run

Live = Annotated[bool, typer.Option("--live", help="Ask routers: who is connected, who is there unasked.")]
Recertify = Annotated[
    str, typer.Option(metavar="DIR|FILE", help="Write one CSV per owner to DIR; read FILE back.")
]

_LONGEST = 200
_NEEDED = SESSION_COMMANDS[:2]


class OnRouter(BaseModel):
    """What one router says of users: who is connected, and who is there unasked."""

    model_config = FROZEN

    connected: dict[str, str] = {}
    strangers: tuple[Stranger, ...] = ()


@command(
    documents={"users": Roster}, subcommands={"unlock": "Let a user in again who failed to log in too often."}
)
def users(run: Run, live: Live = False, csv: Csv = False, recertify: Recertify = "") -> int:
    """Show who may connect where, until when, by which ticket."""
    today, path = now().date(), Path(recertify)
    if not recertify:
        return show_users(run, today, live=live, as_csv=csv)
    if path.suffix.lower() == ".csv" or path.is_file():
        return read_answers(run, path, path.parent, today)
    return write_sheets(run, path, today)


def show_users(run: Run, today: date, *, live: bool, as_csv: bool) -> int:
    """Show the record of users; with ``live`` ask the routers who is connected and who is there unasked."""
    outcomes = run.over_fleet("asking", lambda link: _ask(run, link)) if live else ()

    def text(done: tuple[tuple[str, OnRouter], ...]) -> tuple[Piece, ...]:
        roster = _roster(run, today, dict(done))
        if as_csv:
            run.console.emit(roster_csv(roster))
            return ()
        return roster_text(roster)

    if run.target.json:
        return _as_json(run, outcomes, today)
    return run.finish(outcomes, OnRouter, lambda on_router: on_router, text=text)


def write_sheets(run: Run, folder: Path, today: date) -> int:
    """Write one CSV per owner, with a column to answer keep or remove."""
    for owner, text in sheets(_roster(run, today, {}).users).items():
        path = folder / f"{_file_name(owner)}.csv"
        _write(path, text)
        run.console.say(f"{path}: for {owner}")
    run.console.say("what comes back answered: `headend users --recertify FILE`", Tone.DIM)
    return 0


def read_answers(run: Run, source: Path, out: Path, today: date) -> int:
    """Turn an answered sheet into a ticket of the removals, beside it.

    Raises:
        TicketRefused: rows that are unknown, unanswered or missing; all of them are listed.
    """
    try:
        text = source.read_bytes().decode()
    except OSError as error:
        raise TicketRefused([Mistake(error.strerror or str(error), path=str(source))]) from error
    except UnicodeDecodeError:
        raise TicketRefused([Mistake("it is not UTF-8 text", path=str(source))]) from None
    entries = {entry.name: entry for entry in run.workspace.inventory.users}
    names, mistakes = read_sheet(text, str(source), entries)
    if mistakes:
        raise TicketRefused(mistakes)
    if not names:
        run.console.say("everybody stays: no ticket is needed", Tone.GOOD)
        return 0
    number = ticket_number(names, f"{today:%Y%m%d}")
    path = out / f"{number}.yaml"
    _write(path, removal_ticket(names, number))
    count = len(names)
    run.console.say(f"{path}: a ticket that removes {count} user{'' if count == 1 else 's'}", Tone.GOOD)
    run.console.say(f"  next: headend onboard {path} --max-delete {count}", Tone.DIM)
    return 0


def _file_name(owner: str) -> str:
    """Of an address; where it is longer than a file system takes, its beginning and a digest."""
    name = quote(owner, safe="@")
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}~{sha256(name.encode()).hexdigest()[:8]}"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text, mode=0o640)
    except OSError as error:
        raise StateUnusable(str(path), error.strerror or str(error)) from error


def _ask(run: Run, link: Link) -> OnRouter:
    answers = {command: show(link, command) for command in _NEEDED}
    config = configuration(link.headend, show(link, RUNNING))
    moment = now()
    sessions = connections(link.headend, answers, moment).connections
    return OnRouter(
        connected={session.user: f"{link.headend} from {session.peer}" for session in sessions},
        strangers=strangers(run.workspace.host(link.headend), config),
    )


def _roster(run: Run, today: date, asked: Mapping[str, OnRouter]) -> Roster:
    inventory = run.workspace.inventory
    hosts = {host.name: host for host in run.workspace.hosts}
    return Roster(
        users=tuple(
            roster_user(
                entry,
                hosts,
                today,
                tuple(
                    on_router.connected[entry.name]
                    for on_router in asked.values()
                    if entry.name in on_router.connected
                ),
            )
            for entry in inventory.users
        ),
        strangers=tuple(stranger for on_router in asked.values() for stranger in on_router.strangers),
        asked=tuple(asked),
    )


def _as_json(run: Run, outcomes: tuple[Outcome[OnRouter], ...], today: date) -> int:
    """One document of users, not of headends; what failed on a router is said beside it."""
    done = {outcome.headend: outcome.value for outcome in outcomes if outcome.value is not None}
    for outcome in outcomes:
        if outcome.error is not None:
            run.console.say(str(outcome.error), Tone.BAD)
    run.console.emit(_roster(run, today, done).model_dump_json(indent=2))
    return max((outcome.exit_code for outcome in outcomes), default=0)
