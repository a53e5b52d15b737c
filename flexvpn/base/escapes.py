"""Text from outside, made harmless: what a terminal obeys, or a reader cannot see, stands there as an escape.

A router's words, an SSH server's, names in certificates, tickets and files: all of it may hold control sequences that
clear the screen, letters that turn the reading direction, or line breaks behind which something reads as ours.
The escapes are JSON's, so that a whole document can pass and stays the same document.
"""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing: with them a line is broken where nobody sees a space."""
_BREAK: Final = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BEYOND: Final = 0x10000
MOST: Final = 300
"""Letters of somebody else's message within one of ours."""


class _Table(dict[int, str]):
    """For `str.translate`: each letter is judged once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        # No space but the plain one is: a line is not broken at the others, and runs over to where our own words begin.
        self[code] = letter if letter.isprintable() and letter not in _BLANK else _escape(code)
        return self[code]


_TABLE: Final = _Table({ord("\n"): "\n", ord("\t"): "\t"})


def escaped(text: str) -> str:
    r"""The text with every control and invisible letter as ``\u001b``; line breaks and tabs stay.

    >>> escaped("one\n\x1b[2Jtwo\u202e")
    'one\n\\u001b[2Jtwo\\u202e'
    """
    if text.isprintable() and text.isascii():
        return text
    return "\r\n".join(part.translate(_TABLE) for part in text.split("\r\n"))


def one_line(text: str, most: int | None = None) -> str:
    r"""The same on one line, of no more than ``most`` letters: what stands behind a line break reads as nobody's word.

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
