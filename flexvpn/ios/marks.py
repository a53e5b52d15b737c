"""What a line does to a router: it adds, or it takes away something that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.config import Config


def marks(lines: Iterable[str], running: Config) -> str:
    """One sign per line: ``-`` where it takes away what the router holds, ``+`` for every other that is sent.

    ``no shutdown`` in a new block takes nothing away, nor does ``no ip http server`` on a router that shows neither.
    """
    signs: list[str] = []
    top: frozenset[str] | None = None
    here: frozenset[str] = frozenset()
    for line in lines:
        words = line.strip()
        nested = line.startswith(" ")
        if not nested:
            here = frozenset()
            if not words.startswith("no "):
                block = running.block(words) or next(iter(running.starting(f"{words} ")), None)
                here = _beginnings(block.children) if block else here
        if not words.startswith("no "):
            signs.append("+")
            continue
        if not nested and top is None:
            top = _beginnings(block.line for block in running)
        gone = words.removeprefix("no ") in (here if nested else top or frozenset())
        signs.append("-" if gone else "+")
    return "".join(signs)


def _beginnings(lines: Iterable[str]) -> frozenset[str]:
    """Every line, and every way in which one begins at whole words: ``no username ann`` takes all that follows."""
    found: set[str] = set()
    for line in lines:
        words = line.split()
        found.update(" ".join(words[:count]) for count in range(1, len(words) + 1))
    return frozenset(found)
