"""Why a router may not be debugged now, and what turns its debugs off."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from flexvpn.facts.debugs import Debug, Policy
from flexvpn.facts.processes import Load
from flexvpn.facts.users import LineUser
from flexvpn.ios.config import parse
from flexvpn.router.debugs import (
    APPLET,
    APPLET_LINE,
    BUSY,
    Condition,
    Router,
    applet,
    left_behind,
    reasons_against,
)

IDLE = Load(five_seconds=2, interrupts=0, minute=3, five_minutes=3)
FIT = Router(config=parse("line vty 0 4\n login local\n"), load=IDLE, debugs=(), policies=(), users=())


def on_line(number: int) -> LineUser:
    return LineUser(
        f"vty {number}", number + 2, current=False, user="admin", hosts=None, idle=None, location=None
    )


def configured(text: str) -> Router:
    return replace(FIT, config=parse(f"{text}line vty 0 4\n login local\n"))


def test_an_idle_router_with_an_event_manager_is_fit() -> None:
    assert reasons_against(FIT) == ()


def test_every_reason_is_given_at_once() -> None:
    load = replace(IDLE, minute=BUSY)
    router = replace(
        configured("aaa authorization commands 15 default group tacacs+\n"),
        load=load,
        policies=None,
        debugs=(Debug("ICMP packet"),),
    )
    assert len(reasons_against(router)) == 4


@pytest.mark.parametrize("span", ["five_seconds", "minute", "five_minutes"])
def test_a_peak_in_any_span_is_busy(span: str) -> None:
    assert reasons_against(replace(FIT, load=replace(IDLE, **{span: BUSY})))
    assert not reasons_against(replace(FIT, load=replace(IDLE, **{span: BUSY - 1})))


@pytest.mark.parametrize(
    ("lines", "blocked"),
    [
        ("aaa authorization commands 15 default local \n", True),
        ("aaa authorization commands 1 default group tacacs+ none\n", True),
        ("aaa authorization commands 15 default none\n", False),
        ("aaa authorization commands 15 OTHER local\n", False),
        ("aaa authorization exec default local\naaa authorization network N local\n", False),
        ("aaa authorization config-commands\n", False),
    ],
)
def test_a_list_that_an_applet_would_have_to_pass_is_a_reason(lines: str, blocked: bool) -> None:  # noqa: FBT001
    assert bool(reasons_against(configured(lines))) is blocked


def test_a_named_list_counts_on_the_lines_that_name_it() -> None:
    text = "aaa authorization commands 15 STRICT local\nline vty 0 4\n authorization commands 15 STRICT\n"
    assert any("STRICT" in reason for reason in reasons_against(replace(FIT, config=parse(text))))


@pytest.mark.parametrize(("used", "blocked"), [(4, False), (5, True)])
def test_an_applet_needs_a_terminal_line(used: int, blocked: bool) -> None:  # noqa: FBT001
    router = replace(FIT, users=tuple(on_line(number) for number in range(used)))
    assert bool(reasons_against(router)) is blocked


def test_our_own_applet_is_another_run_whose_debugs_are_not_somebody_elses() -> None:
    router = replace(
        FIT, policies=(Policy(APPLET, "applet", "timer countdown", 60.0),), debugs=(Debug("IKEv2"),)
    )
    (reason,) = reasons_against(router)
    assert "another run" in reason


def test_the_applet_ends_debugs_before_it_removes_itself_and_saves_nothing() -> None:
    lines = applet(90)
    commands = [line.split('"')[1] for line in lines if "cli command" in line]
    assert lines[0] == APPLET_LINE
    assert " event timer countdown time 90 maxrun 60" in lines
    assert commands.index("undebug all") < commands.index(f"no {APPLET_LINE}")
    assert not any(command.startswith(("write", "copy")) for command in commands)
    assert [line.split()[1] for line in lines[2:]] == sorted(line.split()[1] for line in lines[2:])


def test_the_applet_is_found_as_iosxe_prints_it() -> None:
    assert left_behind(parse("\n".join(applet(90))))
    assert left_behind(parse(f"{APPLET_LINE} authorization bypass\n"))
    assert not left_behind(parse("event manager applet NIGHTLY\n"))


def test_a_condition_on_a_user_shows_too_what_cannot_be_matched_yet() -> None:
    assert Condition(peer=IPv4Address("192.0.2.100"), user="test").lines() == (
        "debug crypto condition peer ipv4 192.0.2.100",
        "debug crypto condition peer username test",
        "debug crypto condition unmatched ikev2",
    )
    assert Condition().lines() == ()
    assert str(Condition()) == "everybody"
    assert str(Condition(IPv4Address("192.0.2.100"), "test")) == "user test or peer 192.0.2.100"
