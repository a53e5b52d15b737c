"""Debugs, event manager applets, CPU and command authorization: what `--debug` needs of a router."""

from __future__ import annotations

import pytest

from lab.clock import ManualClock
from lab.factory import fill
from lab.quirks import Quirks
from lab.router import Router
from lab.vpn.connect import connect
from tests.lab.console import typed
from tests.lab.vpn import document

APPLET = """\
event manager applet STOP
 event timer countdown time 90 maxrun 60
 action 1.0 cli command "enable"
 action 2.0 cli command "undebug all"
 action 3.0 cli command "configure terminal"
 action 4.0 cli command "no event manager applet STOP"
 action 5.0 cli command "end"
"""


def make(quirks: Quirks | None = None) -> Router:
    router = Router("R1", quirks=quirks, clock=ManualClock())
    fill(router, username="admin", password="lab-password", address="192.0.2.1")
    return router


def advance(router: Router, seconds: float) -> None:
    assert isinstance(router.clock, ManualClock)
    router.clock.advance(seconds)


def test_a_debug_says_that_it_is_on_until_all_are_turned_off() -> None:
    router = make()
    assert "IKEv2 error debugging is on" in typed(router, "debug crypto ikev2 error\n")
    shown = router.execute("show debugging")
    assert "IKEV2:\n  IKEv2 error debugging is on\n" in shown
    assert "General OS" not in shown
    assert router.execute("undebug all") == "All possible debugging has been turned off\n"
    assert "is on" not in router.execute("show debugging")


def test_a_debug_outlives_the_session_that_turned_it_on_and_not_a_reload() -> None:
    router = make()
    typed(router, "debug aaa authentication\nexit\n")
    assert "AAA Authentication debugging is on" in router.execute("show debugging")
    router.reload()
    assert "is on" not in router.execute("show debugging")


def test_an_applet_runs_when_its_countdown_ends_and_not_before() -> None:
    router = make()
    typed(router, "debug crypto ikev2\nconfigure terminal\n" + APPLET + "end\n")
    advance(router, 89)
    assert router.debugging.on == {"crypto ikev2"}
    advance(router, 1)
    assert router.debugging.on == set()


def test_an_applet_can_remove_itself() -> None:
    router = make()
    typed(router, "configure terminal\n" + APPLET + "end\n")
    assert "STOP" in router.execute("show event manager policy registered")
    advance(router, 90)
    assert "STOP" not in router.execute("show running-config")
    assert router.execute("show event manager policy registered") == ""


def test_an_applet_that_was_removed_does_not_run() -> None:
    router = make()
    typed(router, "debug crypto ikev2\nconfigure terminal\n" + APPLET + "end\n")
    typed(router, "configure terminal\nno event manager applet STOP\nend\n")
    advance(router, 500)
    assert router.debugging.on == {"crypto ikev2"}


def test_an_applet_that_was_saved_counts_down_again_after_a_reload() -> None:
    router = make()
    typed(router, "configure terminal\n" + APPLET + "end\nwrite memory\n")
    advance(router, 60)
    router.reload()
    advance(router, 60)
    assert router.eem.ran == []
    advance(router, 30)
    assert router.eem.ran == ["STOP"]


def test_an_image_without_the_event_manager_knows_no_applet() -> None:
    router = make(Quirks(event_manager=False))
    assert "% Invalid input" in typed(router, "configure terminal\nevent manager applet STOP\n")
    assert "% Invalid input" in router.execute("show event manager policy registered")


def test_command_authorization_refuses_what_nobody_answers_for() -> None:
    router = make()
    router.configure("aaa new-model\naaa authorization commands 15 default group tacacs+\n")
    assert "Command authorization failed." in typed(router, "debug crypto ikev2\n")
    assert router.debugging.on == set()


@pytest.mark.parametrize(
    ("methods", "left"),
    [("local", {"crypto ikev2"}), ("if-authenticated", {"crypto ikev2"}), ("none", set())],
)
def test_command_authorization_applies_to_an_applet_which_is_no_user(methods: str, left: set[str]) -> None:
    router = make()
    router.configure(f"aaa new-model\naaa authorization commands 15 default {methods}\n")
    typed(router, "debug crypto ikev2\nconfigure terminal\n" + APPLET + "end\n")
    assert router.debugging.on == {"crypto ikev2"}
    advance(router, 90)
    assert router.debugging.on == left


def test_a_list_of_another_name_applies_to_the_lines_that_name_it() -> None:
    router = make()
    router.configure("aaa new-model\naaa authorization commands 15 STRICT group tacacs+\n")
    assert "failed" not in typed(router, "debug crypto ikev2\n")
    router.configure("line vty 0 4\n authorization commands 15 STRICT\n")
    assert "Command authorization failed." in typed(router, "undebug all\n")


def test_the_cpu_is_as_busy_as_a_test_says() -> None:
    router = make()
    router.load.five_seconds = 91
    assert "CPU utilization for five seconds: 91%/0%;" in router.execute("show processes cpu")


def test_a_log_in_is_traced_into_the_log_and_to_whoever_monitors() -> None:
    router = document.router()
    assert not [entry for entry in router.log if not entry.mnemonic]
    typed(router, "debug crypto ikev2\n")
    assert connect(router, document.client()).connected
    lines = [entry.text for entry in router.log if not entry.mnemonic]
    assert any("Searching policy based on peer's identity" in line for line in lines)
    assert not any("AAA/" in line for line in lines)


def test_a_condition_on_a_peer_keeps_others_out_of_the_trace() -> None:
    router = document.router()
    typed(router, "debug crypto condition peer ipv4 203.0.113.9\ndebug crypto ikev2\n")
    connect(router, document.client())
    assert not [entry for entry in router.log if not entry.mnemonic]


def test_a_condition_on_a_user_matches_once_he_is_named_or_with_what_is_unmatched() -> None:
    router = document.router()
    typed(router, "debug crypto condition peer username test\ndebug crypto ikev2\n")
    connect(router, document.client())
    after = len([entry for entry in router.log if not entry.mnemonic])
    typed(router, "debug crypto condition unmatched ikev2\n")
    router.log.clear()
    connect(router, document.client())
    assert 0 < after < len([entry for entry in router.log if not entry.mnemonic])


def test_a_packet_debug_shows_what_the_client_typed() -> None:
    router = document.router()
    typed(router, "debug crypto ikev2 packet\n")
    connect(router, document.client())
    assert any("<password>cisco123</password>" in entry.text for entry in router.log)
