"""Numbers and series as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """A number and what it counts: ``1 user``, ``2 users``.

    >>> counted(1, "user"), counted(0, "line")
    ('1 user', '0 lines')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def series(words: Sequence[str]) -> str:
    """Words with commas, and an "and" before the last.

    >>> series(["19", "14", "21"]), series(["5", "2"]), series(["2"])
    ('19, 14 and 21', '5 and 2', '2')
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
