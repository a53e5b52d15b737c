"""What people see, before anything decides how: lines with a tone, and tables. No terminal here."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from flexvpn.base.escapes import escaped, one_line

if TYPE_CHECKING:
    from collections.abc import Callable


class Tone(StrEnum):
    """What a piece of text means; whoever prints it gives it a colour."""

    PLAIN = "plain"
    TITLE = "title"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    ADD = "add"
    REMOVE = "remove"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    text: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; each cell is a line, so that it can have its tone."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Piece = Line | Table


_VERBATIM = frozenset({Tone.ADD, Tone.REMOVE})
"""Lines of a configuration: somebody may copy them, so they are broken by nobody."""
_INDENT = re.compile(r"\s*(?:->\s|-\s)?")
_GAP = "  "
_CONTINUED = re.compile(r"\n(?! )")


def plain(pieces: tuple[Piece, ...]) -> str:
    """All of it without colour: for files, tests and pipes."""
    lines: list[str] = []
    for piece in pieces:
        lines += [piece.text] if isinstance(piece, Line) else (line.text for line in _rows(piece))
    return "".join(f"{line}\n" for line in lines)


def cleaned(pieces: tuple[Piece, ...], clean: Callable[[str], str]) -> tuple[Piece, ...]:
    """The same with every text passed through ``clean`` and harmless: before anything is broken into lines.

    A text with line breaks in it goes on further in: no word from outside begins a line, where ours begin. A cell stays
    on its line.
    """

    def cleaned_line(line: Line) -> Line:
        return replace(line, text=_CONTINUED.sub("\n  ", escaped(clean(line.text))))

    def cell(line: Line) -> Line:
        return replace(
            line, text=one_line(clean(line.text)) if "\n" in line.text else escaped(clean(line.text))
        )

    return tuple(
        cleaned_line(piece)
        if isinstance(piece, Line)
        else Table(piece.columns, tuple(tuple(map(cell, row)) for row in piece.rows))
        for piece in pieces
    )


def fitted(pieces: tuple[Piece, ...], width: int) -> tuple[tuple[Line, ...], ...]:
    """All of it for a terminal, as rows of pieces of lines: broken between words, what goes on stands further in.

    A table that is too wide becomes one paragraph for each row.
    """
    rows: list[tuple[Line, ...]] = []
    for piece in pieces:
        if isinstance(piece, Line):
            rows += [(line,) for line in _wrapped(piece, width)]
        elif max(len(line.text) for line in _rows(piece)) <= width:
            rows += _cells(piece)
        else:
            rows += [
                (line,) for row in piece.rows for line in _wrapped(_paragraph(piece.columns, row), width)
            ]
    return tuple(rows)


def _rows(table: Table) -> tuple[Line, ...]:
    joined = ("".join(cell.text for cell in row) for row in _cells(table))
    return tuple(Line(text.rstrip()) for text in joined)


def _cells(table: Table) -> tuple[tuple[Line, ...], ...]:
    """Every row, the columns' names first; each cell as wide as its column and the gap behind it."""
    rows = (tuple(Line(name, Tone.TITLE) for name in table.columns), *table.rows)
    widths = [max(len(row[place].text) for row in rows) for place in range(len(table.columns))]
    return tuple(
        tuple(
            replace(cell, text=cell.text.ljust(width) + _GAP) for cell, width in zip(row, widths, strict=True)
        )
        for row in rows
    )


def _paragraph(columns: tuple[str, ...], row: tuple[Line, ...]) -> Line:
    first, *rest = row
    words = (f"{name} {cell.text}" for name, cell in zip(columns[1:], rest, strict=True) if cell.text)
    tone = next((cell.tone for cell in row if cell.tone is not Tone.PLAIN), Tone.PLAIN)
    return Line(f"{first.text}: {'; '.join(words)}", tone)


def _wrapped(line: Line, width: int) -> tuple[Line, ...]:
    if line.tone in _VERBATIM:
        return (line,)
    pieces: list[str] = []
    for text in line.text.split("\n"):
        indent = _INDENT.match(text)
        start = indent[0] if indent else ""
        further = " " * len(start) if start.strip() else f"{start}  "
        pieces += textwrap.wrap(
            text, width, subsequent_indent=further, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return tuple(Line(text, line.tone) for text in pieces)
