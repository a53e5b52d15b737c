"""What is not ours and in our way is reported; what took our place is replaced; all else says nothing."""

from __future__ import annotations

from commands.drift.text import drift_text
from flexvpn.drift.comparison import find_drift
from flexvpn.ios.config import parse
from flexvpn.ios.contextual import differing_lines
from flexvpn.report.layout import plain
from flexvpn.router.conflicts import conflicts
from flexvpn.router.inspection import Inspection
from tests.builders import headend
from tests.unit.checks.router import ANSWERS, NOW, Router

RULE = "ip nat inside source list NAT interface GigabitEthernet1 overload\n"
COMMAND = "show archive config differences nvram:startup-config system:running-config"


def drift(router: Router, answers: dict[str, str] | None = None) -> str:
    inspection = Inspection("edge", router.observation, answers or {})
    return plain(drift_text(find_drift(router.intent, router.materials, inspection, NOW)))


def test_another_rule_on_our_list_is_reported_and_not_removed() -> None:
    other = "ip nat inside source list NAT pool THEIRS overload"
    router = Router(headend(nat={})).having(f"{other}\n")
    (conflict,) = conflicts(router.intent, parse(router.config))
    assert conflict.line == other
    text = drift(router)
    assert f"not ours, and in our way: {other}" in text
    assert f"- no {other}" not in text


def test_a_rule_in_the_place_of_ours_is_replaced() -> None:
    router = Router(headend(nat={}))
    router = Router(
        router.intent, router.config.replace(RULE, "ip nat inside source list NAT pool X overload\n")
    )
    assert conflicts(router.intent, parse(router.config)) == ()
    assert "- no ip nat inside source list NAT pool X overload" in drift(router)


def test_rules_on_other_lists_are_nobodys_business() -> None:
    router = Router(headend(nat={})).having("ip nat inside source list THEIRS interface Gi2 overload\n")
    assert "in sync" in drift(router)


def test_another_profile_with_our_key_id_is_reported() -> None:
    router = Router().having(
        "crypto ikev2 profile Theirs\n match identity remote key-id *$AnyConnectClient$*\n"
    )
    assert "not ours, and in our way: crypto ikev2 profile Theirs" in drift(router)


def test_another_profile_with_another_key_id_is_not() -> None:
    assert "in sync" in drift(
        Router().having("crypto ikev2 profile Theirs\n match identity remote key-id x\n")
    )


def test_both_ways_of_writing_a_difference_are_read_alike() -> None:
    behind = [
        "policy-map WAN",
        " +class mail",
        "  +police rate percent 20",
        "+hostname x",
        "interface Gi1",
        " -shutdown",
    ]
    before = [
        " policy-map WAN",
        "+ class mail",
        "+  police rate percent 20",
        "+hostname x",
        " interface Gi1",
        "- shutdown",
    ]
    read = [(change.sign, change.path) for change in differing_lines(behind)]
    assert read == [(change.sign, change.path) for change in differing_lines(before)]
    assert read == [
        ("+", ("policy-map WAN", "class mail")),
        ("+", ("policy-map WAN", "class mail", "police rate percent 20")),
        ("+", ("hostname x",)),
        ("-", ("interface Gi1", "shutdown")),
    ]


def unsaved(*lines: str) -> str:
    text = "\n".join(("!Contextual Config Diffs:", *lines, ""))
    return drift(Router(), {**ANSWERS, COMMAND: text})


def test_a_line_of_ours_that_is_not_saved_is_drift() -> None:
    text = unsaved("+ip local pool ACPool 192.168.10.5 192.168.10.10")
    assert "edge: drift\n  not saved: the next reload would undo it\n    + ip local pool ACPool" in text


def test_lines_of_others_that_are_not_saved_are_counted() -> None:
    text = unsaved("+interface Loopback7", " +ip address 10.7.7.7 255.255.255.255")
    assert "edge: in sync" in text
    assert "note: 2 unsaved lines that are not ours" in text


def test_certificate_chains_clocks_and_our_own_applet_are_no_difference() -> None:
    text = unsaved(
        "crypto pki certificate chain IKEv2-TP",
        " -certificate 03 nvram:x#3.cer",
        "+ntp clock-period 17179",
        "+event manager applet headend-undebug",
        " +event timer countdown time 60",
    )
    assert "edge: in sync" in text
    assert "unsaved" not in text


def test_no_answer_about_startup_config_is_said_and_is_not_all_is_saved() -> None:
    text = unsaved("%Error opening nvram:/startup-config (No such file or directory)")
    assert "whether everything is saved cannot be told" in text


def test_secrets_of_unsaved_lines_are_withheld() -> None:
    text = unsaved("+username test privilege 0 password 0 canary")
    assert "canary" not in text
    assert "username test" in text
