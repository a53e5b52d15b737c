"""What ends a session and what does not; what changes about one that lives long."""

from __future__ import annotations

import re

import pytest

from lab.clock import ManualClock
from lab.quirks import Quirks
from lab.router import Router
from lab.vpn.connect import connect_many
from tests.lab.vpn.document import client, router


def connected(count: int = 1, quirks: Quirks | None = None) -> Router:
    made = router(quirks=quirks)
    assert all(attempt.connected for attempt in connect_many(made, client(), count))
    return made


def turn(made: Router, seconds: float) -> None:
    assert isinstance(made.clock, ManualClock)
    made.clock.advance(seconds)


@pytest.mark.parametrize(
    "lines",
    [
        "interface GigabitEthernet1\n shutdown",
        "interface GigabitEthernet1\n no ip address",
        "interface GigabitEthernet1\n ip address 192.0.2.9 255.255.255.0",
        "no crypto ikev2 profile AnyConnect-EAP",
        "no crypto ipsec profile AnyConnect-EAP",
    ],
)
def test_a_session_ends_with_what_carries_it(lines: str) -> None:
    made = connected(2)
    made.configure(lines)
    assert not made.vpn.sessions
    assert made.vpn.leases == frozenset()
    assert "changed state to down" in made.log[-1].text


@pytest.mark.parametrize(
    "lines",
    [
        "no username test",
        "no ip local pool ACPool",
        "no crypto pki trustpoint IKEv2-TP",
        "interface GigabitEthernet2\n shutdown",
        "interface GigabitEthernet1\n description outside",
        "crypto ikev2 profile AnyConnect-EAP\n description ours",
    ],
)
def test_a_session_outlives_what_it_was_only_made_from(lines: str) -> None:
    made = connected(2)
    made.configure(lines)
    assert len(made.vpn.sessions) == 2


def test_the_child_sa_has_new_spis_each_hour_and_the_ike_sa_each_day() -> None:
    made = connected(2)
    start = made.vpn.sessions[0]
    turn(made, 3599)
    assert made.vpn.sessions[0] == start
    turn(made, 2)
    hour = made.vpn.sessions[0]
    assert (hour.spi_in, hour.spi_out) != (start.spi_in, start.spi_out)
    assert (hour.local_spi, hour.remote_spi) == (start.local_spi, start.remote_spi)
    assert made.vpn.sessions[0] == hour
    assert f"0x{hour.spi_in:X}" in made.execute("show crypto ipsec sa")
    turn(made, 86400)
    day = made.vpn.sessions[0]
    assert (day.local_spi, day.remote_spi) != (start.local_spi, start.remote_spi)
    assert f"{day.local_spi:016X}" in made.execute("show crypto ikev2 sa detailed")
    assert day.address == start.address


def test_counters_never_run_backwards_over_a_rekey() -> None:
    made = connected()
    seen = []
    for _ in range(5):
        seen.append(made.vpn.traffic(made.vpn.sessions[0]).packets_in)
        turn(made, 1800)
    assert seen == sorted(set(seen))


def test_a_session_that_was_rekeyed_can_be_ended() -> None:
    made = connected(2)
    turn(made, 90000)
    made.execute("clear crypto session username test")
    assert not made.vpn.sessions


def test_clearing_sas_ends_sessions_and_clearing_their_counters_does_not() -> None:
    made = connected(2)
    made.execute("clear crypto sa counters")
    assert len(made.vpn.sessions) == 2
    made.execute("clear crypto sa peer 198.51.100.9")
    assert len(made.vpn.sessions) == 2
    made.execute("clear crypto sa peer 192.0.2.100")
    assert not made.vpn.sessions


def test_show_users_has_vpn_users_where_a_router_shows_them() -> None:
    row = re.compile(r"^  Vi1 +test +IKEv2 +- +192\.0\.2\.100$", re.MULTILINE)
    assert row.search(connected(quirks=Quirks(users_show_vpn=True)).execute("show users"))
    assert not row.search(connected().execute("show users"))


@pytest.mark.parametrize("refused", [True, False])
def test_a_pool_entered_again_is_refused_or_taken_in_silence(refused: bool) -> None:  # noqa: FBT001
    made = router(quirks=Quirks(same_pool_refused=refused))
    said = made.configure("ip local pool ACPool 192.168.10.5 192.168.10.10")
    assert said == ("%IP address range overlaps with pool: ACPool\n" if refused else "")
    assert "overlaps" in made.configure("ip local pool ACPool 192.168.10.5 192.168.10.9")
    assert len(made.running.find("ip local pool")) == 1
