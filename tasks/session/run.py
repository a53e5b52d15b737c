"""One run of one command: over the fleet, into a document, onto the terminal, to an exit code."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from threading import Timer
from typing import TYPE_CHECKING, TypeVar

from flexvpn.base.errors import FAULT, HeadendError
from flexvpn.base.escapes import one_line
from flexvpn.base.outcome import Outcome
from flexvpn.report.document import Document, Entry, Refusal, document, entry, problem, worst
from flexvpn.report.layout import Line, Piece, Tone
from stores.console import Console
from tasks.session.interruption import stopped_by_signals
from tasks.session.workspace import Target, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from pydantic import BaseModel

    from tasks.session.fleet import Batches
    from tasks.session.link import Link

T = TypeVar("T")
R = TypeVar("R", bound="BaseModel")

PATIENCE = 300.0
"""Seconds for which sessions stay open while a question is: a router has few VTY lines, others need them too."""


_FINISHING = "stopping: headends that are being changed come to their end first, no other is started"


def tool_version() -> str:
    """The version that is installed."""
    try:
        return version("flexvpn-headend")
    except PackageNotFoundError:
        return "0"


@dataclass
class Run:
    """A command at work.

    Attributes:
        command: as it was typed, without options.
        target: what it is for.
    """

    command: str
    target: Target
    workspace: Workspace = field(init=False)

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.target)

    @cached_property
    def console(self) -> Console:
        """The terminal; nothing passes it with a secret in it."""
        return Console(clean=self.workspace.clean)

    def look(self) -> None:
        """Read everything before the first connection, and say which certificates of the inventory cannot serve."""
        self.console.show(Line(f"warning: {text}", Tone.WARN) for text in self.workspace.look())

    def guard(self, work: Callable[[Run], int]) -> int:
        """Run the command; what is refused before any connection becomes text, a document and its exit code."""
        try:
            return work(self)
        except HeadendError as error:
            if self.target.json:
                failure = problem(error, self.workspace.clean)
                refusal = Refusal(
                    command=self.command, version=tool_version(), exit_code=error.exit_code, problem=failure
                )
                self.console.emit(refusal.model_dump_json(indent=2))
            return refused(error, self.console)
        finally:
            self.workspace.close()

    def agree(self, question: str, *, yes: bool) -> None:
        """Return where somebody agrees. Sessions are kept for them, but not for so long that others miss the lines.

        Raises:
            QuestionUnanswered: the answer is no, or there is nobody to answer.
        """
        patience = Timer(PATIENCE, self.workspace.close)
        patience.daemon = True
        patience.start()
        try:
            self.console.agree(question, yes=yes)
        finally:
            patience.cancel()
            patience.join()

    def over_fleet(
        self,
        doing: str,
        work: Callable[[Link], T],
        batches: Batches | None = None,
        only: tuple[str, ...] = (),
        *,
        keep: bool = False,
        changes: bool = False,
        proved: Callable[[T], bool] = lambda _: True,
    ) -> tuple[Outcome[T], ...]:
        """Do the same with every headend, or with ``only`` these, and show how far it is.

        Args:
            doing: one word for it.
            work: gets the headend's session.
            batches: how it goes over the fleet; None for all at once.
            only: these headends; empty for all.
            keep: leave the sessions open for the command's next run over them: one log-in per router and command.
            changes: Ctrl-C lets what has begun come to its end and starts no other; else it stops at once.
            proved: False of a value after which no more batches are to follow than after a failure.
        """
        fleet = self.workspace.fleet.select(only) if only else self.workspace.fleet
        with self.console.progress(doing, len(fleet.names)) as done:

            def tell(outcome: Outcome[T]) -> None:
                done(outcome.headend)

            def start(stop: Event | None) -> tuple[Outcome[T], ...]:
                if batches is None:
                    return fleet.run(work, done=tell, keep=keep, stop=stop)
                return fleet.run_in_batches(work, batches, done=tell, stop=stop, proved=proved)

            if not changes:
                return start(None)
            with stopped_by_signals(lambda: self.console.say(_FINISHING, Tone.WARN)) as stop:
                return start(stop)

    def offline(self, work: Callable[[str], T]) -> tuple[Outcome[T], ...]:
        """Do the same for every headend without connecting to any."""
        return tuple(Outcome(host.name, value=work(host.name)) for host in self.workspace.hosts)

    def finish(
        self,
        outcomes: tuple[Outcome[T], ...],
        kind: type[R],
        result: Callable[[T], R],
        *,
        text: Callable[[tuple[tuple[str, T], ...]], tuple[Piece, ...]],
        differs: Callable[[T], bool] = lambda _: False,
        also: Callable[[Document[R]], tuple[str, ...]] = lambda _: (),
    ) -> int:
        """Print what became of every headend, and give the exit code.

        ``also`` is what else becomes of the document; it gives what went wrong there, which makes the exit code 1.
        """
        clean = self.workspace.clean
        entries: tuple[Entry[R], ...] = tuple(
            entry(outcome, kind, result, differs, clean) for outcome in outcomes
        )
        report: Document[R] = document(self.command, tool_version(), self.workspace.started, entries, kind)
        done = tuple(
            (outcome.headend, outcome.value)
            for outcome in outcomes
            if outcome.ok and outcome.value is not None
        )
        self.console.show((*text(done), *failures(entries)))
        if self.target.json:
            self.console.emit(report.model_dump_json(indent=2))
        troubles = also(report)
        self.console.show(Line(text, Tone.BAD) for text in troubles)
        return worst((report.exit_code, 1)) if troubles else report.exit_code


def refused(error: Exception, console: Console | None = None) -> int:
    """Say why a command did nothing, and give its exit code."""
    shown = console or Console()
    if not isinstance(error, HeadendError):
        logging.getLogger("headend").debug("what failed", exc_info=error)
        shown.show(
            (
                Line(f"{type(error).__name__}: {one_line(str(error))} [E299]", Tone.BAD),
                Line(f"  -> {FAULT}", Tone.DIM),
            )
        )
        return 1
    first, *rest = error.message.splitlines()
    hints = [Line(f"  -> {error.hint}", Tone.DIM)] if error.hint else []
    shown.show((Line(f"{first} [{error.code}]", Tone.BAD), *(_more(text, Tone.BAD) for text in rest), *hints))
    return error.exit_code


def _more(text: str, tone: Tone) -> Line:
    """What goes on of a message stands further in: at the margin are our own words alone."""
    return Line(text if text.startswith(" ") else f"  {text}", tone)


def failures(entries: tuple[Entry[R], ...]) -> tuple[Line, ...]:
    """Every headend that could not be done, and why."""
    lines: list[Line] = []
    for outcome in entries:
        if outcome.problem is None:
            continue
        tone = Tone.WARN if outcome.verdict == "skipped" else Tone.BAD
        first, *rest = outcome.problem.message.splitlines() or [""]
        named = first if first.startswith(f"{outcome.headend}:") else f"{outcome.headend}: {first}"
        lines.append(Line(f"{named} [{outcome.problem.code}]", tone))
        lines += [_more(text, tone) for text in rest]
        if outcome.problem.hint:
            lines.append(Line(f"  -> {outcome.problem.hint}", Tone.DIM))
    return tuple(lines)
