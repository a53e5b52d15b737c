"""Counts in words, singular and plural."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number and what it counts: ``1 user``, ``2 users``.

    >>> counted(1, "user"), counted(0, "line")
    ('1 user', '0 lines')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
