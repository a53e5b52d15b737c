"""The figures in docs/architecture.md are those of the code as it is, and the goal for the domain holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contrib.figures import PAGE, Figures, measure, table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(ROOT)


def test_the_page_shows_what_the_command_counts_now(figures: Figures) -> None:
    now = [int(number) for number in re.findall(r"\| (\d+) \|$", PAGE.read_text(), re.MULTILINE)]
    printed = [int(number) for number in re.findall(r"\| (\d+) \|$", table(figures, figures), re.MULTILINE)]
    assert now == printed, "`make figures` writes them"


def test_the_domain_keeps_to_fifteen_rooms_sixty_arrows_and_no_circle(figures: Figures) -> None:
    assert figures.rooms <= 15
    assert figures.arrows <= 60
    assert figures.loose == 0
    assert figures.room_circles == figures.module_circles == 0


def test_a_circle_is_counted(tmp_path: Path) -> None:
    for name, text in {
        "__init__": "",
        "one/__init__": "",
        "one/a": "from house.two import b",
        "two/__init__": "",
        "two/b": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.one import a\n",
        "alone": "",
    }.items():
        file = tmp_path / "house" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert measure(tmp_path, "house") == Figures(
        modules=3, loose=1, rooms=3, arrows=2, module_circles=2, room_circles=2
    )
