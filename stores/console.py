"""The terminal: text for people and progress on stderr, documents on stdout, and questions."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from flexvpn.base.errors import QuestionUnanswered
from flexvpn.base.escapes import escaped, one_line
from flexvpn.report.layout import Line, Tone, cleaned, fitted, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flexvpn.report.layout import Piece

_STYLES = {
    Tone.PLAIN: "",
    Tone.TITLE: "bold",
    Tone.GOOD: "green",
    Tone.WARN: "yellow",
    Tone.BAD: "bold red",
    Tone.ADD: "green",
    Tone.REMOVE: "red",
    Tone.DIM: "dim",
}


class Console:
    """The output of a command: in colour on a terminal, elsewhere plain text that is never cut."""

    def __init__(
        self,
        *,
        clean: Callable[[str], str] = str,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        """Write through ``clean``, which removes secrets; to the process's own streams unless others are given.

        All control characters in texts are escaped: only this class itself sends control sequences.
        """
        self._clean = clean
        self._in, self._out, self._err = stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr

    @property
    def interactive(self) -> bool:
        """True on a terminal, which shows colour and progress."""
        return self._err.isatty()

    def show(self, pieces: Iterable[Piece]) -> None:
        """Write text for people to stderr."""
        text = cleaned(tuple(pieces), self._clean)
        if not self.interactive:
            self._err.write(plain(text))
            self._err.flush()
            return
        from rich.console import Console as Rich
        from rich.text import Text

        rich = Rich(file=self._err, highlight=False, soft_wrap=True)
        # One column is left free: some terminals wrap as soon as the last one is written.
        for row in fitted(text, rich.width - 1):
            cells = (Text(cell.text, style=_STYLES[cell.tone]) for cell in row)
            rich.print(Text.assemble(*cells), soft_wrap=True)

    def clear(self) -> None:
        """Clear the screen of a terminal; elsewhere do nothing."""
        if self.interactive:
            self._err.write("\x1b[H\x1b[2J")
            self._err.flush()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Write one line for people to stderr."""
        self.show((Line(text, tone),))

    def emit(self, text: str) -> None:
        """Write a document for programs to stdout; control characters are written as JSON's escapes."""
        self._out.write(escaped(text if text.endswith("\n") else f"{text}\n"))
        self._out.flush()

    def agree(self, question: str, *, yes: bool) -> None:
        """Ask a question; return if the answer is yes, or if ``yes`` says that it was agreed beforehand.

        Raises:
            QuestionUnanswered: the answer is no, or there is nobody to answer.
        """
        if yes:
            return
        question = one_line(self._clean(question))
        if not self._in.isatty():
            raise QuestionUnanswered(
                f"{question} nobody is there to answer", hint="agree beforehand with --yes"
            )
        self._err.write(f"{question} [y/N] ")
        self._err.flush()
        if self._in.readline().strip().lower() not in {"y", "yes"}:
            raise QuestionUnanswered("not agreed to; nothing was changed")

    @contextmanager
    def progress(self, doing: str, total: int) -> Iterator[Callable[[str], None]]:
        """Show how far a run over the fleet is. Yields a function to call with each headend's name when it is done."""
        if not self.interactive:
            # A scheduler's log has the outcome of each headend, and no progress.
            yield lambda _: None
            return
        from rich.console import Console as Rich
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Rich(file=self._err), transient=True) as bar:
            task = bar.add_task(doing, total=total)
            yield lambda name: bar.update(task, advance=1, description=f"{doing} {one_line(name)}")
