"""Which lines of a running-config are ours."""

from __future__ import annotations

from flexvpn.ios.claims import Line, LinePrefix, Named, Setting, Whole, Within, owned
from flexvpn.ios.config import parse

ROUTER = parse("""
aaa new-model
ip http server
no ip http secure-server
ip local pool ACPool 192.168.10.5 192.168.10.10
ip local pool ACPool2 192.168.20.5
username test privilege 0 password 0 x
username operator privilege 15 secret 9 y
crypto ikev2 profile AnyConnect-EAP
 virtual-template 100
crypto ikev2 profile AnyConnect-EAP-2
 virtual-template 101
interface GigabitEthernet1
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
""")


def lines(*claims: object) -> list[str]:
    picked = owned(ROUTER, claims)  # type: ignore[arg-type]
    return [text for block in picked for text in (block.line, *block.children)]


def test_a_line_is_ours_exactly() -> None:
    assert lines(Line("aaa new-model")) == ["aaa new-model"]


def test_a_setting_is_ours_in_either_polarity() -> None:
    assert lines(Setting("ip http server"), Setting("ip http secure-server")) == [
        "ip http server",
        "no ip http secure-server",
    ]


def test_a_prefix_ends_at_a_word() -> None:
    assert lines(LinePrefix("ip local pool {name} ").named("ACPool")) == [
        "ip local pool ACPool 192.168.10.5 192.168.10.10"
    ]


def test_a_whole_block_is_not_the_block_of_a_longer_name() -> None:
    assert lines(Whole("crypto ikev2 profile {name}").named("AnyConnect-EAP")) == [
        "crypto ikev2 profile AnyConnect-EAP",
        "virtual-template 100",
    ]


def test_under_a_parent_that_is_not_ours_only_our_children_are() -> None:
    assert lines(Within("interface {name}", ("ip nat outside",)).named("GigabitEthernet1")) == [
        "interface GigabitEthernet1",
        "ip nat outside",
    ]


def test_a_parent_without_our_children_is_not_picked_at_all() -> None:
    assert lines(Within("interface GigabitEthernet1", ("ip mtu ",))) == []


def test_one_claim_serves_many_users() -> None:
    assert lines(Named("username", frozenset({"test", "absent"}))) == [
        "username test privilege 0 password 0 x"
    ]


def test_nothing_is_ours_without_a_claim() -> None:
    assert lines() == []
