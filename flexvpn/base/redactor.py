"""Removes known secrets from text that leaves the program: reports, logs, archives."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flexvpn.base.escapes import escaped, one_line
from flexvpn.base.secrets import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.base.secrets import Secret

_SHORT: Final = 4


class Redactor:
    """Removes known secrets from text, in every form in which our text could contain them.

    A value of fewer than four characters is removed only where it is a word of its own: inside other words it
    occurs everywhere, and the gaps would tell a reader its letters.
    """

    __slots__ = ("_needles",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._needles = frozenset(form for secret in secrets for form in _forms(secret.reveal()))

    def __repr__(self) -> str:
        return f"Redactor({len(self._needles)} forms)"

    def clean(self, text: str) -> str:
        """The text with a mask in place of each secret; overlapping ones share one mask."""
        kept: list[str] = []
        end = 0
        # Most secrets occur in no text at all: asking that first makes it four times as fast.
        needles = [needle for needle in self._needles if needle in text]
        for start, stop in _merged(sorted(span for needle in needles for span in _spans(needle, text))):
            kept += (text[end:start], MASK)
            end = stop
        return "".join((*kept, text[end:]))


def _forms(value: str) -> Iterator[str]:
    """The value as it is, and as XML, a URL, JSON, Python's repr and our own escapes write it."""
    if value.strip():
        yield from (value, escape(value), escape(value, quote=False), quote(value), quote(value, safe=""))
        yield from (escaped(value), one_line(value))
        yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1])


def _spans(needle: str, text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every occurrence, overlapping ones included ("abab" twice in "ababab")."""
    start = text.find(needle)
    while start >= 0:
        stop = start + len(needle)
        if len(needle) >= _SHORT or not (
            _in_word(text[start - 1 : start]) or _in_word(text[stop : stop + 1])
        ):
            yield start, stop
        start = text.find(needle, start + 1)


def _in_word(neighbour: str) -> bool:
    return neighbour.isalnum() or neighbour == "_"


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same spans, sorted as they were, with overlapping ones joined."""
    current: tuple[int, int] | None = None
    for start, stop in spans:
        if current is None or start >= current[1]:
            if current is not None:
                yield current
            current = (start, stop)
        else:
            current = (current[0], max(current[1], stop))
    if current is not None:
        yield current
