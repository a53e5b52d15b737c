"""A router where RADIUS decides who gets in: no command takes that away, and every one says so; over SSH."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.testing import RouterSpec, running_lab
from tests.cli.conftest import write_inventory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

PROFILE = "crypto ikev2 profile AnyConnect-EAP"
LIST = "aaa authentication login a-eap-authen-local group DUO local"
ACCOUNTING = " aaa accounting anyconnect-eap ACCT"
SECOND_FACTOR = f"""\
aaa group server radius DUO
 server name duo1
{LIST}
aaa accounting network ACCT start-stop group DUO
{PROFILE}
{ACCOUNTING}
"""
SENTENCE = "RADIUS is not in the intent yet"


@pytest.fixture
def edge() -> Iterator[Lab]:
    with running_lab(RouterSpec("edge", release="17.9.4")) as lab:
        yield lab


@pytest.fixture
def target(edge: Lab, tmp_path: Path, headend: Type) -> str:
    """An inventory of one router that was deployed, and then given a second factor."""
    inventory = str(write_inventory(edge, tmp_path, "edge"))
    assert headend("deploy", "--yes", "--inventory", inventory).code == 0
    edge.call(lambda: edge["edge"].router.configure(SECOND_FACTOR))
    edge.call(lambda: edge["edge"].router.execute("write memory"))
    return inventory


def running(lab: Lab) -> str:
    return lab.call(lambda: lab["edge"].router.execute("show running-config"))


def test_a_plan_shows_what_it_leaves_alone_and_has_nothing_to_do(headend: Type, target: str) -> None:
    said = headend("plan", "--inventory", target)
    assert said.code == 0
    assert f"left alone: {LIST}" in said.err
    assert f"left alone: {PROFILE} / {ACCOUNTING.strip()}" in said.err
    assert SENTENCE in said.err
    result = headend("plan", "--json", "--inventory", target).result("edge")["result"]
    assert [one["line"] for one in result["held"]] == [LIST, f"{PROFILE} / {ACCOUNTING.strip()}"]
    assert all("RADIUS" in one["why"] for one in result["held"])
    assert result["held"][0]["instead"] == "aaa authentication login a-eap-authen-local local"


def test_a_push_of_something_else_keeps_them_and_is_proved(headend: Type, edge: Lab, target: str) -> None:
    edge.call(lambda: edge["edge"].router.configure("no ip local pool ACPool"))
    said = headend("deploy", "--yes", "--inventory", target)
    assert said.code == 0, said.err
    assert f"left alone: {LIST}" in said.err
    assert LIST in running(edge)
    assert ACCOUNTING in running(edge)
    assert "ip local pool ACPool" in running(edge)


def test_a_comparison_is_green_and_names_them_and_putting_right_keeps_them(
    headend: Type, edge: Lab, target: str
) -> None:
    said = headend("drift", "--inventory", target)
    assert said.code == 0
    assert "edge: in sync, 2 lines left alone" in said.err
    assert f"left alone: {LIST}" in said.err
    assert SENTENCE in said.err
    edge.call(lambda: edge["edge"].router.configure("ip http server"))
    fixed = headend("drift", "--fix", "--yes", "--json", "--inventory", target)
    assert fixed.code == 0, fixed.err
    result = fixed.result("edge")["result"]
    assert result["fixed"] == ["http: no ip http server"]
    assert [one["line"] for one in result["held"]] == [LIST, f"{PROFILE} / {ACCOUNTING.strip()}"]
    assert LIST in running(edge)
    assert ACCOUNTING in running(edge)


def test_nobody_is_said_to_get_in_where_a_server_decides(headend: Type, target: str) -> None:
    said = headend("verify", "--json", "--inventory", target)
    result = said.result("edge")["result"]
    assert result["users_get_in"] == "unsure"
    assert "aaa" in result["because"]
    (found,) = [one for one in result["findings"] if one["check"] == "aaa" and one["status"] == "warn"]
    assert LIST in found["evidence"]
