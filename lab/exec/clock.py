"""``show clock`` and ``clock set``."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand, InvalidInputError
from lab.time_zone import MONTHS
from lab.timestamps import stamp

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

DATE = "<time:hh:mm:ss> {<day:1-31> <month:month>|<month:month> <day:1-31>} <year:1993-2035>"


def show_clock(router: Router, _session: Session, args: str) -> Dialogue:
    """The time; a star says that it is not authoritative.

    ``detail`` has the summer time that runs or comes next (INF: once one is over it may well be the past one's).
    """
    now = router.clock.now()
    star = "" if router.clock.synchronised else "*"
    yield f"{star}{stamp(router.local(now), milliseconds=True)}\n"
    if args != "detail":
        return
    served = router.clock.synchronised and router.running.find("ntp server")
    yield f"Time source is {'NTP' if served else 'hardware calendar'}\n"
    summer = router.zone.summer_near(now)
    if summer is not None:
        yield f"Summer time starts {stamp(summer[0])}\nSummer time ends {stamp(summer[1])}\n"


def clock_set(router: Router, session: Session, args: str) -> Dialogue:
    """``clock set hh:mm:ss day month year``: what a clock on the wall shows here."""
    before = stamp(router.local(router.clock.now()))
    router.clock.set(router.zone.moment(_wall(args.split())))
    router.clock.synchronised = False
    router.clock_updated(session, before)
    yield ""


def _wall(words: list[str]) -> datetime.datetime:
    time, first, second, year = words
    day, month = (first, second) if first.isdigit() else (second, first)
    hour, minute, seconds = (int(part) for part in time.split(":"))
    try:
        date = datetime.date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        raise InvalidInputError(words.index(day)) from None
    return datetime.datetime.combine(date, datetime.time(hour, minute, seconds))


COMMANDS = (
    ExecCommand("show clock", show_clock, 1, "Display the system clock", "[detail]"),
    ExecCommand("clock set", clock_set, 15, "Set the time and date", DATE),
)
