"""``clock timezone`` and ``clock summer-time``: what may be typed, what running-config has, what the router shows."""

from __future__ import annotations

import pytest

from lab.router import Router
from tests.lab.console import make, typed

STANDARD = "clock timezone CET 1 0"
SUMMER = "clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00"
INVALID = "% Invalid input detected at '^' marker."


def clock_lines(router: Router) -> list[str]:
    return router.execute("show running-config | include ^clock").splitlines()


@pytest.mark.parametrize(
    ("line", "rendered"),
    [
        ("clock timezone CET 1", "clock timezone CET 1 0"),
        ("clock timezone CET +1", "clock timezone CET 1 0"),
        ("clock timezone AST -3 30", "clock timezone AST -3 30"),
        ("clo timez IST 05 30", "clock timezone IST 5 30"),
        ("clock summer-time PDT recurring", "clock summer-time PDT recurring"),
        (SUMMER, SUMMER),
        ("clock summer CEST rec last sunday march 02:00 la sun octo 03:00 60", SUMMER),
        (
            "clock summer-time EDT recurring 2 Sun Mar 2:00 first Sun Nov 2:00 30",
            "clock summer-time EDT recurring 2 Sun Mar 2:00 first Sun Nov 2:00 30",
        ),
        (
            "clock summer-time IDT date 27 mar 2026 02:00 october 25 2026 2:00",
            "clock summer-time IDT date Mar 27 2026 2:00 Oct 25 2026 2:00",
        ),
        (
            "clock summer-time IDT date Mar 27 2026 2:00 25 Oct 2026 2:00 120",
            "clock summer-time IDT date Mar 27 2026 2:00 Oct 25 2026 2:00 120",
        ),
    ],
)
def test_a_line_is_rendered_in_its_canonical_form_and_read_back(line: str, rendered: str) -> None:
    router = make()
    assert router.configure(line) == ""
    assert clock_lines(router) == [rendered]
    router.configure(rendered)
    assert clock_lines(router) == [rendered]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("clock timezone CET 24", "24"),
        ("clock timezone CET -24", "-24"),
        ("clock timezone CET 1 60", "60"),
        ("clock timezone CET 1 0 0", "0"),
        ("clock summer-time CEST recurring 5 Sun Mar 2:00 last Sun Oct 3:00", "5"),
        ("clock summer-time CEST recurring last S Mar 2:00 last Sun Oct 3:00", "S"),
        ("clock summer-time CEST recurring last Sun Ma 2:00 last Sun Oct 3:00", "Ma"),
        ("clock summer-time CEST recurring last Sun Mar 24:00 last Sun Oct 3:00", "24:00"),
        ("clock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00 1441", "1441"),
        ("clock summer-time CEST date Feb 29 2026 2:00 Oct 25 2026 3:00", "29"),
        ("clock summer-time CEST date Mar 28 2026 2:00 31 Nov 2026 3:00", "31"),
        ("clock foo", "foo"),
    ],
)
def test_the_caret_stands_under_what_no_clock_has(line: str, wrong: str) -> None:
    router = make()
    echo, caret, refusal = router.configure(line).splitlines()[:3]
    assert (echo, refusal) == (line, INVALID)
    assert caret.index("^") == f"{line} ".rindex(f" {wrong} ") + 1
    assert clock_lines(router) == []


@pytest.mark.parametrize(
    "line",
    [
        "clock timezone CET",
        "clock summer-time CEST",
        "clock summer-time CEST date",
        SUMMER.removesuffix(" 3:00"),
    ],
)
def test_a_line_that_lacks_words_is_incomplete(line: str) -> None:
    router = make()
    assert router.configure(line) == "% Incomplete command.\n\n"
    assert clock_lines(router) == []


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        ("clock timezone CET ?", ["  <-23 - 23>  hours"]),
        (
            "clock summer-time CEST ?",
            [
                "  date       Configure absolute summer time",
                "  recurring  Configure recurring summer time",
            ],
        ),
        (
            "clock summer-time CEST recurring ?",
            [
                "  first  First week of the month",
                "  last   Last week of the month",
                "  <1-4>  week",
                "  <cr>   <cr>",
            ],
        ),
        ("clock summer-time CEST recurring last ?", ["  DAY  weekday"]),
        ("clock summer-time CEST recurring last Sun ?", ["  MONTH  month"]),
        ("clock summer-time CEST recurring last Sun Mar ?", ["  hh:mm  start"]),
        ("clock summer-time CEST date ?", ["  <1-31>  date", "  MONTH   month"]),
    ],
)
def test_question_mark_says_what_may_follow(keys: str, rows: list[str]) -> None:
    screen = typed(make(), f"configure terminal\n{keys}", width=0).splitlines()
    at = screen.index(f"R1(config)#{keys}")
    assert screen[at + 1 : screen.index("", at)] == rows


def test_there_is_one_summer_time_and_one_zone_and_they_stand_together() -> None:
    router = make()
    router.configure(f"{SUMMER}\n{STANDARD}\nclock calendar-valid\nclock timezone EST -5")
    router.configure(
        "clock summer-time IDT date Mar 27 2026 2:00 Oct 25 2026 2:00\nclock summer-time EDT recurring"
    )
    assert clock_lines(router) == [
        "clock timezone EST -5 0",
        "clock summer-time EDT recurring",
        "clock calendar-valid",
    ]


@pytest.mark.parametrize("word", ["no", "default"])
@pytest.mark.parametrize("rest", ["", " X 5", " CET 1 0"])
def test_a_zone_is_taken_away_whatever_is_said_of_it(word: str, rest: str) -> None:
    router = make()
    router.configure(f"{STANDARD}\n{SUMMER}")
    router.configure(f"{word} clock timezone{rest}")
    assert clock_lines(router) == [SUMMER]
    router.configure(f"{word} clock summer-time{rest and ' X recurring'}")
    assert clock_lines(router) == []


def test_a_saved_configuration_with_both_lines_reloads_to_the_same() -> None:
    router = make()
    router.configure(f"{STANDARD}\n{SUMMER}")
    router.execute("write memory")
    before = router.running.find("clock")
    router.reload()
    assert [node.text for node in router.running.find("clock")] == [node.text for node in before]
    assert clock_lines(router) == [STANDARD, SUMMER]
