"""One line of an IOS-XE configuration: whether a ``no`` stands before it, how it begins, which block it stands in."""

from __future__ import annotations

_NO = "no "
_INTO = " / "


def is_no(line: str) -> bool:
    """True for a line that begins with ``no``: a setting that is off, or one that is taken away."""
    return line.startswith(_NO)


def bare(line: str) -> str:
    """What a line is about, in either polarity: ``ip http server`` of ``no ip http server``."""
    return line.removeprefix(_NO)


def negated(line: str) -> str:
    """The same line in the other polarity."""
    return bare(line) if is_no(line) else f"{_NO}{line}"


def begins(line: str, start: str) -> bool:
    """True where a line begins with these whole words: what ``no`` and these words take away."""
    return line == start or line.startswith(f"{start} ")


def shown(path: tuple[str, ...]) -> str:
    """A line behind the blocks that it stands in: ``crypto ikev2 profile P / dpd 60 5 on-demand``."""
    return _INTO.join(path)


def path_of(text: str) -> tuple[str, ...]:
    """The blocks and the line that `shown` wrote."""
    return tuple(text.split(_INTO))
