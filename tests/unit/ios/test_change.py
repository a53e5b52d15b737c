"""The tree of changes: text is made of it last, and what was written down is read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.secrets import MASK
from flexvpn.ios.change import Change, added, changes_of, entered, lines_of, marks_of, removed
from flexvpn.ios.config import parse
from flexvpn.ios.remediation import Rules, remediate

RULES = Rules(one_value=(("interface ", "ip mtu "), ("crypto map ", "key ")), bare_no=((r"interface \S+",),))
ROUTER = """\
username ann privilege 0 password 0 x
interface Virtual-Template100 type tunnel
 ip mtu 1400
 shutdown
ip http server
no ip http secure-server
"""


def changes(running: str, intended: str) -> tuple[Change, ...]:
    remediation = remediate(parse(running), parse(intended), RULES)
    return remediation.changes + remediation.removals


def one(running: str, intended: str) -> Change:
    """The change that is made, or the only one below it."""
    (change,) = changes(running, intended)
    return change.below[0] if change.below else change


def test_a_new_block_is_added_with_all_that_is_in_it() -> None:
    assert changes("", "crypto ssl policy p\n no shutdown\n") == (
        added("crypto ssl policy p", (added("no shutdown"),)),
    )


def test_a_block_that_is_there_is_entered_and_not_added() -> None:
    assert changes("interface A\n ip mtu 1400\n", "interface A\n ip mtu 1400\n ip nat inside\n") == (
        entered("interface A", (added("ip nat inside"),)),
    )


def test_a_line_of_one_value_says_which_line_it_takes_the_place_of() -> None:
    assert one("interface A\n ip mtu 1400\n", "interface A\n ip mtu 1300\n") == Change(
        "ip mtu 1300", adds=True, replaces="ip mtu 1400"
    )


def test_a_line_that_goes_says_what_the_router_holds() -> None:
    block = "interface Virtual-Template100 type tunnel"
    assert one(f"{block}\n ip mtu 1400\n", "") == removed("interface Virtual-Template100", (block,))
    assert one(f"{block}\n ip mtu 1400\n", "").takes_away == "interface Virtual-Template100"


def test_a_setting_that_is_turned_off_is_added_and_takes_the_other_away() -> None:
    change = one("ip http server\n", "no ip http server\n")
    assert change == Change("no ip http server", adds=True, removes=("ip http server",))
    assert (change.mark, change.takes_away) == ("-", "")


def test_a_setting_that_goes_back_to_its_default_adds_nothing() -> None:
    change = one("interface A\n ip mtu 9\n no ip redirects\n", "interface A\n ip mtu 9\n")
    assert change == Change("ip redirects", removes=("no ip redirects",))
    assert (change.mark, change.takes_away) == ("+", "")


def test_no_secret_of_the_router_is_in_a_change() -> None:
    overwritten = one("crypto map m\n key 0 hunter2\n", "crypto map m\n key 0 other\n")
    gone = removed("username ann", ("username ann password 0 hunter2",))
    assert "hunter2" not in repr((overwritten, gone))
    assert overwritten.replaces == f"key 0 {MASK}"


@pytest.mark.parametrize(
    ("intended", "signs"),
    [
        ("crypto ssl policy p\n no shutdown\n", "++"),
        ("interface Virtual-Template100 type tunnel\n no shutdown\n", "+--"),
        ("interface Virtual-Template100 type tunnel\n ip mtu 1400\n shutdown\n no ip nat inside\n", "++"),
        ("no ip http server\n", "-"),
        ("ip http server\nip http secure-server\n", "+"),
    ],
)
def test_a_minus_stands_where_something_that_is_there_goes(intended: str, signs: str) -> None:
    names = {block.line.removeprefix("no ") for block in parse(intended)}
    running = "".join(
        f"{block.text()}\n" for block in parse(ROUTER) if block.line.removeprefix("no ") in names
    )
    assert marks_of(changes(running, intended)) == signs


def _indented(pairs: list[tuple[int, str]]) -> tuple[str, ...]:
    lines: list[str] = []
    deepest = 0
    for depth, words in pairs:
        lines.append(" " * min(depth, deepest) + words)
        deepest = min(depth, deepest) + 1
    return tuple(lines)


LINES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a", "no a", "no a b c", "b", "no b"]))).map(
    _indented
)


@given(LINES, st.data())
def test_lines_with_their_marks_survive_the_tree(lines: tuple[str, ...], data: st.DataObject) -> None:
    # No line but one behind a `no` can take something away.
    marks = "".join(
        data.draw(st.sampled_from("+-")) if line.lstrip().startswith("no ") else "+" for line in lines
    )
    tree = changes_of(lines, marks)
    assert (lines_of(tree), marks_of(tree)) == (lines, marks)


@given(LINES)
def test_without_marks_every_no_takes_something_away(lines: tuple[str, ...]) -> None:
    signs = ["-" if line.lstrip().startswith("no ") else "+" for line in lines]
    assert [*marks_of(changes_of(lines))] == signs


@given(st.lists(st.text(" ab", max_size=4)))
def test_lines_of_any_indent_are_read_back_as_they_were_written(lines: list[str]) -> None:
    assert lines_of(changes_of(lines)) == tuple(lines)


def test_marks_that_do_not_fit_the_lines_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        changes_of(("a", "b"), "+")
