from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.config import parse
from flexvpn.ios.marks import marks

RUNNING = parse(
    """\
username ann privilege 0 password 0 x
interface Virtual-Template100 type tunnel
 ip mtu 1400
 shutdown
ip http server
"""
)


@pytest.mark.parametrize(
    ("lines", "signs"),
    [
        (("crypto ssl policy p", " no shutdown"), "++"),
        (("interface Virtual-Template100", " no ip mtu 1400", " no shutdown"), "+--"),
        (("interface Virtual-Template100 type tunnel", " no ip nat inside"), "++"),
        (("no ip http server",), "-"),
        (("no ip http secure-server",), "+"),
        (("no username ann", "username ann privilege 0 password 0 y"), "-+"),
        (("no username anna",), "+"),
        (("no interface Virtual-Template100",), "-"),
    ],
)
def test_a_minus_stands_where_something_that_is_there_goes(lines: tuple[str, ...], signs: str) -> None:
    assert marks(lines, RUNNING) == signs


@given(st.lists(st.sampled_from(["no a", "a", " no b", " b", "no a b c", "c"])))
def test_every_line_has_one_sign(lines: list[str]) -> None:
    assert len(marks(lines, parse("a\n b\n"))) == len(lines)
