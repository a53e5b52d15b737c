"""A zone that the router prints by name is the one that its configuration gives the name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.facts import clock
from flexvpn.facts.zones import placed, zones
from flexvpn.ios.config import parse

if TYPE_CHECKING:
    from flexvpn.facts.clock import Clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("clock timezone CET 1 0", {"CET": 60}),
        ("clock timezone EST -5 0", {"EST": -300}),
        ("clock timezone AST -3 30", {"AST": -210}),
        ("clock timezone IST 5 30", {"IST": 330}),
        ("clock timezone IST 5", {"IST": 300}),
        (
            "clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00",
            {"CET": 60, "CEST": 120},
        ),
        ("clock timezone PST -8 0\nclock summer-time PDT recurring", {"PST": -480, "PDT": -420}),
        (
            "clock timezone LHST 10 30\nclock summer-time LHDT recurring 1 Sun Oct 2:00 1 Sun Apr 2:00 30",
            {"LHST": 630, "LHDT": 660},
        ),
        (
            "clock timezone CET 1 0\nclock summer-time CEST date Mar 28 2026 2:00 Oct 25 2026 3:00",
            {"CET": 60, "CEST": 120},
        ),
        ("clock summer-time BST recurring last Sun Mar 1:00 last Sun Oct 2:00", {"BST": 60}),
        ("clock timezone EST -5 0\nclock summer-time EST recurring", {}),
        ("hostname edge", {}),
    ],
)
def test_the_configuration_says_what_a_zones_name_means(text: str, minutes: dict[str, int]) -> None:
    offsets = zones(parse(text))
    assert {name: zone.utcoffset(None) for name, zone in offsets.items()} == {
        name: timedelta(minutes=value) for name, value in minutes.items()
    }


def shown(text: str) -> Clock:
    return clock.read(text).only()


def test_a_moment_is_put_into_the_zone_that_it_names() -> None:
    by_name = zones(
        parse("clock timezone CET 1 0\nclock summer-time CEST recurring 1 Sun Mar 2:00 1 Sun Oct 3:00")
    )
    winter = placed(shown("04:07:00.635 CET Tue Nov 24 2026\n"), by_name)
    summer = placed(shown("04:07:00.635 CEST Tue Jun 23 2026\n"), by_name)
    assert winter.now == datetime(2026, 11, 24, 3, 7, 0, 635000, UTC)
    assert summer.now == datetime(2026, 6, 23, 2, 7, 0, 635000, UTC)
    assert (winter.zone, f"{summer.now:%H:%M %Z}") == ("CET", "04:07 CEST")


@pytest.mark.parametrize("text", ["04:07:00.635 UTC Tue Nov 24 2026\n", "04:07:00.635 IST Tue Nov 24 2026\n"])
def test_any_other_moment_stays_as_it_is(text: str) -> None:
    by_name = zones(parse("clock timezone CET 1 0"))
    assert placed(shown(text), by_name) == shown(text)
    assert placed("no record", by_name) == "no record"


WORDS = st.sampled_from(
    ["CET", "recurring", "date", "last", "Sun", "Mar", "2:00", "-3", "0", "30", "23", "99", "1440"]
)


@given(
    st.lists(
        st.builds(
            lambda line, words: f"{line} {' '.join(words)}",
            st.sampled_from(["clock timezone", "clock summer-time"]),
            st.lists(WORDS, max_size=9),
        ),
        max_size=3,
    )
)
def test_no_configuration_is_too_odd(lines: list[str]) -> None:
    by_name = zones(parse("\n".join(lines)))
    assert all(abs(zone.utcoffset(None)) < timedelta(days=1) for zone in by_name.values())
