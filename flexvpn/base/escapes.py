"""Makes text from outside harmless: control and invisible characters are written as escapes.

A router's reply, an SSH server's banner, names in certificates, tickets and files may all contain control sequences
that clear the screen, characters that reverse the reading direction, or line breaks after which the text looks like
our own. The escapes are JSON's, so that a whole JSON document can be escaped and stays the same document.
"""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Printable characters that show nothing: a terminal may break a line at them where nobody sees a space."""
_BREAK: Final = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BEYOND: Final = 0x10000
MOST: Final = 300
"""How many characters of a foreign message, such as a library's exception, one of our messages quotes."""


class _Table(dict[int, str]):
    """A table for `str.translate` that looks at each character once and remembers the result."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        # Only the plain space is printable: at the others a terminal breaks no line, and the text runs on to where
        # our own words begin.
        self[code] = letter if letter.isprintable() and letter not in _BLANK else _escape(code)
        return self[code]


_TABLE: Final = _Table({ord("\n"): "\n", ord("\t"): "\t"})


def escaped(text: str) -> str:
    r"""The text with control and invisible characters written as ``\u001b``; line breaks and tabs stay.

    >>> escaped("one\n\x1b[2Jtwo\u202e")
    'one\n\\u001b[2Jtwo\\u202e'
    """
    if text.isprintable() and text.isascii():
        return text
    return "\r\n".join(part.translate(_TABLE) for part in text.split("\r\n"))


def one_line(text: str, most: int | None = None) -> str:
    r"""The escaped text on one line of at most ``most`` characters, so that none of it looks like a line of ours.

    >>> one_line("gone\r\n  state now: saved", most=12)
    'gone state n…'
    """
    shown = escaped(_BREAK.sub(" ", text.strip()))
    return shown if most is None or len(shown) <= most else f"{shown[:most]}…"


def _escape(code: int) -> str:
    if code < _BEYOND:
        return f"\\u{code:04x}"
    high, low = divmod(code - _BEYOND, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
