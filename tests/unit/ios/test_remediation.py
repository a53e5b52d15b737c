"""The lines that take a router to its intent, and the outages that their order prevents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.change import lines_of
from flexvpn.ios.config import parse
from flexvpn.ios.remediation import Rules, remediate

POLICY = Rules(
    one_value=(
        ("crypto ikev2 authorization policy ", "pool "),
        ("crypto ikev2 authorization policy ", "dns "),
    ),
    ordered=(("ip access-list ",),),
    bare_no=((r"interface Virtual-Template\d+",),),
)


NOTHING: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def change(
    running: str, intended: str, implied: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that are sent: changes, then removals."""
    remediation = remediate(parse(running), parse(intended), POLICY, implied)
    return lines_of(remediation.changes), lines_of(remediation.removals)


def test_a_pool_is_replaced_in_place_never_taken_away_first() -> None:
    """`no pool` first would leave every client that logs in meanwhile without an address."""
    assert change(
        "crypto ikev2 authorization policy p\n pool A\n", "crypto ikev2 authorization policy p\n pool B\n"
    ) == (("crypto ikev2 authorization policy p", " pool B"), ())


def test_what_left_the_intent_goes_last_and_apart() -> None:
    result = change("ip local pool OLD 192.0.2.1\n", "ip local pool NEW 192.0.2.9\n")
    assert result == (("ip local pool NEW 192.0.2.9",), ("no ip local pool OLD 192.0.2.1",))


def test_a_setting_that_must_be_off_is_a_change_not_a_removal() -> None:
    assert change("ip http server\n", "no ip http server\n") == (("no ip http server",), ())


def test_lines_that_ios_xe_adds_by_itself_do_not_count() -> None:
    running = "crypto ipsec transform-set TS esp-aes 256\n mode tunnel\n hash sha256\n"
    assert (
        change(running, "crypto ipsec transform-set TS esp-aes 256\n mode tunnel\n", ("hash .*",)) == NOTHING
    )


def test_the_order_in_which_ios_xe_prints_children_does_not_count() -> None:
    assert (
        change(
            "crypto ikev2 profile p\n authentication remote anyconnect-eap aggregate\n authentication local rsa-sig\n",
            "crypto ikev2 profile p\n authentication local rsa-sig\n authentication remote anyconnect-eap aggregate\n",
        )
        == NOTHING
    )


def test_the_order_of_an_access_list_counts() -> None:
    changes, _ = change(
        "ip access-list standard s\n permit 10.0.0.0\n deny any\n",
        "ip access-list standard s\n deny any\n permit 10.0.0.0\n",
    )
    assert changes[:2] == ("no ip access-list standard s", "ip access-list standard s")
    assert [line.strip() for line in changes[2:]] == ["deny any", "permit 10.0.0.0"]


def test_no_interface_names_the_interface_only() -> None:
    result = change("interface Virtual-Template100 type tunnel\n ip mtu 1400\n", "")
    assert result == ((), ("no interface Virtual-Template100",))


LINES = st.lists(
    st.sampled_from(["pool A", "pool B", "dns 10.0.1.1", "netmask 255.255.255.0", "pfs"]), unique=True
)


@given(LINES)
def test_a_compliant_router_is_sent_nothing(children: list[str]) -> None:
    text = "\n".join(["crypto ikev2 authorization policy p", *(f" {child}" for child in children)])
    assert change(text, text) == NOTHING
