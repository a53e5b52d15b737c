"""Effects of the clock's lines."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from lab.dialogue import InvalidInputError
from lab.time_zone import DEFAULT_SAVED, MONTHS
from lab.timestamps import stamp

if TYPE_CHECKING:
    from lab.change import Change
    from lab.dialogue import Dialogue
    from lab.time_zone import TimeZone


def timezone(change: Change) -> Dialogue:
    """``clock timezone CET 1`` renders ``clock timezone CET 1 0``."""
    before = change.router.zone
    if change.negated:
        change.remove()
    else:
        named = change.captures
        change.put(f"clock timezone {named['zone']} {named['hours']} {named.get('minutes', '0')}")
    _say(change, before)
    yield from ()


def summer_time(change: Change) -> Dialogue:
    """Months stand before days, whatever order they were typed in; an hour saved is the default and is not shown."""
    before = change.router.zone
    if change.negated:
        change.remove()
    else:
        change.put(" ".join(_canonical(change)))
    _say(change, before)
    yield from ()


def _canonical(change: Change) -> list[str]:
    words = list(change.match.words)
    if words[3] == "date":
        for at in (4, 8):
            _put_month_first(change, words, at)
    if words[-1] == str(DEFAULT_SAVED) and ":" in words[-2]:
        words.pop()
    return words


def _put_month_first(change: Change, words: list[str], at: int) -> None:
    typed_first = words[at]
    if typed_first.isdigit():
        words[at], words[at + 1] = words[at + 1], words[at]
    month, day, year = words[at : at + 3]
    if int(day) > calendar.monthrange(int(year), MONTHS.index(month) + 1)[1]:
        raise InvalidInputError((at if typed_first.isdigit() else at + 1) - change.match.keywords)


def _say(change: Change, before: TimeZone) -> None:
    """The log tells both times, even if only the name of the zone has changed (REAL), or a rule for later (INF)."""
    router = change.router
    if router.zone != before and change.session.line_source != "boot":
        router.clock_updated(change.session, stamp(before.local(router.clock.now())))
