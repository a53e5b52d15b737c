"""``support``: the document's Troubleshoot chapter as one command, in one archive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from pydantic import BaseModel, TypeAdapter, ValidationError

from commands.verify import findings
from flexvpn.base.credentials import TOKEN
from flexvpn.base.errors import HeadendError, OptionsRefused
from flexvpn.base.finding import Status
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN, UserName
from flexvpn.checks import CHECKS
from flexvpn.report.document import problem
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.router.debugs import Condition
from flexvpn.sections.intended import render
from flexvpn.support.collected import Collected
from flexvpn.support.page import About, chapter, missing, page
from flexvpn.support.shows import COMMANDS
from stores.bundle import destination, write_bundle
from stores.clock import now
from stores.lock import hold
from stores.materials import rendered_references
from tasks.change.debug import debug_for
from tasks.read.collect import collect
from tasks.read.inspect_for_checks import inspect_for_checks
from tasks.session.run import tool_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flexvpn.base.outcome import Outcome
    from flexvpn.support.page import Chapter
    from tasks.session.link import Link
    from tasks.session.run import Run


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    Attributes:
        out: the archive, or a folder for it; None for this folder.
        seconds: how long to debug; None for not at all.
        condition: whom it is about.
    """

    out: Path | None = None
    seconds: int | None = None
    condition: Condition = field(default_factory=Condition)


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


def support(run: Run, wanted: Wanted) -> int:
    """Collect from every headend, debug it for a while where that was asked for, and write one archive."""
    workspace = run.workspace
    stem = f"headend-support-{workspace.started:%Y%m%d-%H%M%S}"
    archive = destination(wanted.out, stem)
    collector = _Collector(run, wanted)
    outcomes = run.over_fleet("collecting", collector.work)
    clean = workspace.clean
    found = {name: one.cleaned(clean) for name, one in collector.found.items() if not one.empty}
    about = About(workspace.started, tool_version(), run.command, str(wanted.condition), wanted.seconds)
    chapters = tuple(_chapter(outcome, found.get(outcome.headend), clean) for outcome in outcomes)
    files = {"index.html": page(about, chapters)}
    for name, one in found.items():
        files |= {f"{name}/{path}": content for path, content in one.files().items()}
    write_bundle(archive, files, workspace.started)

    def text(done: tuple[tuple[str, str], ...]) -> tuple[Piece, ...]:
        lines = [line for name, _ in done for line in _text(name, _result(found[name], archive))]
        ended = {name for name, _ in done}
        lines += [_cut_off(name, _result(one, archive)) for name, one in found.items() if name not in ended]
        return (*lines, Line(f"{archive}: begin at index.html in it", Tone.GOOD))

    return run.finish(outcomes, SupportResult, lambda name: _result(found[name], archive), text=text)


class _Collector:
    """What is done with each headend; ``found`` is what has come of it so far, whatever stops the rest."""

    def __init__(self, run: Run, wanted: Wanted) -> None:
        self._run = run
        self._wanted = wanted
        self._notes: tuple[str, ...] = ()
        self.found: dict[str, Collected] = {}
        try:
            run.look()
            loaded = run.workspace.loaded
            self._files = {name: tuple(one.materials.files) for name, one in loaded.items()}
            self._verifiable = True
        except HeadendError as error:
            # Somebody whose secrets cannot be read needs help all the more.
            self._files, self._verifiable = {}, False
            self._notes = (f"not verified: {error.message}",)

    def work(self, link: Link) -> str:
        """Collect all of it; gives the headend's name, under which it is ``found``."""
        name = link.headend
        self.found[name] = Collected(name, (), notes=self._notes, intended=self._intended(name))
        if self._wanted.seconds is not None:
            self._debug(link, self._wanted.seconds)
        for answer in collect(link, COMMANDS, self._wanted.condition.user):
            self.found[name] = replace(self.found[name], answers=(*self.found[name].answers, answer))
        if self._verifiable:
            self._verify(link)
        return name

    def _debug(self, link: Link, seconds: int) -> None:
        name, whom = link.headend, self._wanted.condition

        def begun() -> None:
            text = f"{name}: debugging {whom} for {seconds} s: let the user connect now"
            self._run.console.say(text, Tone.TITLE)

        def heard(trace: str) -> None:
            self.found[name] = replace(self.found[name], trace=trace)

        locks = self._run.workspace.state.locks
        with hold(locks, name, doing=f"{self._run.command} --debug", now=now):
            said = debug_for(link, seconds, whom, heard, begun)
        self._note(name, *said)

    def _verify(self, link: Link) -> None:
        name = link.headend
        try:
            inspection = inspect_for_checks(link, self._files[name], CHECKS)
            proved = findings(self._run.workspace, inspection, CHECKS)
            self.found[name] = replace(self.found[name], findings=proved)
        except HeadendError as error:
            if not link.usable:
                raise
            self._note(name, f"not verified: {error.message}")

    def _note(self, name: str, *notes: str) -> None:
        self.found[name] = replace(self.found[name], notes=(*self.found[name].notes, *notes))

    def _intended(self, name: str) -> dict[str, str]:
        """What the inventory means, references in place of secrets."""
        headend = self._run.workspace.headend(name)
        shown = {token: str(reference) for token, reference in rendered_references(headend).items()}
        text = TOKEN.sub(lambda found: f"<{shown[found[1]]}>", render(headend).text())
        files = {"intended.cfg": text}
        section = headend.anyconnect_profile
        if section.applies(headend.release):
            files[section.file] = headend.client_profile().xml().decode()
        return files


def _chapter(outcome: Outcome[str], found: Collected | None, clean: Callable[[str], str]) -> Chapter:
    said = ""
    if not outcome.ok:
        said = problem(outcome.error, clean).message if outcome.error else clean(outcome.skipped)
    return missing(outcome.headend, said or "no answer") if found is None else chapter(found, said)


def _cut_off(name: str, found: SupportResult) -> Line:
    what = counted(found.answered, "answer")
    if found.debug_lines is not None:
        what += f", {counted(found.debug_lines, 'line')} of debugs"
    return Line(f"{name}: what came before it failed is in the archive: {what}", Tone.WARN)


def _result(one: Collected, archive: Path) -> SupportResult:
    trace = one.trace
    return SupportResult(
        archive=str(archive),
        answered=sum(1 for answer in one.answers if not answer.refused),
        refused=tuple(answer.command for answer in one.answers if answer.refused),
        unknown_lines=sum(int(found.get("unknown_count", 0)) for found in one.facts().values()),
        failed=tuple(finding.check for finding in one.findings if finding.status is Status.FAIL),
        debug_lines=None if trace is None else sum(1 for line in trace.splitlines() if line.strip()),
        notes=one.notes,
    )


def _text(name: str, found: SupportResult) -> list[Line]:
    lines = [Line(f"{name}: {counted(found.answered, 'answer')}")]
    if found.debug_lines is not None:
        lines.append(Line(f"  {counted(found.debug_lines, 'line')} while it was debugged"))
    if found.refused:
        lines.append(Line(f"  not taken: {', '.join(found.refused)}", Tone.DIM))
    if found.unknown_lines:
        text = f"  {counted(found.unknown_lines, 'line')} that this program does not know"
        lines.append(Line(text, Tone.WARN))
    if found.failed:
        lines.append(Line(f"  `headend verify` fails: {', '.join(found.failed)}", Tone.BAD))
    return [*lines, *(Line(f"  {note}", Tone.WARN) for note in found.notes)]
