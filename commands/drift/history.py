"""``headend drift --history`` and ``--notify``: what a run leaves behind, and tells people where it is new.

Bookkeeping never stops a check: whatever goes wrong here is said and changes no exit code.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from flexvpn.base.errors import HeadendError, OptionsRefused, StateUnusable
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.report.document import Document, Entry
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.report.news import Told, changed, digests, news
from stores import history
from stores.clock import now
from stores.notification import send

if TYPE_CHECKING:
    from flexvpn.drift.comparison import Drift
    from tasks.session.run import Run

_COMMAND = "drift"
_TOLD = "told"
_TONES = {"ok": Tone.GOOD, "differs": Tone.BAD, "fixed": Tone.GOOD}


class PastOutcome(BaseModel):
    """How one headend came out of an earlier run."""

    model_config = FROZEN

    headend: str
    verdict: str
    summary: str


class PastRun(BaseModel):
    """One earlier run."""

    model_config = FROZEN

    started: str
    outcomes: tuple[PastOutcome, ...]


class Past(BaseModel):
    """What ``drift --history --json`` prints."""

    model_config = FROZEN

    command: str
    runs: tuple[PastRun, ...]


def remember(run: Run, document: Document[Drift]) -> None:
    """Put the run into the history."""
    settings = run.workspace.inventory.settings
    by_headend = digests(document)
    outcomes = tuple(
        history.Outcome(entry.headend, _verdict(entry), _summary(entry), by_headend[entry.headend])
        for entry in document.headends
    )
    remembered = history.Run(document.started, _COMMAND, outcomes)
    keep = timedelta(days=settings.history_days)
    try:
        problem = history.History(run.workspace.state.history).record(remembered, keep=keep)
    except StateUnusable as error:
        problem = f"this run is not remembered: {error.message}"
    _warn(run, problem)


def past(run: Run) -> int:
    """Show earlier runs, the newest first; nothing is connected to."""
    names = {host.name for host in run.workspace.hosts}
    runs, problem = history.History(run.workspace.state.history).recent(command=_COMMAND)
    _warn(run, problem)
    shown = tuple(
        PastRun(
            started=past_run.started.isoformat(timespec="seconds"),
            outcomes=tuple(
                PastOutcome(headend=outcome.headend, verdict=outcome.verdict, summary=outcome.summary)
                for outcome in past_run.outcomes
                if outcome.headend in names
            ),
        )
        for past_run in runs
    )
    run.console.show(_past_text(shown))
    if run.target.json:
        run.console.emit(Past(command=run.command, runs=shown).model_dump_json(indent=2))
    return 0


def tell(run: Run, document: Document[Drift]) -> None:
    """Send what people have not been told yet, unless the last message is too recent: then the next run sends it."""
    workspace = run.workspace
    settings = workspace.inventory.settings
    told = _told(run)
    by_headend = digests(document)
    new = changed(told.digests, by_headend)
    if not new:
        return
    if not told.may(now(), settings.notify_minutes):
        many = len(new)
        text = f"news of {counted(many, 'headend')} held back: the last message is too recent"
        run.console.say(text, Tone.DIM)
        return
    try:
        message = news(document, new)
        addresses = [workspace.resolver.resolve(reference) for reference in settings.notify]
        problem = send(addresses, message.title, workspace.clean(message.body))
        if problem:
            _warn(run, f"{problem}; the next run tries again")
            return
        told = Told(at=now(), digests={**told.digests, **by_headend})
        workspace.state.write_json(_TOLD, told.model_dump(mode="json"))
    except HeadendError as error:
        _warn(run, error.message)


def require_addresses(run: Run) -> None:
    """``--notify`` needs somebody to tell.

    Raises:
        OptionsRefused: settings.yaml names no address.
    """
    if not run.workspace.inventory.settings.notify:
        hint = "give it references to Apprise addresses: notify: [env:NOTIFY]"
        raise OptionsRefused([Mistake("settings.yaml names nobody to tell", key="--notify", hint=hint)])


def _told(run: Run) -> Told:
    try:
        return Told.model_validate(run.workspace.state.read_json(_TOLD) or {})
    except (HeadendError, ValidationError) as error:
        _warn(run, f"what people were told last is not known: {str(error).splitlines()[0]}")
        return Told()


def _verdict(entry: Entry[Drift]) -> str:
    if entry.result is not None and entry.result.fixed and not entry.result:
        return "fixed"
    return entry.verdict


def _summary(entry: Entry[Drift]) -> str:
    if entry.problem is not None:
        return f"{entry.problem.message.splitlines()[0]} [{entry.problem.code}]"
    if entry.result is None:
        return ""
    differences = [f"{kind.replace('_', ' ')}: {text}" for kind, text in entry.result.differences()]
    differences = differences or [f"put right: {text}" for text in entry.result.fixed]
    more = f" and {len(differences) - 1} more" if len(differences) > 1 else ""
    return f"{differences[0]}{more}" if differences else ""


def _past_text(runs: tuple[PastRun, ...]) -> tuple[Piece, ...]:
    rows = tuple(
        (
            Line(past_run.started),
            Line(outcome.headend),
            Line(outcome.verdict, _TONES.get(outcome.verdict, Tone.WARN)),
            Line(outcome.summary),
        )
        for past_run in runs
        for outcome in past_run.outcomes
    )
    return (Table(("run", "headend", "outcome", "what"), rows),) if rows else (Line("no run is remembered"),)


def _warn(run: Run, problem: str) -> None:
    if problem:
        run.console.say(problem, Tone.WARN)
