"""Whether a VPN user could open a shell, and which line makes it so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flexvpn.base.finding import Status
from flexvpn.base.values import Release
from flexvpn.checks.check import Subject
from flexvpn.checks.shell import no_shell
from flexvpn.ios.config import parse
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.materials import Materials
from tests.builders import headend

USER = "username test privilege 0 password 0 x\n"
AAA = "aaa new-model\naaa authentication login default local\n"
VTY = "line vty 0 4\n transport input ssh\n"
LOGOUT = "username test autocommand logout\n"


def verdict_of(config: str) -> tuple[Status, str]:
    observation = Observation(release=Release.model_validate("17.9.4"), config=parse(config))
    subject = Subject(headend(), Inspection("edge", observation, {}), Materials(), datetime.now(UTC))
    (verdict,) = no_shell(subject)
    return verdict.status, verdict.evidence


@pytest.mark.parametrize(
    ("config", "line"),
    [
        (AAA + USER + VTY, "aaa authentication login default local"),
        ("aaa new-model\n" + USER + VTY, "aaa new-model"),
        (USER + "line vty 0 4\n login local\n", "login local"),
        (
            AAA
            + "aaa authentication login VTY group tacacs+ local\n"
            + USER
            + VTY
            + " login authentication VTY\n",
            "aaa authentication login VTY group tacacs+ local",
        ),
        (
            AAA + "aaa authentication login V none\n" + USER + VTY + " login authentication V\n",
            "aaa authentication login V none",
        ),
    ],
)
def test_the_line_that_opens_a_shell_is_named(config: str, line: str) -> None:
    status, evidence = verdict_of(config)
    assert status is Status.WARN
    assert evidence == f"line vty 0 4: `{line}` lets test open a shell (privilege 0)"


@pytest.mark.parametrize(
    "config",
    [
        USER + "line vty 0 4\n login\n",
        AAA + USER + "line vty 0 4\n transport input none\n",
        AAA + "aaa authentication login VTY group tacacs+\n" + USER + VTY + " login authentication VTY\n",
        AAA + USER + VTY + " access-class MGMT in\n",
        AAA + "aaa authorization exec default local\n" + USER + LOGOUT + VTY,
        AAA + "aaa authorization exec V local\n" + USER + LOGOUT + VTY + " authorization exec V\n",
    ],
)
def test_what_keeps_a_vpn_user_out_is_seen(config: str) -> None:
    assert verdict_of(config)[0] is Status.PASS


def test_logging_out_on_arrival_does_nothing_without_exec_authorization() -> None:
    status, evidence = verdict_of(AAA + USER + LOGOUT + VTY)
    assert status is Status.WARN
    assert "does nothing without exec authorization" in evidence


def test_a_user_who_lacks_the_guard_that_the_others_have_is_named() -> None:
    status, evidence = verdict_of(AAA + "aaa authorization exec default local\n" + USER + VTY)
    assert status is Status.WARN
    assert "test" in evidence
