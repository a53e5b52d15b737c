"""``headend sessions``: who is connected; ``--watch`` again and again; ``--disconnect`` ends one person's sessions."""

from __future__ import annotations

import io
import time
from csv import writer
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Csv
from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.report.document import Document
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.router.sessions import SESSION_COMMANDS, Connection, Connections, connections
from stores.clock import now
from stores.lock import hold
from tasks.change.end_sessions import end_sessions
from tasks.read.show import show
from tasks.session.run import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.outcome import Outcome
    from tasks.session.link import Link
    from tasks.session.run import Run

Watch = Annotated[bool, typer.Option("--watch", help="Again and again, until Ctrl-C.")]
Every = Annotated[float, typer.Option(min=0.5, help="Seconds from one look to the next.")]
Times = Annotated[int, typer.Option(min=0, help="Looks before it ends; 0 for no end.")]
Disconnect = Annotated[str | None, typer.Option(metavar="USER", help="Clear this user's sessions.")]

_COLUMNS = ("headend", "user", "address", "from", "since", "idle", "packets in/out", "IKE", "ESP")
_FIELDS = (
    *("user", "address", "peer", "port", "interface", "since", "seconds", "idle_seconds"),
    *("packets_in", "packets_out", "ciphers", "esp"),
)
# What a spreadsheet would take for a formula; a user's name is whatever somebody typed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEEDED = frozenset(SESSION_COMMANDS[:2])
_LONG = 120.0


class Disconnected(BaseModel):
    """The sessions that were ended on one headend; ``doubt`` is what the router leaves open."""

    model_config = FROZEN

    user: str
    ended: tuple[Connection, ...] = ()
    doubt: tuple[str, ...] = ()


@command(result=Connections, documents={"sessions-disconnect": Document[Disconnected]})
def sessions(
    run: Run,
    csv: Csv = False,
    watch: Watch = False,
    every: Every = 5.0,
    times: Times = 0,
    disconnect: Disconnect = None,
) -> int:
    """Show who is connected; end one person's sessions."""
    if disconnect is not None:
        return disconnect_user(run, disconnect)
    forms = [
        name for name, asked in (("--watch", watch), ("--csv", csv), ("--json", run.target.json)) if asked
    ]
    if len(forms) > 1:
        hint = "--watch is for people; --csv and --json print one document each"
        raise OptionsRefused([Mistake(f"not together with {forms[1]}", key=forms[0], hint=hint)])
    if watch:
        return look_again(run, every, times)
    return _finish(run, run.over_fleet("asking", look), as_csv=csv)


def look_again(run: Run, every: float, times: int, sleep: Callable[[float], None] = time.sleep) -> int:
    """List every client session of every headend, again and again, until somebody stops it.

    Args:
        run: the command.
        every: seconds from one look to the next.
        times: how many looks; 0 until somebody stops it.
        sleep: waits so many seconds.
    """
    done = 0
    while True:
        outcomes = run.workspace.fleet.run(look, keep=every < PATIENCE)
        run.console.clear()
        code = _finish(run, outcomes, as_csv=False)
        done += 1
        if done == times:
            return code
        run.console.say(f"{now():%H:%M:%S}, again in {every:g} s; Ctrl-C ends it", Tone.DIM)
        try:
            sleep(every)
        except KeyboardInterrupt:
            return code


def look(link: Link) -> Connections:
    """Everybody on one headend; what only adds to a session is asked without insisting."""
    answers = {
        command: show(link, command) if command in _NEEDED else link.ask(command, idle=_LONG)
        for command in SESSION_COMMANDS
    }
    return connections(link.headend, answers, now())


def disconnect_user(run: Run, user: str) -> int:
    """End this person's sessions on every headend; nobody else's.

    Raises:
        OptionsRefused: nobody is named.
    """
    if not user.strip():
        raise OptionsRefused([Mistake("no user is named", key="--disconnect")])

    def work(link: Link) -> Disconnected:
        with hold(run.workspace.state.locks, link.headend, doing=run.command, now=now):
            done = end_sessions(link, (user,))
            return Disconnected(user=user, ended=done.sessions, doubt=done.notes((user,)))

    outcomes = run.over_fleet("disconnecting", work, changes=True)
    return run.finish(outcomes, Disconnected, lambda disconnected: disconnected, text=disconnected_text)


def disconnected_text(done: tuple[tuple[str, Disconnected], ...]) -> tuple[Piece, ...]:
    """What was ended, and where."""
    lines = [
        Line(
            f"{name}: {session.user} from {session.peer} port {session.port} ({session.address}): ended",
            Tone.GOOD,
        )
        for name, disconnected in done
        for session in disconnected.ended
    ]
    open_questions = [
        Line(f"{name}: {text}", Tone.WARN) for name, disconnected in done for text in disconnected.doubt
    ]
    user = next((disconnected.user for _, disconnected in done), "")
    nobody = [Line(f"{user} is not connected")] if done and not (lines or open_questions) else []
    return (*lines, *open_questions, *nobody)


def _finish(run: Run, outcomes: tuple[Outcome[Connections], ...], *, as_csv: bool) -> int:
    def text(done: tuple[tuple[str, Connections], ...]) -> tuple[Piece, ...]:
        if as_csv:
            run.console.emit(sessions_csv(done))
            return ()
        return sessions_text(done, len(outcomes))

    return run.finish(outcomes, Connections, lambda connected: connected, text=text)


def sessions_text(results: tuple[tuple[str, Connections], ...], asked: int = 0) -> tuple[Piece, ...]:
    """One table over the fleet; ``asked`` is how many headends there should have been."""
    rows = tuple(
        tuple(Line(text) for text in _row(name, session))
        for name, connected in results
        for session in connected.connections
    )
    unknown = sum(connected.unknown_lines for _, connected in results)
    notes = [Line(f"{name}: {note}", Tone.WARN) for name, connected in results for note in connected.notes]
    if unknown:
        notes.append(
            Line(f"not understood: {counted(unknown, 'line')}; `headend parse` shows which", Tone.WARN)
        )
    if not rows:
        whole = len(results) >= asked
        where = "" if whole else f" to {len(results)} of {counted(asked, 'headend')}, the others did not say"
        return (Line(f"nobody is connected{where}"), *notes) if results else tuple(notes)
    return (Table(_COLUMNS, rows), *notes)


def sessions_csv(results: tuple[tuple[str, Connections], ...]) -> str:
    """The same as CSV (RFC 4180), with a heading."""
    text = io.StringIO()
    table = writer(text)
    table.writerow(("headend", *_FIELDS))
    for name, connected in results:
        table.writerows(
            (name, *(_cell(getattr(session, field)) for field in _FIELDS))
            for session in connected.connections
        )
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _row(name: str, session: Connection) -> tuple[str, ...]:
    return (
        name,
        session.user,
        session.address,
        f"{session.peer} port {session.port}" if session.port else session.peer,
        f"{timedelta(seconds=session.seconds)} ago" if session.seconds is not None else "",
        str(timedelta(seconds=session.idle_seconds)) if session.idle_seconds is not None else "",
        f"{session.packets_in}/{session.packets_out}",
        session.ciphers,
        session.esp,
    )
