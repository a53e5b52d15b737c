"""What somebody types who knows IOS-XE: aliases, abbreviated arguments, keys, and commands that every router has."""

from __future__ import annotations

import re

import pytest

from lab.clock import ManualClock
from lab.idle import IdleTimer
from lab.session import Session
from tests.lab.console import make, session_of, typed

INVALID = "% Invalid input detected at '^' marker."


def caret(keys: str) -> int:
    """The column of the first caret on the screen, counted from the end of the prompt."""
    rows = typed(make(name="iris-c8kv-101", release="17.15.5"), keys).splitlines()
    at = next(index for index, row in enumerate(rows) if row.strip() == "^")
    assert rows[at + 1] == INVALID
    return rows[at].index("^") - re.match(r"[^#>]*[#>]", rows[at - 1]).end()  # type: ignore[union-attr]


# The first is recorded: iris-c8kv-101(config)#, a blank, and the caret in column 27.
@pytest.mark.parametrize(
    ("keys", "column"),
    [
        ("conf t\n app-resource profile custom\n", 5),
        ("show verxion\n", 8),
        # Recorded on 17.12.1 below privilege 15: the caret is under the `u`.
        ("disable\nshow running-config\n", 6),
        ("conf t\ncrypto ikev2 profilex Y\n", 20),
        ("show run interface Loopback 101\n", 28),
        ("show run int Lo101\n", 15),
        ("conf t\ninterface gi7\n", 12),
        ("conf t\nno interface Loopback7\n", 21),
        ("conf t\nip route 10.0.0.300 255.0.0.0 Null0\n", 9),
        ("conf t\ninterface gi1\n crypto ikev2 profilex Y\n", 21),
    ],
)
def test_the_caret_stands_under_the_first_character_that_nothing_continues(keys: str, column: int) -> None:
    assert caret(keys) == column


def test_an_alias_does_not_move_the_caret() -> None:
    rows = typed(make(), "s verx\n").splitlines()
    assert rows[1].index("^") == rows[0].index("x")


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("s ver\n", "Cisco IOS XE Software"),
        ("u all\n", "All possible debugging has been turned off"),
        ("w\n", "% No connections open"),
        ("who\n", "Interface    User"),
        ("show int desc\n", "Gi2                            admin down"),
        ("show int gi 1 desc\n", "Gi1                            up"),
        ("show ip int br gi2\n", "administratively down"),
        ("show run al | i ip cef\n", "ip cef"),
        ("show run view full | i ^hostname\n", "hostname R1"),
        ("show run aaa user\n", "username admin privilege 15"),
        ("show ip ro\n", "S*    0.0.0.0/0 [1/0] via 192.0.2.254"),
        ("show arp\n", "Internet  192.0.2.1 "),
        ("show ntp stat\n", "%NTP is not enabled."),
        ("ping 192.0.2.1\n", "Success rate is 100 percent (5/5)"),
        ("ping 192.0.2.77 repeat 3\n", "Success rate is 0 percent (0/3)"),
        ("ping\n\n192.0.2.1\n2\n\n\n\n\n", "Success rate is 100 percent (2/2)"),
        ("ping nobody\n", "% Unrecognized host or address, or protocol not running."),
        ("traceroute 192.0.2.1\n", "  1 192.0.2.1 1 msec"),
        ("telnet 192.0.2.9\n", "% Destination unreachable; gateway or host down"),
        ("show tech ipsec | i username\n", "username admin privilege 15 secret 9 <removed>"),
        ("conf\nx\n", '?Must be "terminal", "memory" or "network"'),
        ("show crypto ikev2 stats rec\n", "Reconnect capable active session count: 0"),
        ("show crypto isa sa\n", "IPv4 Crypto ISAKMP SA"),
        ("debug crypto pki t\n", "Crypto PKI Trans debugging is on"),
    ],
)
def test_what_an_operator_types_is_known(keys: str, wanted: str) -> None:
    router = make()
    assert wanted in typed(router, keys)
    assert not router.unknown


def test_an_alias_of_the_configuration_is_one() -> None:
    assert "Gi2  " in typed(make(), "conf t\nalias exec sid show interfaces description\nend\nsid\n")


def test_a_vpn_client_has_a_host_route_and_answers() -> None:
    from lab.vpn.connect import connect_many
    from tests.lab.vpn.document import MAIN, client, router

    headend = router(MAIN)
    connect_many(headend, client(), 1)
    assert "S        192.168.10.5 is directly connected, Virtual-Access1" in headend.execute("show ip route")
    assert "!!!!!" in headend.execute("ping 192.168.10.5")


def test_an_interface_goes_back_to_its_default_and_stays_up() -> None:
    router = make()
    screen = typed(router, "conf t\ninterface gi1\nip mtu 1400\ndescription x\ndefault interface gi1\nend\n")
    assert "Interface GigabitEthernet1 set to default configuration\n" in screen
    shown = router.execute("show running-config interface GigabitEthernet1")
    assert (
        "interface GigabitEthernet1\n no ip address\n negotiation auto\n no mop enabled\n no mop sysid\nend"
        in shown
    )


def test_default_of_an_address_is_no_address() -> None:
    router = make()
    typed(router, "conf t\ninterface gi1\ndefault ip address\ndefault negotiation auto\nend\n")
    shown = router.execute("show running-config interface GigabitEthernet1")
    assert "\n no ip address\n" in shown
    assert "negotiation" not in shown


def test_ctrl_z_takes_the_line_that_it_ends() -> None:
    router = make()
    screen = typed(router, "conf t\nip host box 192.0.2.9\x1ashow clock\n")
    assert router.running.has("ip host box 192.0.2.9")
    assert "R1(config)#ip host box 192.0.2.9^Z\nR1#show clock\n" in screen


def test_what_do_prints_in_configuration_mode_fills_pages() -> None:
    assert " --More-- " in typed(make(), "conf t\ndo show version\n ", length=24)


def test_question_mark_fills_pages() -> None:
    screen = typed(make(), "show ?", length=24)
    assert screen.count(" --More-- ") == 1


@pytest.mark.parametrize(
    ("key", "more"), [(" ", True), ("\r", True), ("q", False), ("x", False), ("\x03", False)]
)
def test_blank_and_enter_go_on_at_more_and_any_other_key_stops(key: str, more: bool) -> None:  # noqa: FBT001 - a case
    screen = typed(make(), f"show version\n{key}", length=10)
    assert (screen.count(" --More-- ") == 2) is more


def test_the_history_holds_twenty_lines_unless_it_is_told_otherwise() -> None:
    _, session = session_of(make(), "".join(f"ping 192.0.2.{n}\n" for n in range(30)))
    assert session.history[0] == "ping 192.0.2.10"
    _, session = session_of(make(), "terminal history size 5\n" + "show clock\n" * 30)
    assert len(session.history) == 5


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ("clock show\x1bb\x14\x01", "clockshow"),
        ("version\x01show \x05 \x7f", "show version"),
        ("show clocks version\x1bb\x1bb\x1bd", "show  version"),
        ("show version\x17\x19", "show version"),
        ("shwo\x02\x14", "show"),
        ("one two\x01\x1bf\x0b", "one"),
    ],
)
def test_lines_are_edited_by_word_and_from_what_was_cut(keys: str, line: str) -> None:
    _, session = session_of(make(), keys + "\n")
    assert session.history[-1].replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize(
    "line",
    [
        "no ip", "no ip domain", "no ip local pool", "no banner", "no crypto", "no aaa authentication", "no username",
        "no interface", "default interface", "no line", "no crypto pki trustpoint", "no ip route", "no",
    ],
)  # fmt: skip
def test_a_negation_that_names_nothing_is_incomplete_and_takes_nothing_away(line: str) -> None:
    router = make()
    before = list(router.running.lines())
    assert "% Incomplete command.\n" in typed(router, f"conf t\n{line}\n")
    assert list(router.running.lines()) == before


@pytest.mark.parametrize("line", ["no aaa group-x", "no route-map RM", "no crypto map M", "no alias exec x"])
def test_no_of_what_is_not_there_leaves_no_trace(line: str) -> None:
    router = make()
    before = list(router.running.lines())
    typed(router, f"conf t\n{line}\n")
    assert list(router.running.lines()) == before


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("no ip http client secure-trustpoint IRIS", '% There is no "IRIS" trustpoint to delete.'),
        ("no logging discriminator IRISQ", "Specified MD by the name IRISQ does not exist."),
        ("no crypto pki trustpoint IRIS", "% Can't find policy IRIS"),
    ],
)
def test_no_of_some_things_that_are_not_there_is_answered_as_recorded(line: str, answer: str) -> None:
    assert f"{line}\n{answer}\n" in typed(make(), f"conf t\n{line}\n")


def test_no_of_a_name_takes_all_its_entries() -> None:
    router = make()
    router.configure("route-map RM permit 10\nroute-map RM deny 20\nroute-map RN permit 10\nno route-map RM")
    assert [node.text for node in router.running.find("route-map")] == ["route-map RN permit 10"]


def test_a_switch_that_is_turned_off_shows_that() -> None:
    router = make()
    router.configure("no ip source-route")
    assert router.running.has("no ip source-route")


def last_row(screen: str) -> str:
    """What stands in the last row once the backspaces have moved the cursor."""
    row, column = "", 0
    for character in screen.rpartition("\n")[2]:
        if character == "\b":
            column -= 1
        else:
            row, column = row[:column] + character + row[column + 1 :], column + 1
    return row


def test_a_line_too_wide_for_the_terminal_is_seen_through_a_window() -> None:
    wide = "show running-config | include " + "abcdefghij" * 6
    end = last_row(typed(make(), wide, width=80)).rstrip()
    assert end == "R1#$ include " + "abcdefghij" * 6
    start = last_row(typed(make(), wide + "\x01", width=80)).rstrip()
    assert start == "R1#" + wide[:75] + "$"
    assert len(start) < 80
    changed = last_row(typed(make(), wide + "\x01\x0bshow clock", width=80)).rstrip()
    assert changed == "R1#show clock"


def test_question_mark_says_what_each_word_is() -> None:
    assert "\n  show        Show running system information\n" in typed(make(), "?")
    assert "\n  section   Filter a section of output\n" in typed(make(), "show run | ?")
    assert "\n  |     Output modifiers\n  <cr>  <cr>\n" in typed(make(), "show version ?")
    assert "\n  Loopback              Loopback interface\n" in typed(make(), "conf t\ninterface ?")
    assert "show run | include " in typed(make(), "show run | inc\t")


@pytest.mark.parametrize(("user", "level"), [("", 15), (" privilege 5", 5)])
@pytest.mark.parametrize("aaa", [False, True])
def test_a_user_without_a_privilege_lands_at_the_lines(user: str, level: int, aaa: bool) -> None:  # noqa: FBT001 - a case
    router = make()
    model = "aaa new-model\naaa authorization exec default local\n" if aaa else ""
    router.configure(f"{model}username bob{user} password 0 secret-1\nline vty 0 4\n privilege level 15")
    assert router.accounts.exec_privilege(router.line_config(2), "bob") == level


def test_the_configuration_log_begins_with_the_line_that_turns_it_on() -> None:
    router = make()
    typed(router, "conf t\nhostname early\narchive\nlog config\nlogging enable\nexit\nhostname late\nend\n")
    logged = [
        line.rpartition("|")[2] for line in router.execute("show archive log config all").splitlines()[1:]
    ]
    assert logged[0] == "logging enable"
    assert "hostname late" in logged
    assert "hostname early" not in logged


def test_a_reload_that_is_set_for_later_happens_unless_it_is_cancelled() -> None:
    clock = ManualClock()
    router = make(clock=clock)
    screen = typed(router, "reload in 5\n\nshow reload\n")
    assert "(in 5 minutes) by admin on vty0\nProceed with reload? [confirm]\n" in screen
    assert screen.count("Reload scheduled for") == 2
    clock.advance(299)
    assert router.counters.reloads == 0
    assert "%No reload is scheduled" not in typed(router, "reload cancel\n")
    clock.advance(60)
    assert router.counters.reloads == 0
    typed(router, "reload in 0:10 back\n\n")
    clock.advance(601)
    assert router.counters.reloads == 1
    assert "No reload is scheduled." in router.execute("show reload")


def test_reload_wants_yes_or_no_and_takes_nothing_else() -> None:
    screen = typed(make(), "conf t\nhostname R1\nip host x 192.0.2.9\nend\nreload\n\nno\nn")
    assert "[yes/no]: \n% Please answer 'yes' or 'no'.\nSystem configuration has been modified." in screen


@pytest.mark.parametrize(("algorithm", "start"), [("md5", "5 $1$"), ("sha256", "8 $8$"), ("scrypt", "9 $9$")])
def test_a_secret_may_name_its_algorithm(algorithm: str, start: str) -> None:
    router = make()
    router.configure(f"username bob privilege 2 algorithm-type {algorithm} secret pw-1\n")
    router.configure(f"enable algorithm-type {algorithm} secret pw-2\n")
    assert str(router.running.value("username bob privilege 2 secret")).startswith(start)
    assert router.accounts.verify_local("bob", "pw-1")
    assert not router.accounts.verify_local("bob", "pw-2")
    assert router.accounts.verify_enable("pw-2")


@pytest.mark.parametrize(
    "line", ["username bob secret 9 pw", "username bob secret 5 $9$x", "enable secret 8 pw"]
)
def test_a_secret_that_is_no_hash_is_refused(line: str) -> None:
    router = make()
    assert "ERROR: The secret you entered is not a valid encrypted secret.\n" in typed(
        router, f"conf t\n{line}\n"
    )
    assert not router.running.find("username bob") + router.running.find("enable secret")


@pytest.mark.parametrize(
    ("what", "word"), [("secret", "password"), ("password", "secret"), ("secret", "secret")]
)
def test_a_password_may_be_a_keyword(what: str, word: str) -> None:
    router = make()
    router.configure(f"username bob {what} {word}")
    assert router.running.value(f"username bob {what}")
    assert router.accounts.verify_local("bob", word)


def test_password_encryption_reaches_lines_and_enable_too() -> None:
    router = make()
    router.configure("enable password plain-1\nline vty 0 4\n password plain-2\nservice password-encryption")
    shown = router.execute("show running-config")
    assert "plain-" not in shown
    assert shown.count(" password 7 ") == 2


def test_absolute_timeout_ends_a_session_that_is_busy() -> None:
    clock = ManualClock()
    router = make(clock=clock)
    router.configure("line vty 0 4\n absolute-timeout 2\n exec-timeout 0 0")
    session = Session(user="admin", line=2, started=clock.now(), last_input=clock.now())
    IdleTimer(router, session)
    clock.advance(119)
    assert not session.closing
    clock.advance(1)
    assert session.closing


def test_section_takes_include_and_exclude_abbreviated() -> None:
    router = make()
    assert "line con 0" not in router.execute("show running-config | section exc line|crypto")
    assert router.execute("show running-config | sec inc ^line con") == "line con 0\n stopbits 1\n"


def test_secondary_addresses_stand_above_the_primary_one() -> None:
    router = make()
    router.configure("interface gi1\n ip address 10.0.0.1 255.255.255.0 secondary")
    shown = router.execute("show running-config interface GigabitEthernet1 | include ip address")
    assert [line.split()[2] for line in shown.splitlines()] == ["10.0.0.1", "192.0.2.1"]
    assert "10.0.0.1" not in router.execute("show ip interface brief")


def test_do_alone_is_incomplete() -> None:
    assert "R1(config)#do\n% Incomplete command.\n" in typed(make(), "conf t\ndo\n")


def test_an_underscore_in_a_pattern_is_itself_or_a_delimiter() -> None:
    router = make()
    router.configure("ip access-list standard MY_ACL\n permit any\nip host MY.ACL 192.0.2.9")
    assert "standard MY_ACL" in router.execute("show running-config | include MY_ACL")
    assert "ip host MY.ACL" in router.execute("show running-config | include _192.0.2.9_")
