"""Dates and times as somebody types them: what a word means, in the form that running-config has, or ``None``."""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_HOURS = 23


def month(word: str) -> str | None:
    """``Mar`` for ``mar``, ``March`` and every other beginning that only one month has."""
    return _short(word, MONTHS)


def weekday(word: str) -> str | None:
    """``Sun`` for ``sun``, ``Sunday`` and every other beginning that only one day has."""
    return _short(word, WEEKDAYS)


def time_of_day(word: str) -> str | None:
    """``2:00`` for ``02:00``."""
    return _time(word, 2)


def time_of_day_with_seconds(word: str) -> str | None:
    """``2:00:05`` for ``02:00:05``."""
    return _time(word, 3)


def hours_from_utc(word: str) -> str | None:
    """``1`` for ``+1``; 23 hours either way at most."""
    if not re.fullmatch(r"[+-]?[0-9]{1,2}", word) or abs(int(word)) > MOST_HOURS:
        return None
    return str(int(word))


def _short(word: str, names: tuple[str, ...]) -> str | None:
    found = [name[:3] for name in names if name.lower().startswith(word.lower())]
    return found[0] if len(found) == 1 else None


def _time(word: str, count: int) -> str | None:
    parts = word.split(":")
    if len(parts) != count or not all(re.fullmatch(r"[0-9]{1,2}", part) for part in parts):
        return None
    hour, *rest = (int(part) for part in parts)
    if hour > MOST_HOURS or any(part > 59 for part in rest):
        return None
    return ":".join((str(hour), *(f"{part:02}" for part in rest)))
