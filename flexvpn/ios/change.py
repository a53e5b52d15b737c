"""What is to change on a router, as a tree: lines in the order of sending, each with what it does to the router's own.

Text becomes a tree in `changes_of`, and a tree becomes text in `lines_of`: nothing between the two looks for a ``no``
or for an indent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.ios.line import bare, is_no, negated
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Change:
    """One line that is sent, and what becomes of the router's own lines by it.

    A line that adds, removes and replaces nothing enters a block that is there, for the lines ``below``.

    Attributes:
        line: as it is typed, without the indent of its block; secrets as placeholders.
        adds: the router holds it afterwards, and did not before; false where a line only goes or a block is entered.
        removes: lines of the router that go: ``no username ann`` takes all of hers. No secret is in them.
        replaces: the line of the router whose place ``line`` takes, without a ``no`` before it. No secret is in it.
        below: the changes within the block that this line opens.
    """

    line: str
    adds: bool = False
    removes: tuple[str, ...] = ()
    replaces: str = ""
    below: tuple[Change, ...] = ()

    @property
    def takes_away(self) -> str:
        """The words behind the ``no`` of a line that only takes away (``username ann``); empty for every other line."""
        return bare(self.line) if is_no(self.line) and not self.adds else ""

    @property
    def mark(self) -> str:
        """``-`` where a ``no`` takes away what the router holds, ``+`` for every other line that is sent.

        ``no shutdown`` in a new block takes nothing away, nor does ``no ip http server`` where neither form is shown.
        """
        return "-" if self.removes and is_no(self.line) else "+"


def added(line: str, below: Iterable[Change] = ()) -> Change:
    """A line that the router does not hold yet, with the lines of its block."""
    return Change(line, adds=True, below=tuple(below))


def entered(line: str, below: Iterable[Change]) -> Change:
    """A block of the router's own in which lines change."""
    return Change(line, below=tuple(below))


def removed(words: str, held: Iterable[str]) -> Change:
    """Lines of the router that go.

    Args:
        words: what stands behind the ``no``.
        held: the router's own lines that begin with these words.
    """
    return Change(negated(words), removes=tuple(map(withhold, held)))


def walk(changes: Iterable[Change], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Change]]:
    """Every change in the order of sending, with the lines of the blocks around it, outermost first."""
    for change in changes:
        yield path, change
        yield from walk(change.below, (*path, change.line))


def lines_of(changes: Iterable[Change]) -> tuple[str, ...]:
    """The lines as they are sent, indented as IOS-XE prints them."""
    return tuple(f"{' ' * len(path)}{change.line}" for path, change in walk(changes))


def marks_of(changes: Iterable[Change]) -> str:
    """One sign per line of `lines_of`; see `Change.mark`."""
    return "".join(change.mark for _, change in walk(changes))


def changes_of(lines: Iterable[str], marks: str = "") -> tuple[Change, ...]:
    """The tree of lines that were written down: all that they say themselves, which is not what they replace.

    Args:
        lines: as `lines_of` gives them.
        marks: as `marks_of` gives them; without marks every ``no`` takes something away.

    Raises:
        ValueError: there is not one mark per line.
    """
    texts = tuple(lines)
    signs = marks or "".join("-" if is_no(text.lstrip(" ")) else "+" for text in texts)
    return tuple(_nested([*zip(signs, texts, strict=True)], 0))


def _nested(marked: list[tuple[str, str]], depth: int) -> Iterator[Change]:
    """The changes of one block; a line that is indented further belongs to the block of the line before it."""
    start = 0
    while start < len(marked):
        end = start + 1
        while end < len(marked) and marked[end][1].startswith(" " * (depth + 1)):
            end += 1
        mark, text = marked[start]
        yield _read(mark, text[depth:], tuple(_nested(marked[start + 1 : end], depth + 1)))
        start = end


def _read(mark: str, line: str, below: tuple[Change, ...]) -> Change:
    if mark == "-":
        return Change(line, removes=(bare(line),), below=below)
    return Change(line, adds=not below, below=below)
