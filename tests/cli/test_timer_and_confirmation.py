"""Every command that pushes: without a timer that was seen nothing is merged, unconfirmed nothing is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.ios.config import parse
from lab.fault import Refuse
from tests.cli.conftest import authority, put_certificate
from tests.cli.test_tickets import Office, add, office

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said

pytestmark = pytest.mark.ssh

__all__ = ["office"]
LOCKED = "Configuration mode is locked by process '3' user 'netops' from terminal '2'. Please try later."
ROUTER = "edge-split"
SAVE = "write memory"


def deploy(office: Office) -> Said:
    office.lab.configure(ROUTER, "no ip local pool ACPool")
    return office.run("deploy", "--yes", "--limit", ROUTER)


def drift(office: Office) -> Said:
    office.lab.configure(ROUTER, "no ip local pool ACPool")
    return office.run("drift", "--fix", "--yes", "--limit", ROUTER)


def onboard(office: Office) -> Said:
    return office.onboard(office.ticket(add(headends=[ROUTER])))


def rotate(office: Office) -> Said:
    put_certificate(office.inventory, authority("--days=300"))
    return office.run("certificate", "rotate", "--yes", "--limit", ROUTER)


def startup(office: Office) -> str:
    return parse(office.lab.call(lambda: office.lab[ROUTER].router.startup) or "").text()


def saves(office: Office) -> int:
    return office.typed(ROUTER).count(SAVE)


@pytest.mark.parametrize("command", [deploy, drift, onboard, rotate])
@pytest.mark.parametrize("line", ["configure terminal revert", "configure confirm"])
def test_a_locked_configuration_ends_in_exit_code_1_and_is_as_before(
    office: Office, command: Callable[[Office], Said], line: str
) -> None:
    office.lab.fault(ROUTER, Refuse(line=line, reply=LOCKED))
    before = startup(office), saves(office), office.merges()
    said = command(office)
    assert said.code == 1, said.err
    assert LOCKED in said.err
    assert "as before the push" in said.err
    assert (startup(office), saves(office)) == before[:2]
    if line == "configure confirm":
        assert "a revert timer runs still" in said.err
    else:
        assert "nothing was changed" in said.err
        assert "own timer" not in said.err
        assert office.merges() == before[2]
    assert office.lab.call(lambda: office.lab[ROUTER].router.pending) is None
    assert set(office.flash(ROUTER)) == {"acvpn.xml", "headend.json"}


def test_putting_right_saves_nothing_while_somebodys_commit_waits(office: Office) -> None:
    office.lab.configure(ROUTER, "no ip local pool ACPool")
    office.lab.show(ROUTER, SAVE)
    office.lab.configure(ROUTER, "ip local pool ACPool 192.168.10.5 192.168.10.10")
    office.lab.call(lambda: office.lab[ROUTER].router.execute("configure terminal revert timer 10"))
    before = startup(office)
    said = office.run("drift", "--fix", "--yes", "--limit", ROUTER)
    assert said.code == 1, said.err
    assert "waits for its confirmation (revert timer 0:10:00); nothing was saved" in said.err
    assert startup(office) == before
