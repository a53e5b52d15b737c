from __future__ import annotations

from flexvpn.ios.change import changes_of
from flexvpn.ios.config import parse
from flexvpn.ios.edited import edited

RUNNING = """
username ann privilege 0 password 0 x
crypto ikev2 profile A
 match identity remote key-id one
 dpd 60 2 on-demand
interface Virtual-Template1 type tunnel
 ip mtu 1400
"""


def after(*lines: str) -> str:
    return edited(parse(RUNNING), changes_of(lines)).text()


def test_a_line_that_comes_is_there_below_its_parent() -> None:
    assert " ip mtu 1400\n ip nat inside\n" in after("interface Virtual-Template1", " ip nat inside")
    assert after("ip http server").endswith("ip http server\n")


def test_a_line_behind_a_no_is_gone_with_all_that_it_begins() -> None:
    assert "username" not in after("no username ann")
    assert "dpd" not in after("crypto ikev2 profile A", " no dpd")
    assert "key-id one" not in after("no crypto ikev2 profile A")
    assert "username ann" in after("no username an")


def test_a_parent_that_comes_again_stands_once() -> None:
    assert after("crypto ikev2 profile A", " dpd 60 2 on-demand") == edited(parse(RUNNING), ()).text()
    assert after("crypto ikev2 profile B", " dpd 9 2 periodic").count("crypto ikev2 profile") == 2
