"""What stands below many headends never counts one that nobody could ask."""

from __future__ import annotations

import pytest

from flexvpn.report.fleet_line import fleet_line


@pytest.mark.parametrize(
    ("differ", "done", "asked", "said"),
    [
        (0, 2, 2, "every headend is in sync"),
        (1, 2, 2, "1 of 2 headends drifted"),
        (1, 2, 3, "1 of 2 headends drifted, 1 more could not be asked"),
        (1, 1, 2, "1 of 1 headend drifted, 1 more could not be asked"),
        (0, 1, 2, "1 of 2 headends in sync, the others could not be asked"),
        (1, 1, 1, None),
        (0, 0, 2, None),
        (1, 2, 0, "1 of 2 headends drifted"),
    ],
)
def test_the_line_below(differ: int, done: int, asked: int, said: str | None) -> None:
    lines = fleet_line(differ, done, asked, word="drifted", same="in sync")
    assert [line.text for line in lines] == ([] if said is None else [said])
