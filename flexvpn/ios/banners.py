"""Text between delimiters, as IOS takes banners.

That of an IKEv2 authorization policy may be the rest of the line instead: nobody has seen one rendered, and Cisco's
YANG model took its leaf out again. Between delimiters it is safe both ways. Without them a router that looks for one
would take the first letter for it, and every line that follows for text.
"""

from __future__ import annotations

_SHOWN = "^C"
"""How IOS prints the delimiter, whichever was typed; typed as two characters it would be ``^``, and C text."""
_DELIMITERS = "#~%@|+=&"


def delimited(text: str) -> str:
    """The text between two characters that it does not hold.

    Raises:
        ValueError: it holds every one that could be.
    """
    mark = next((mark for mark in _DELIMITERS if mark not in text), None)
    if mark is None:
        raise ValueError(f"a banner must do without one of {' '.join(_DELIMITERS)}")
    return f"{mark}{text}{mark}"


def as_sent(line: str) -> str:
    """A line ``banner ^Ctext^C`` that a router printed as `delimited` would send it; every other line as it is."""
    word, _, text = line.partition(" ")
    inner = text.removeprefix(_SHOWN).removesuffix(_SHOWN)
    if word != "banner" or len(text) - len(inner) != 2 * len(_SHOWN):
        return line
    try:
        return f"{word} {delimited(inner.strip())}"
    except ValueError:
        return line
