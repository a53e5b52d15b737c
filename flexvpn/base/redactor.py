"""Taking known secrets out of text that leaves the program: reports, logs, archives."""

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
    """Takes known secrets out of text, in every form in which text of ours could carry them.

    A value of fewer than four characters is taken out where it stands as a word: inside words it would
    be found everywhere, and what is missing would tell a reader its letters.
    """

    __slots__ = ("_needles",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._needles = frozenset(form for secret in secrets for form in _forms(secret.reveal()))

    def __repr__(self) -> str:
        return f"Redactor({len(self._needles)} forms)"

    def clean(self, text: str) -> str:
        """The text with a mask in place of each secret; overlapping ones are taken out together."""
        kept: list[str] = []
        end = 0
        # Most secrets stand in no text at all: to ask that first takes a quarter of the time.
        found = [needle for needle in self._needles if needle in text]
        for start, stop in _merged(sorted(span for needle in found for span in _spans(needle, text))):
            kept += (text[end:start], MASK)
            end = stop
        return "".join((*kept, text[end:]))


def _forms(value: str) -> Iterator[str]:
    """As it is, and as XML, URL, JSON, Python's repr and our own escapes write it."""
    if value.strip():
        yield from (value, escape(value), escape(value, quote=False), quote(value), quote(value, safe=""))
        yield from (escaped(value), one_line(value))
        yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1])


def _spans(needle: str, text: str) -> Iterator[tuple[int, int]]:
    """Every occurrence, those that overlap included, such as "abab" twice in "ababab"."""
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
    """Sorted spans, those that overlap joined."""
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
