"""``headend support``: the document's Troubleshoot chapter as one command, in one archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError

from commands.declaration import command
from commands.render import intended_files
from commands.verify import findings
from flexvpn.base.errors import HeadendError, OptionsRefused
from flexvpn.base.finding import Status
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN, UserName
from flexvpn.checks import CHECKS
from flexvpn.report.document import problem
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.router.debugs import Condition
from flexvpn.support.collected import Collected
from flexvpn.support.page import About, chapter, missing, page
from flexvpn.support.shows import COMMANDS
from stores.bundle import destination, write_bundle
from stores.clock import now
from stores.lock import hold
from tasks.read.collect import collect
from tasks.read.inspect_for_checks import inspect_for_checks
from tasks.session.run import tool_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.outcome import Outcome
    from flexvpn.support.page import Chapter
    from tasks.session.link import Link
    from tasks.session.run import Run


Debug = Annotated[int | None, typer.Option(metavar="SECONDS", min=1, max=300, help="Debug for so long.")]
User = Annotated[str | None, typer.Option(help="Whose log-in it is about.")]
Peer = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Public address of the client.")]
Archive = Annotated[Path | None, typer.Option("--out", help="Archive (.tar.gz, .zip), or a folder for it.")]


@dataclass(frozen=True, slots=True)
class _Debugging:
    """How a headend is debugged.

    Attributes:
        seconds: for so long; None for not at all.
        condition: whom it is about.
    """

    seconds: int | None
    condition: Condition


class SupportResult(BaseModel):
    """What was collected of one headend.

    Attributes:
        archive: where it is, together with the others.
        answered: show commands that the router answered.
        refused: show commands that it does not take.
        unknown_lines: lines of its answers that this program does not know.
        failed: names of the checks that fail.
        debug_lines: what it logged while it was debugged; absent where it was not.
        notes: what could not be had, and why.
    """

    model_config = FROZEN

    archive: str
    answered: int
    refused: tuple[str, ...] = ()
    unknown_lines: int = 0
    failed: tuple[str, ...] = ()
    debug_lines: int | None = None
    notes: tuple[str, ...] = ()


def condition(user: str | None, peer: str | None) -> Condition:
    """Whom the debugs are about.

    Raises:
        OptionsRefused: this can be no user's name, or no address.
    """
    mistakes, name, address = [], "", None
    try:
        name = TypeAdapter(UserName).validate_python(user) if user else ""
    except ValidationError:
        mistakes.append(Mistake("no user can have such a name", key="--user"))
    try:
        address = IPv4Address(peer) if peer else None
    except ValueError:
        mistakes.append(Mistake("not an IPv4 address", key="--peer"))
    if mistakes:
        raise OptionsRefused(mistakes)
    return Condition(peer=address, user=name)


@command(result=SupportResult)
def support(run: Run, debug: Debug = None, user: User = None, peer: Peer = None, out: Archive = None) -> int:
    """Collect what a TAC case needs, secrets removed."""
    debugging = _Debugging(debug, condition(user, peer))
    workspace = run.workspace
    stem = f"headend-support-{workspace.started:%Y%m%d-%H%M%S}"
    archive = destination(out, stem)
    collector = _Collector(run, debugging)
    outcomes = run.over_fleet("collecting", collector.work)
    clean = workspace.clean
    collected = {
        name: of_one.cleaned(clean) for name, of_one in collector.collected.items() if not of_one.empty
    }
    about = About(workspace.started, tool_version(), run.command, str(debugging.condition), debug)
    chapters = tuple(_chapter(outcome, collected.get(outcome.headend), clean) for outcome in outcomes)
    files = {"index.html": page(about, chapters)}
    for name, of_one in collected.items():
        files |= {f"{name}/{path}": content for path, content in of_one.files().items()}
    write_bundle(archive, files, workspace.started)

    def text(done: tuple[tuple[str, str], ...]) -> tuple[Piece, ...]:
        lines = [line for name, _ in done for line in _text(name, _result(collected[name], archive))]
        ended = {name for name, _ in done}
        lines += [
            _cut_off(name, _result(of_one, archive))
            for name, of_one in collected.items()
            if name not in ended
        ]
        return (*lines, Line(f"{archive}: begin at index.html in it", Tone.GOOD))

    return run.finish(outcomes, SupportResult, lambda name: _result(collected[name], archive), text=text)


class _Collector:
    """What is done with each headend; ``collected`` is what has come of it so far, whatever stops the rest."""

    def __init__(self, run: Run, debugging: _Debugging) -> None:
        self._run = run
        self._debugging = debugging
        self._notes: tuple[str, ...] = ()
        self.collected: dict[str, Collected] = {}
        try:
            run.look()
            loaded = run.workspace.loaded
            self._files = {name: tuple(of_one.materials.files) for name, of_one in loaded.items()}
            self._verifiable = True
        except HeadendError as error:
            # Somebody whose secrets cannot be read needs help all the more.
            self._files, self._verifiable = {}, False
            self._notes = (f"not verified: {error.message}",)

    def work(self, link: Link) -> str:
        """Collect all of it; gives the headend's name, under which it is ``collected``."""
        name = link.headend
        self.collected[name] = Collected(name, (), notes=self._notes, intended=self._intended(name))
        if self._debugging.seconds is not None:
            self._debug(link, self._debugging.seconds)
        for answer in collect(link, COMMANDS, self._debugging.condition.user):
            self.collected[name] = replace(
                self.collected[name], answers=(*self.collected[name].answers, answer)
            )
        if self._verifiable:
            self._verify(link)
        return name

    def _debug(self, link: Link, seconds: int) -> None:
        from tasks.change.debug import debug_for

        name, whom = link.headend, self._debugging.condition

        def begun() -> None:
            text = f"{name}: debugging {whom} for {seconds} s: let the user connect now"
            self._run.console.say(text, Tone.TITLE)

        def heard(trace: str) -> None:
            self.collected[name] = replace(self.collected[name], trace=trace)

        locks = self._run.workspace.state.locks
        with hold(locks, name, doing=f"{self._run.command} --debug", now=now):
            said = debug_for(link, seconds, whom, heard, begun)
        self._note(name, *said)

    def _verify(self, link: Link) -> None:
        name = link.headend
        try:
            inspection = inspect_for_checks(link, self._files[name], CHECKS)
            proved = findings(self._run.workspace, inspection, CHECKS)
            self.collected[name] = replace(self.collected[name], findings=proved)
        except HeadendError as error:
            if not link.usable:
                raise
            self._note(name, f"not verified: {error.message}")

    def _note(self, name: str, *notes: str) -> None:
        self.collected[name] = replace(self.collected[name], notes=(*self.collected[name].notes, *notes))

    def _intended(self, name: str) -> dict[str, str]:
        """What the inventory means, references in place of secrets."""
        files = intended_files(self._run.workspace.headend(name))
        return {path: content.decode() for path, content in files.items()}


def _chapter(outcome: Outcome[str], collected: Collected | None, clean: Callable[[str], str]) -> Chapter:
    said = ""
    if not outcome.ok:
        said = problem(outcome.error, clean).message if outcome.error else clean(outcome.skipped)
    return missing(outcome.headend, said or "no answer") if collected is None else chapter(collected, said)


def _cut_off(name: str, result: SupportResult) -> Line:
    counts = counted(result.answered, "answer")
    if result.debug_lines is not None:
        counts += f", {counted(result.debug_lines, 'line')} of debugs"
    return Line(f"{name}: what came before it failed is in the archive: {counts}", Tone.WARN)


def _result(collected: Collected, archive: Path) -> SupportResult:
    trace = collected.trace
    return SupportResult(
        archive=str(archive),
        answered=sum(1 for answer in collected.answers if not answer.refused),
        refused=tuple(answer.command for answer in collected.answers if answer.refused),
        unknown_lines=sum(int(facts.get("unknown_count", 0)) for facts in collected.facts().values()),
        failed=tuple(finding.check for finding in collected.findings if finding.status is Status.FAIL),
        debug_lines=None if trace is None else sum(1 for line in trace.splitlines() if line.strip()),
        notes=collected.notes,
    )


def _text(name: str, result: SupportResult) -> list[Line]:
    lines = [Line(f"{name}: {counted(result.answered, 'answer')}")]
    if result.debug_lines is not None:
        lines.append(Line(f"  {counted(result.debug_lines, 'line')} while it was debugged"))
    if result.refused:
        lines.append(Line(f"  not taken: {', '.join(result.refused)}", Tone.DIM))
    if result.unknown_lines:
        text = f"  {counted(result.unknown_lines, 'line')} that this program does not know"
        lines.append(Line(text, Tone.WARN))
    if result.failed:
        lines.append(Line(f"  `headend verify` fails: {', '.join(result.failed)}", Tone.BAD))
    return [*lines, *(Line(f"  {note}", Tone.WARN) for note in result.notes)]
