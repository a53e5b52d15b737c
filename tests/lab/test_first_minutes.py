"""What a network engineer types in the first ten minutes: the box, its licences, its routing protocols."""

from __future__ import annotations

import datetime
import re

import pytest

from lab.clock import ManualClock
from lab.exec.chassis import ago
from tests.lab.console import make, typed

ALL = ("16.9.2", "17.3.1", "17.9.4", "26.2.1")


# Recorded: CSR1000V of 16.x and 17.3.2, C8000V 17.15.4c.
@pytest.mark.parametrize(
    ("release", "pid", "title"),
    [("16.9.2", "CSR1000V  ", "CSR1000V"), ("17.15.5", "C8000V    ", "Catalyst 8000V Edge")],
)
def test_the_inventory_has_chassis_processor_and_forwarder(release: str, pid: str, title: str) -> None:
    router = make(release=release)
    empty = " " * 5
    assert router.execute("show inventory") == (
        f'NAME: "Chassis", DESCR: "Cisco {title} Chassis"\n'
        f"PID: {pid}        , VID: V00  , SN: {router.hardware.serial}\n\n"
        f'NAME: "module R0", DESCR: "Cisco {title} Route Processor"\n'
        f"PID: {pid}        , VID: V00  , SN: JAB1303001C\n\n"
        f'NAME: "module F0", DESCR: "Cisco {title} Embedded Services Processor"\n'
        f"PID: {pid}        , VID: {empty}, SN: {' ' * 11}\n\n"
    )


@pytest.mark.parametrize("release", ALL)
def test_the_platform_has_both_slots_and_since_when(release: str) -> None:
    clock = ManualClock()
    router = make(release=release, clock=clock)
    clock.advance(3 * 86400 + 7200)
    shown = router.execute("show platform")
    assert shown.startswith(f"Chassis type: {router.hardware.pid} ")
    rows = re.findall(r"(?m)^([RF]0) +(\S+) +(ok, active) +(\S+) +$", shown)
    assert rows == [(slot, router.hardware.pid, "ok, active", "3d02h") for slot in ("R0", "F0")]


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ({"minutes": 33, "seconds": 53}, "00:33:53"),
        ({"days": 2}, "2d00h"),
        ({"days": 12}, "1w5d"),
        ({"days": 40}, "5w5d"),
    ],
)
def test_how_long_ago_is_shortened_as_recorded(time: dict[str, float], shown: str) -> None:
    assert ago(datetime.timedelta(**time)) == shown


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ("16.9.2", "Smart Licensing is DISABLED"),
        ("17.3.1", "  Status: UNREGISTERED"),
        ("17.9.4", "  No licenses in use"),
        ("26.2.1", "  Smart Account: <none>"),
    ],
)
def test_licences_are_told_of_as_the_release_knows_them(release: str, line: str) -> None:
    assert f"\n{line}\n" in typed(make(release=release), "sh lic sum\n")


@pytest.mark.parametrize("release", ALL)
def test_the_new_shows_have_help_abbreviations_and_pipes(release: str) -> None:
    router = make(release=release)
    screen = typed(router, "show plat | i R0\nshow inv | i SN\nshow lic udi\nshow license ?\x15show plat?")
    assert len(re.findall(r"(?m)^R0 ", screen)) == 2
    assert len(re.findall(r"(?m)^PID: ", screen)) == 3
    assert f"UDI: PID:{router.hardware.pid},SN:{router.hardware.serial}\n" in screen
    assert "\n  summary  Show license summary\n" in screen
    assert "\nplatform\n" in screen
    assert not router.unknown


def test_what_these_shows_lack_is_refused_under_its_first_letter() -> None:
    rows = typed(make(), "show platform wrong\n").splitlines()
    assert rows[1].index("^") == rows[0].index("wrong")
    assert "% Incomplete command.\n" in typed(make(), "show license\n")


@pytest.mark.parametrize(("line", "wanted"), [("show log", "Syslog logging"), ("show logi", "login delay")])
def test_an_abbreviated_log_is_the_log(line: str, wanted: str) -> None:
    assert wanted in typed(make(), f"{line}\n")
    assert "\nlogging  login\n" in typed(make(), "show log?")
    assert "% Ambiguous command" in typed(make(), "show lo\n")


# Recorded alike on several routers: this protocol is there without any `router` line.
@pytest.mark.parametrize("release", ALL)
def test_a_router_without_routing_protocols_has_one_all_the_same(release: str) -> None:
    shown = make(release=release).execute("show ip protocols")
    assert shown.startswith('*** IP Routing is NSF aware ***\n\nRouting Protocol is "application"\n')
    assert shown.endswith("\n    Gateway         Distance      Last Update\n  Distance: (default is 4)\n\n")
    assert "Routing Protocol is" in typed(make(release=release), "sh ip prot | i Prot\n")


# Recorded: a blank ends the line of the source.
def test_a_ping_says_what_it_sends_and_from_where() -> None:
    keys = "ping 192.0.2.1 source gi 1 size 1400 df-bit repeat 3 timeout 1\n"
    assert (
        "Sending 3, 1400-byte ICMP Echos to 192.0.2.1, timeout is 1 seconds:\n"
        "Packet sent with a source address of 192.0.2.1 \n"
        "Packet sent with the DF bit set\n"
        "!!!\n"
    ) in typed(make(), keys)


def test_an_extended_ping_says_what_it_was_told() -> None:
    screen = typed(make(), "ping\n\n192.0.2.1\n2\n200\n1\n\n\n")
    assert "Sending 2, 200-byte ICMP Echos to 192.0.2.1, timeout is 1 seconds:\n!!\n" in screen


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("gi2", "% Invalid source interface - IP not enabled or interface is down"),
        ("192.0.2.9", "% Invalid source address- IP address not on any of our up interfaces"),
        ("gi7", "% Invalid input detected at '^' marker."),
    ],
)
def test_a_ping_needs_a_source_that_is_up(source: str, words: str) -> None:
    screen = typed(make(), f"ping 192.0.2.1 source {source}\n")
    assert f"{words}\n" in screen
    assert "Sending" not in screen


ROUTES = "ip route 10.1.1.0 255.255.255.0 192.0.2.9\nip route 10.1.0.0 255.255.0.0 Null0"


# Recorded, each of them; of the router's own address it is inferred.
@pytest.mark.parametrize(
    ("address", "network", "via", "way"),
    [
        ("192.0.2.77", "192.0.2.0/24", '"connected", distance 0, metric 0 (connected, via interface)', "Gi"),
        ("192.0.2.1", "192.0.2.1/32", '"connected", distance 0, metric 0 (connected)', "Gi"),
        ("10.1.1.7", "10.1.1.0/24", '"static", distance 1, metric 0', "192.0.2.9"),
        ("10.1.2.7", "10.1.0.0/16", '"static", distance 1, metric 0 (connected)', "Null0"),
    ],
)
def test_the_route_to_an_address_is_the_longest(address: str, network: str, via: str, way: str) -> None:
    router = make()
    router.configure(ROUTES)
    hop = way if way[0].isdigit() else f"directly connected, via {way.replace('Gi', 'GigabitEthernet1')}"
    assert router.execute(f"show ip route {address}") == (
        f"Routing entry for {network}\n"
        f"  Known via {via}\n"
        "  Routing Descriptor Blocks:\n"
        f"  * {hop}\n"
        "      Route metric is 0, traffic share count is 1\n"
    )


def test_the_default_route_has_words_of_its_own() -> None:
    assert make().execute("show ip route 0.0.0.0") == (
        "Routing entry for 0.0.0.0/0, supernet\n"
        '  Known via "static", distance 1, metric 0, candidate default path\n'
        "  Routing Descriptor Blocks:\n"
        "  * 192.0.2.254\n"
        "      Route metric is 0, traffic share count is 1\n"
    )


@pytest.mark.parametrize(("address", "what"), [("203.0.113.9", "Network"), ("10.2.0.1", "Subnet")])
def test_the_default_route_is_not_looked_up_for_an_address(address: str, what: str) -> None:
    router = make()
    router.configure(ROUTES)
    assert router.execute(f"show ip route {address}") == f"% {what} not in table\n"


# Recorded: CSR1000V of 16.9, of 17.1 and C8000V of 17.
@pytest.mark.parametrize(
    ("release", "kind", "status"),
    [
        ("16.9.2", "Default. No valid license found.", "Smart Licensing is DISABLED"),
        ("17.3.1", "N/A(Smart License Enabled)", "UNREGISTERED/No Licenses in Use"),
        ("17.9.4", "Default. No valid license found.", "Smart Licensing Using Policy"),
    ],
)
def test_the_version_tells_of_smart_licensing(release: str, kind: str, status: str) -> None:
    shown = make(release=release).execute("show version")
    assert f"\nLicense Type: {kind}\nNext reload license Level: ax\n\n" in shown
    assert f"\n\nSmart Licensing Status: {status}\n\ncisco " in shown


# Recorded: the question, the message and `00:00:05`.
def test_counters_are_cleared_of_one_interface_or_of_all() -> None:
    clock = ManualClock()
    router = make(clock=clock)
    screen = typed(router, "clear counters gi1\n\n")
    assert 'Clear "show interface" counters on this interface [confirm]\nR1#' in screen
    clock.advance(5)
    shown = router.execute("show interfaces | include clearing")
    assert [line.split()[-1] for line in shown.splitlines()] == ["00:00:05", "never"]
    assert "counters on all interfaces [confirm]n\n" in typed(router, "clear counters\nn")
    assert "never" in router.execute("show interfaces GigabitEthernet2 | include clearing")
    typed(router, "clear counters\n\n")
    assert "never" not in router.execute("show interfaces | include clearing")
    assert [entry.text.partition(" by ")[0] for entry in router.log if "COUNTERS" in entry.mnemonic] == [
        "Clear counter on interface GigabitEthernet1",
        "Clear counter on all interfaces",
    ]
    assert "% Invalid input" in typed(router, "clear counters gi7\n")


def test_systat_is_show_users() -> None:
    assert "    Line       User       Host(s)" in typed(make(), "systat\n", privilege=1)
