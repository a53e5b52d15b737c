from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.facts.fields import (
    NamedZone,
    Odd,
    address,
    fingerprint,
    hexadecimal,
    moment,
    name,
    span,
    words,
    yes,
)


@given(st.datetimes(min_value=datetime(1993, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - a wall clock
def test_a_moment_in_utc_is_aware_whatever_the_order_of_its_parts(wall: datetime) -> None:
    wall = wall.replace(microsecond=wall.microsecond // 1000 * 1000)
    date = f"{wall:%b} {wall.day} {wall.year}"
    clock = f"{wall:%H:%M:%S}.{wall.microsecond // 1000:03}"
    expected = wall.replace(tzinfo=UTC)
    assert moment(f"{clock} UTC {date}") == expected
    assert moment(f"{clock} UTC {wall:%a} {date}") == expected
    assert moment(f"{date} {clock} +00:00") == expected


def test_a_numeric_offset_is_known() -> None:
    expected = datetime(2016, 11, 25, 19, 32, 53, tzinfo=timezone(-timedelta(hours=7)))
    assert moment("Nov 25 2016 19:32:53 -07:00") == expected


def test_a_zone_of_which_only_the_name_is_known_compares_with_itself_and_with_nothing_else() -> None:
    here, later = moment("15:33:15 IST Nov 20 2026"), moment("15:33:16 IST Nov 20 2026")
    assert here is not None
    assert later is not None
    assert here < later
    assert here.tzname() == "IST"
    assert here.utcoffset() is None
    with pytest.raises(TypeError):
        assert here < datetime.now(UTC)


def test_a_named_zone_survives_copying() -> None:
    here = moment("15:33:15 IST Nov 20 2026")
    assert copy.deepcopy(here) == pickle.loads(pickle.dumps(here)) == here  # noqa: S301 - our own bytes
    assert repr(NamedZone("IST")) == "NamedZone('IST')"
    assert len({NamedZone("IST"), NamedZone("IST"), NamedZone("CET")}) == 2


@pytest.mark.parametrize("text", ["", "never", "Not available", "25 Nov"])
def test_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:14:54", 894),
        ("3d18h", 324000),
        ("7w0d", 4233600),
        ("1y2w", 32745600),
        ("1 hours, 10 mins", 4200),
        ("27 weeks, 4 days, 16 minutes", 16676160),
        ("0", 0),
        ("632", 632),
        ("23:45:06", 85506),
    ],
)
def test_a_span_in_every_form_that_routers_use(text: str, seconds: int) -> None:
    assert span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "never", "none", "-"])
def test_no_span_is_none(text: str) -> None:
    assert span(text) is None


@pytest.mark.parametrize("reads", [span, address])
def test_what_is_not_of_its_kind_is_odd(reads: type) -> None:
    with pytest.raises(Odd, match="soon"):
        reads("soon")


@given(st.ip_addresses())
def test_every_address_is_read(given_address: object) -> None:
    assert address(f"{given_address}.") == ip_address(str(given_address))


@pytest.mark.parametrize("text", ["(none)", "none", "unassigned", "", "-"])
def test_no_address_is_none(text: str) -> None:
    assert address(text) is None


@given(st.binary(min_size=16, max_size=64))
def test_a_digest_is_what_hashlib_would_print(digest: bytes) -> None:
    printed = digest.hex(" ", -4).upper()
    assert fingerprint(printed) == digest.hex()
    assert fingerprint(digest.hex(":").upper()) == digest.hex()


def test_the_small_words() -> None:
    assert (name("(none)"), name(" x "), name(None)) == (None, "x", None)
    assert (yes("Yes"), yes("N"), yes(None), yes("enabled")) == (True, False, None, True)
    assert (hexadecimal("0x2102"), hexadecimal("GHI"), hexadecimal(None)) == (0x2102, None, None)
    assert (words("a none b"), words("Tunnel, esn,", ","), words(None)) == (("a", "b"), ("Tunnel", "esn"), ())
