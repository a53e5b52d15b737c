from __future__ import annotations

import re
from pathlib import Path

import pytest

from flexvpn.ios.line import bare, begins, is_no, negated, path_of, shown

ROOT = Path(__file__).parents[3]
POLARITY = re.compile(r"""(startswith|removeprefix)\(\(?f?["']no |["']no ["']""")


@pytest.mark.parametrize("line", ["ip http server", "no ip http server", "notify", "node 1"])
def test_a_line_and_its_opposite_are_about_the_same(line: str) -> None:
    assert negated(negated(line)) == line
    assert bare(negated(line)) == bare(line)
    assert is_no(negated(line)) != is_no(line)


def test_a_line_begins_with_whole_words_only() -> None:
    assert begins("username ann password 0 x", "username ann")
    assert begins("username ann", "username ann")
    assert not begins("username anna", "username ann")


@pytest.mark.parametrize("path", [("aaa new-model",), ("interface Loopback1", "ip mtu 1400")])
def test_a_line_with_its_block_is_read_back_from_what_is_shown(path: tuple[str, ...]) -> None:
    assert path_of(shown(path)) == path


def test_no_module_but_one_looks_for_a_no_before_a_line() -> None:
    """What reads a router's answers, or a ticket, has lines of another kind."""
    modules = [path for room in ("flexvpn", "tasks") for path in (ROOT / room).rglob("*.py")]
    looking = {
        str(path.relative_to(ROOT))
        for path in modules
        if path.parent.name not in {"facts", "tickets"} and POLARITY.search(path.read_text(encoding="utf-8"))
    }
    assert looking == {"flexvpn/ios/line.py"}
