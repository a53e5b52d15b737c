"""``sessions``: who is connected; ``--watch`` again and again; ``--disconnect`` ends one person's sessions."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.values import FROZEN
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.sessions_text import sessions_csv, sessions_text
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

_NEEDED = frozenset(SESSION_COMMANDS[:2])
_LONG = 120.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What to show, and how.

    Attributes:
        csv: CSV on stdout.
        watch: again and again.
        every: seconds from one look to the next.
        times: how many looks; 0 until somebody stops it.
    """

    csv: bool = False
    watch: bool = False
    every: float = 5.0
    times: int = 0


class Disconnected(BaseModel):
    """The sessions that were ended on one headend; ``doubt`` is what the router leaves open."""

    model_config = FROZEN

    user: str
    ended: tuple[Connection, ...] = ()
    doubt: tuple[str, ...] = ()


def sessions(run: Run, choices: Choices, sleep: Callable[[float], None] = time.sleep) -> int:
    """List every client session of every headend.

    Raises:
        OptionsRefused: more than one form at once.
    """
    forms = [
        name
        for name, wanted in (("--watch", choices.watch), ("--csv", choices.csv), ("--json", run.target.json))
        if wanted
    ]
    if len(forms) > 1:
        hint = "--watch is for people; --csv and --json print one document each"
        raise OptionsRefused([Mistake(f"not together with {forms[1]}", key=forms[0], hint=hint)])
    if not choices.watch:
        outcomes = run.over_fleet("asking", look)
        return _finish(run, outcomes, as_csv=choices.csv)
    done = 0
    while True:
        outcomes = run.workspace.fleet.run(look, keep=choices.every < PATIENCE)
        run.console.clear()
        code = _finish(run, outcomes, as_csv=choices.csv)
        done += 1
        if done == choices.times:
            return code
        run.console.say(f"{now():%H:%M:%S}, again in {choices.every:g} s; Ctrl-C ends it", Tone.DIM)
        try:
            sleep(choices.every)
        except KeyboardInterrupt:
            return code


def look(link: Link) -> Connections:
    """Everybody on one headend; what only adds to a session is asked without insisting."""
    answers = {
        command: show(link, command) if command in _NEEDED else link.ask(command, idle=_LONG)
        for command in SESSION_COMMANDS
    }
    return connections(link.headend, answers, now())


def disconnect(run: Run, user: str) -> int:
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
    return run.finish(outcomes, Disconnected, lambda one: one, text=disconnected_text)


def disconnected_text(done: tuple[tuple[str, Disconnected], ...]) -> tuple[Piece, ...]:
    """What was ended, and where."""
    lines = [
        Line(f"{name}: {one.user} from {one.peer} port {one.port} ({one.address}): ended", Tone.GOOD)
        for name, found in done
        for one in found.ended
    ]
    open_questions = [Line(f"{name}: {text}", Tone.WARN) for name, found in done for text in found.doubt]
    user = next((found.user for _, found in done), "")
    nobody = [Line(f"{user} is not connected")] if done and not (lines or open_questions) else []
    return (*lines, *open_questions, *nobody)


def _finish(run: Run, outcomes: tuple[Outcome[Connections], ...], *, as_csv: bool) -> int:
    def text(done: tuple[tuple[str, Connections], ...]) -> tuple[Piece, ...]:
        if as_csv:
            run.console.emit(sessions_csv(done))
            return ()
        return sessions_text(done, len(outcomes))

    return run.finish(outcomes, Connections, lambda one: one, text=text)
