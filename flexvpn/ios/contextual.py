"""The router's own comparison of two configurations, read into lines with their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flexvpn.ios.config import Block, Config, merge, unnumbered

if TYPE_CHECKING:
    from collections.abc import Iterable

Sign = Literal["+", "-"]
_LINE = re.compile(r"(?P<before> *)(?P<sign>[+-]?)(?P<after> *)(?P<words>\S.*?) *$")


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """One line that stands in one of the two configurations only.

    Attributes:
        sign: ``+`` where only the second has it, ``-`` where only the first has.
        path: the line, its parents before it.
    """

    sign: Sign
    path: tuple[str, ...]

    def __str__(self) -> str:
        """``+ interface GigabitEthernet1 / description new``."""
        return f"{self.sign} {' / '.join(self.path)}"


def differing_lines(lines: Iterable[str]) -> tuple[DifferingLine, ...]:
    """Every changed line of ``show archive config differences``.

    Releases differ in where the sign stands: before the indent, or behind it; then parents that are the same have
    no blank in front, which is how the two are told apart.
    """
    matches = [
        match for line in lines if (match := _LINE.fullmatch(line)) and not match["words"].startswith("!")
    ]
    same = [len(match["before"]) for match in matches if not match["sign"]]
    shift = min(same, default=0)
    result: list[DifferingLine] = []
    above: list[str] = []
    for match in matches:
        depth = len(match["before"]) + len(match["after"]) - (0 if match["sign"] else shift)
        words = " ".join(match["words"].split())
        above = [*above[:depth], unnumbered(words, above[0]) if depth and above else words]
        if match["sign"]:
            result.append(DifferingLine("+" if match["sign"] == "+" else "-", tuple(above)))
    return tuple(result)


def side(lines: Iterable[DifferingLine], sign: Sign) -> Config:
    """The changed lines of one side as a configuration, with their parents."""
    return merge(
        Block(line.path[0], tuple(" " * depth + words for depth, words in enumerate(line.path[1:])))
        for line in lines
        if line.sign == sign
    )
