"""Simulator and product share no code: what the one prints, the other reads to the last line."""

from __future__ import annotations

from functools import cache

import pytest

from flexvpn.facts import catalog, crypto_session, ikev2_sa
from lab.router import Router
from lab.vpn.connect import connect
from tests.lab.vpn.document import DOWNLOAD, MAIN, NAT, client, router

COMMANDS = [
    "show version",
    "show clock",
    "show clock detail",
    "show running-config",
    "show startup-config",
    "show crypto ikev2 sa",
    "show crypto ikev2 sa detailed",
    "show crypto ikev2 session",
    "show crypto ikev2 session detailed",
    "show crypto ikev2 stats",
    "show crypto ikev2 stats ext-service",
    "show crypto ikev2 profile",
    "show crypto ikev2 proposal",
    "show crypto ikev2 policy",
    "show crypto session",
    "show crypto session detail",
    "show crypto ipsec sa",
    "show crypto ipsec profile",
    "show crypto ipsec transform-set",
    "show crypto pki certificates",
    "show crypto pki certificates verbose",
    "show crypto pki trustpoints",
    "show crypto pki trustpoints status",
    "show crypto key mypubkey rsa",
    "show crypto ssl policy",
    "show crypto ssl profile",
    "show ip local pool",
    "show ip local pool ACPool",
    "show derived-config interface Virtual-Access1",
    "show users",
    "show aaa local user lockout",
    "show aaa method-lists all",
    "dir",
    "dir bootflash:",
    "dir bootflash:/acvpn.xml",
    "dir bootflash:/nothing",
    "verify /md5 bootflash:/acvpn.xml",
    "show archive",
    "show archive config rollback timer",
    "show ip http server status",
    "show ip interface brief",
    "show hosts",
    "show processes cpu",
    "show processes cpu sorted",
]


@cache
def headend(release: str) -> Router:
    made = router(MAIN + NAT + DOWNLOAD, release=release)
    connect(made, client())
    return made


@pytest.mark.slow
@pytest.mark.parametrize("release", ["16.9.2", "17.15.5", "26.2"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_line_that_a_simulated_router_prints_is_read(command: str, release: str) -> None:
    facts = catalog.read_output(command, headend(release).execute(command))
    assert facts.unknown_lines == ()
    assert facts.odd_values == ()


def test_a_simulated_session_is_one_and_the_same_in_both_tables() -> None:
    (sa,) = ikev2_sa.read(headend("17.15.5").execute("show crypto ikev2 sa detailed")).records
    (session,) = crypto_session.read(headend("17.15.5").execute("show crypto session detail")).records
    assert (sa.remote, sa.remote_port) == (session.peer, session.port)
    assert sa.assigned == (session.client,)
    assert sa.user == "test"
