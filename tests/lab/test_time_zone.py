"""Which zone applies at a moment: both sides of each change of an hour, north and south of the equator."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.time_zone import DEFAULT_RULE, MONTHS, UTC, WEEKDAYS, TimeZone, time_zone

CENTRAL_EUROPE = time_zone(
    "clock timezone CET 1 0", "clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00"
)
EASTERN = time_zone("clock timezone EST -5 0", "clock summer-time EDT recurring")
NEWFOUNDLAND = time_zone("clock timezone NST -3 30", "clock summer-time NDT recurring")
SYDNEY = time_zone(
    "clock timezone AEST 10 0", "clock summer-time AEDT recurring first Sun Oct 2:00 first Sun Apr 3:00"
)
LORD_HOWE = time_zone(
    "clock timezone LHST 10 30", "clock summer-time LHDT recurring first Sun Oct 2:00 first Sun Apr 2:00 30"
)
ONCE = time_zone("clock timezone IST 2 0", "clock summer-time IDT date Mar 27 2026 2:00 Oct 25 2026 2:00")
INDIA = time_zone("clock timezone IST 5 30", "")
ZONES = (CENTRAL_EUROPE, EASTERN, NEWFOUNDLAND, SYDNEY, LORD_HOWE, ONCE, INDIA, UTC)
SECOND = datetime.timedelta(seconds=1)

moments = st.datetimes(
    datetime.datetime(2013, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    datetime.datetime(2036, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(datetime.UTC),
)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def shown(zone: TimeZone, moment: datetime.datetime) -> str:
    local = zone.local(moment)
    return f"{local.wall} {local.zone}"


@pytest.mark.parametrize(
    ("zone", "change", "before", "after"),
    [
        (CENTRAL_EUROPE, "2026-03-29 01:00", "2026-03-29 01:59:59 CET", "2026-03-29 03:00:00 CEST"),
        (CENTRAL_EUROPE, "2026-10-25 01:00", "2026-10-25 02:59:59 CEST", "2026-10-25 02:00:00 CET"),
        (EASTERN, "2026-03-08 07:00", "2026-03-08 01:59:59 EST", "2026-03-08 03:00:00 EDT"),
        (EASTERN, "2026-11-01 06:00", "2026-11-01 01:59:59 EDT", "2026-11-01 01:00:00 EST"),
        (NEWFOUNDLAND, "2026-03-08 05:30", "2026-03-08 01:59:59 NST", "2026-03-08 03:00:00 NDT"),
        (NEWFOUNDLAND, "2026-11-01 04:30", "2026-11-01 01:59:59 NDT", "2026-11-01 01:00:00 NST"),
        (SYDNEY, "2026-10-03 16:00", "2026-10-04 01:59:59 AEST", "2026-10-04 03:00:00 AEDT"),
        (SYDNEY, "2027-04-03 16:00", "2027-04-04 02:59:59 AEDT", "2027-04-04 02:00:00 AEST"),
        (LORD_HOWE, "2026-10-03 15:30", "2026-10-04 01:59:59 LHST", "2026-10-04 02:30:00 LHDT"),
        (LORD_HOWE, "2027-04-03 15:00", "2027-04-04 01:59:59 LHDT", "2027-04-04 01:30:00 LHST"),
        (ONCE, "2026-03-27 00:00", "2026-03-27 01:59:59 IST", "2026-03-27 03:00:00 IDT"),
        (ONCE, "2026-10-24 23:00", "2026-10-25 01:59:59 IDT", "2026-10-25 01:00:00 IST"),
    ],
)
def test_both_sides_of_a_change(zone: TimeZone, change: str, before: str, after: str) -> None:
    assert shown(zone, utc(change) - SECOND) == before
    assert shown(zone, utc(change)) == after


@pytest.mark.parametrize(
    ("zone", "moment", "wall"),
    [
        (UTC, "2026-07-01 12:00", "2026-07-01 12:00:00 UTC"),
        (INDIA, "2026-07-01 12:00", "2026-07-01 17:30:00 IST"),
        (time_zone("clock timezone AST -3 30", ""), "2026-07-01 12:00", "2026-07-01 08:30:00 AST"),
        (time_zone("clock timezone X 0 45", ""), "2026-07-01 12:00", "2026-07-01 12:45:00 X"),
        (SYDNEY, "2026-12-31 23:30", "2027-01-01 10:30:00 AEDT"),
        (SYDNEY, "2027-01-01 00:30", "2027-01-01 11:30:00 AEDT"),
        (SYDNEY, "2026-06-30 12:00", "2026-06-30 22:00:00 AEST"),
        (ONCE, "2025-07-01 12:00", "2025-07-01 14:00:00 IST"),
        (ONCE, "2027-07-01 12:00", "2027-07-01 14:00:00 IST"),
        (time_zone("", "clock summer-time BST recurring"), "2026-07-01 12:00", "2026-07-01 13:00:00 BST"),
    ],
)
def test_what_the_clock_shows(zone: TimeZone, moment: str, wall: str) -> None:
    assert shown(zone, utc(moment)) == wall


@pytest.mark.parametrize(
    ("rule", "day"),
    [("first Mon Jun", 1), ("1 Sun Jun", 7), ("2 Sun Jun", 14), ("4 Tue Jun", 23), ("last Tue Jun", 30)],
)
def test_a_week_is_counted_by_its_day(rule: str, day: int) -> None:
    zone = time_zone("", f"clock summer-time S recurring {rule} 0:00 last Sun Oct 3:00")
    assert zone.local(utc(f"2026-06-{day:02} 00:00") - SECOND).zone == "UTC"
    assert zone.local(utc(f"2026-06-{day:02} 00:00")).zone == "S"


def test_recurring_alone_is_the_rule_of_the_united_states() -> None:
    spelled_out = time_zone("clock timezone EST -5 0", f"clock summer-time EDT recurring {DEFAULT_RULE}")
    assert spelled_out == EASTERN


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        (CENTRAL_EUROPE, "2026-02-01", "2026-03-29 02:00:00 CET", "2026-10-25 03:00:00 CEST"),
        (CENTRAL_EUROPE, "2026-07-01", "2026-03-29 02:00:00 CET", "2026-10-25 03:00:00 CEST"),
        (CENTRAL_EUROPE, "2026-11-27", "2027-03-28 02:00:00 CET", "2027-10-31 03:00:00 CEST"),
        (SYDNEY, "2026-09-06", "2026-10-04 02:00:00 AEST", "2027-04-04 03:00:00 AEDT"),
        (SYDNEY, "2027-01-06", "2026-10-04 02:00:00 AEST", "2027-04-04 03:00:00 AEDT"),
        (ONCE, "2026-01-01", "2026-03-27 02:00:00 IST", "2026-10-25 02:00:00 IDT"),
    ],
)
def test_the_summer_time_that_runs_or_comes_next(zone: TimeZone, now: str, start: str, end: str) -> None:
    assert [f"{change.wall} {change.zone}" for change in zone.summer_near(utc(now)) or ()] == [start, end]


@pytest.mark.parametrize(("zone", "now"), [(UTC, "2026-07-01"), (INDIA, "2026-07-01"), (ONCE, "2027-01-01")])
def test_no_summer_time_comes(zone: TimeZone, now: str) -> None:
    assert zone.summer_near(utc(now)) is None


def test_an_hour_that_comes_twice_is_the_first_and_one_that_never_comes_is_standard_time() -> None:
    assert CENTRAL_EUROPE.moment(utc("2026-10-25 02:30")) == utc("2026-10-25 00:30")
    assert CENTRAL_EUROPE.moment(utc("2026-03-29 02:30")) == utc("2026-03-29 01:30")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59:59"])
def test_the_ends_of_the_calendar_have_a_local_time(zone: TimeZone, moment: str) -> None:
    assert zone.local(utc(moment)).zone == zone.zone


@given(st.sampled_from(ZONES), moments)
def test_what_the_clock_shows_leads_back_to_the_moment(zone: TimeZone, moment: datetime.datetime) -> None:
    local = zone.local(moment)
    back = zone.moment(local.wall)
    assert zone.local(back).wall == local.wall
    saved = zone.summer.saved if zone.summer else datetime.timedelta()
    assert back in (moment, moment - saved)


@given(st.sampled_from(ZONES), moments)
def test_the_offset_says_how_far_the_wall_is_from_utc(zone: TimeZone, moment: datetime.datetime) -> None:
    local = zone.local(moment)
    assert local.wall - local.offset == moment.replace(tzinfo=None)
    assert local.offset == zone.offset or local.zone != zone.zone


lines = st.builds(
    "clock timezone T {} {}".format, st.integers(-23, 23), st.integers(0, 59)
), st.builds(
    "clock summer-time S recurring {0} {1} {2} {3}:{4:02} {5} {6} {7} {8}:{9:02} {10}".format,
    st.sampled_from(["first", "1", "2", "3", "4", "last"]), st.sampled_from(WEEKDAYS), st.sampled_from(MONTHS),
    st.integers(0, 23), st.integers(0, 59),
    st.sampled_from(["first", "1", "2", "3", "4", "last"]), st.sampled_from(WEEKDAYS), st.sampled_from(MONTHS),
    st.integers(0, 23), st.integers(0, 59), st.integers(1, 1440),
)  # fmt: skip


@given(*lines, moments)
def test_whatever_is_configured_the_clock_shows_one_of_two_times(
    standard: str, summer: str, moment: datetime.datetime
) -> None:
    zone = time_zone(standard, summer)
    local = zone.local(moment)
    assert zone.summer is not None
    assert local[1:] in (("T", zone.offset), ("S", zone.offset + zone.summer.saved))
    near = zone.summer_near(moment)
    assert near is None or (near[0].wall - near[0].offset <= local.wall - local.offset) == (local.zone == "S")


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        (CENTRAL_EUROPE, "Europe/Berlin"),
        (EASTERN, "America/New_York"),
        (NEWFOUNDLAND, "America/St_Johns"),
        (SYDNEY, "Australia/Sydney"),
        (LORD_HOWE, "Australia/Lord_Howe"),
        (INDIA, "Asia/Kolkata"),
    ],
)
@given(moment=moments)
def test_a_rule_agrees_with_the_tz_database(zone: TimeZone, place: str, moment: datetime.datetime) -> None:
    try:
        there = moment.astimezone(zoneinfo.ZoneInfo(place))
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("no tz database here")
    assert zone.local(moment).wall == there.replace(tzinfo=None)
