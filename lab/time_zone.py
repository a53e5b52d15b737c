"""A router's own time zone: standard time, summer time, and which of the two applies at a moment.

Zones are the operator's own: a name, an offset and a rule, not the tz database's.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import functools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LAST = 5
# The United States' rule since 2007, which IOS-XE takes where `recurring` stands alone.
DEFAULT_RULE = "2 Sun Mar 2:00 1 Sun Nov 2:00"
DEFAULT_SAVED = 60


class LocalTime(NamedTuple):
    """What the router's clock shows: date and time on the wall, the name of the zone that applies, its offset."""

    wall: datetime.datetime
    zone: str
    offset: datetime.timedelta


@dataclasses.dataclass(frozen=True, slots=True)
class Yearly:
    """A day and time of every year: ``last Sun Mar 2:00``. ``week`` is 1 to 4 or ``LAST``, ``weekday`` 0 on Monday."""

    week: int
    weekday: int
    month: int
    time: datetime.time

    def moment(self, year: int, offset: datetime.timedelta) -> datetime.datetime:
        """When a clock that is ``offset`` ahead of UTC shows it in that year."""
        first, days = calendar.monthrange(year, self.month)
        day = 1 + (self.weekday - first) % 7 + 7 * (self.week - 1)
        date = datetime.date(year, self.month, day if day <= days else day - 7)
        return datetime.datetime.combine(date, self.time, datetime.UTC) - offset


@dataclasses.dataclass(frozen=True, slots=True)
class Once:
    """A day and time of one year: ``Mar 28 2026 2:00``."""

    date: datetime.date
    time: datetime.time

    def moment(self, _year: int, offset: datetime.timedelta) -> datetime.datetime:
        """When a clock that is ``offset`` ahead of UTC shows it, whatever year is asked for."""
        return datetime.datetime.combine(self.date, self.time, datetime.UTC) - offset


@dataclasses.dataclass(frozen=True, slots=True)
class SummerTime:
    """Summer time: ``start`` is given in standard time, ``end`` in summer time."""

    zone: str
    start: Yearly | Once
    end: Yearly | Once
    saved: datetime.timedelta = datetime.timedelta(minutes=DEFAULT_SAVED)


@dataclasses.dataclass(frozen=True, slots=True)
class TimeZone:
    """Standard time and, where there is one, summer time."""

    zone: str = "UTC"
    offset: datetime.timedelta = datetime.timedelta()
    summer: SummerTime | None = None

    def local(self, moment: datetime.datetime) -> LocalTime:
        """What the clock shows at a moment of UTC."""
        zone, offset = self.zone, self.offset
        if self.summer is not None and any(start <= moment < end for start, end in self._summers(moment)):
            zone, offset = self.summer.zone, self.offset + self.summer.saved
        try:
            wall = moment + offset
        except OverflowError:
            # The last hours of the year 9999, which a certificate without an end names, have no other form.
            wall = moment
        return LocalTime(wall.replace(tzinfo=None), zone, offset)

    def moment(self, wall: datetime.datetime) -> datetime.datetime:
        """When the clock shows ``wall``: the first time if it does so twice, by standard time if it never does."""
        utc = wall.replace(tzinfo=datetime.UTC)
        if self.summer is not None:
            early = utc - self.offset - self.summer.saved
            if self.local(early).wall == wall.replace(tzinfo=None):
                return early
        return utc - self.offset

    def summer_near(self, moment: datetime.datetime) -> tuple[LocalTime, LocalTime] | None:
        """Start and end of the summer time that runs at ``moment`` or, if none does, comes next.

        Each as a clock would show it that did not change: the start in standard time, the end in summer time.
        """
        if self.summer is None:
            return None
        standard = TimeZone(self.zone, self.offset)
        summer = TimeZone(self.summer.zone, self.offset + self.summer.saved)
        changes = ((start, end) for start, end in self._summers(moment) if moment < end)
        return next(((standard.local(start), summer.local(end)) for start, end in changes), None)

    def _summers(self, moment: datetime.datetime) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
        """Around a moment. South of the equator one ends in the year after the one in which it starts."""
        if self.summer is None or not datetime.MINYEAR + 1 < moment.year < datetime.MAXYEAR - 1:
            return
        rule, until = self.summer, self.offset + self.summer.saved
        for year in range(moment.year - 1, moment.year + 2):
            start, end = rule.start.moment(year, self.offset), rule.end.moment(year, until)
            yield start, end if start < end else rule.end.moment(year + 1, until)


UTC = TimeZone()


@functools.lru_cache
def time_zone(standard: str, summer: str) -> TimeZone:
    """The zone that two lines of running-config describe, each of which may be empty."""
    _, _, zone, hours, minutes = (standard or "clock timezone UTC 0 0").split()
    offset = datetime.timedelta(hours=abs(int(hours)), minutes=int(minutes))
    return TimeZone(zone, -offset if hours.startswith("-") else offset, _summer_time(summer))


def _summer_time(line: str) -> SummerTime | None:
    if not line:
        return None
    zone, kind, *rule = line.split()[2:]
    rule = rule or DEFAULT_RULE.split()
    form = _yearly if kind == "recurring" else _once
    minutes = int(rule[8]) if len(rule) > 8 else DEFAULT_SAVED
    return SummerTime(zone, form(*rule[:4]), form(*rule[4:8]), datetime.timedelta(minutes=minutes))


def _yearly(week: str, weekday: str, month: str, time: str) -> Yearly:
    number = {"first": 1, "last": LAST}.get(week) or int(week)
    return Yearly(number, WEEKDAYS.index(weekday), MONTHS.index(month) + 1, _time(time))


def _once(month: str, day: str, year: str, time: str) -> Once:
    return Once(datetime.date(int(year), MONTHS.index(month) + 1, int(day)), _time(time))


def _time(text: str) -> datetime.time:
    hour, minute = text.split(":")
    return datetime.time(int(hour), int(minute))
