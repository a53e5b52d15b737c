"""The terminal: people's text and progress on stderr, documents on stdout, questions to whoever sits there."""

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
    """One command's output. On a terminal in colour, elsewhere as plain text with nothing cut off."""

    def __init__(
        self,
        *,
        clean: Callable[[str], str] = str,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        """Every text passes ``clean``, which takes secrets out; streams are the process's own unless given.

        Whatever is written here is harmless on a terminal: control sequences come from nobody but this class.
        """
        self._clean = clean
        self._in, self._out, self._err = stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr

    @property
    def interactive(self) -> bool:
        """True where somebody sees colour and progress."""
        return self._err.isatty()

    def show(self, pieces: Iterable[Piece]) -> None:
        """Text for people."""
        found = cleaned(tuple(pieces), self._clean)
        if not self.interactive:
            self._err.write(plain(found))
            self._err.flush()
            return
        from rich.console import Console as Rich
        from rich.text import Text

        rich = Rich(file=self._err, highlight=False, soft_wrap=True)
        # One column is left free: some terminals go to the next line by themselves once the last one is written.
        for row in fitted(found, rich.width - 1):
            cells = (Text(cell.text, style=_STYLES[cell.tone]) for cell in row)
            rich.print(Text.assemble(*cells), soft_wrap=True)

    def clear(self) -> None:
        """Begin at the top of the screen again; where there is none, nothing is cleared."""
        if self.interactive:
            self._err.write("\x1b[H\x1b[2J")
            self._err.flush()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """One line for people."""
        self.show((Line(text, tone),))

    def emit(self, text: str) -> None:
        """A document, for programs and pipes: on stdout, with JSON's escapes for what a terminal would obey."""
        self._out.write(escaped(text if text.endswith("\n") else f"{text}\n"))
        self._out.flush()

    def agree(self, question: str, *, yes: bool) -> None:
        """Return where somebody agrees, or has agreed beforehand.

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
        """Show how far a run over the fleet is; yields what to call for each headend that is done."""
        if not self.interactive:
            # A scheduler's log says what became of each headend, and nothing else.
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
