"""Whoever is taken out of users.yaml is not connected any more, over SSH; and whoever is not ours stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from lab.fault import Refuse, Reset
from lab.quirks import Quirks
from lab.testing import RouterSpec, running_lab
from tests.cli.conftest import hosts_of, rewrite, write_inventory
from tests.cli.test_sessions import NAT, come

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from lab.fault import Fault
    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

NAME = "edge-full"


@pytest.fixture
def edge() -> Iterator[Lab]:
    with running_lab(RouterSpec(NAME, release="17.9.4")) as lab:
        yield lab


@pytest.fixture
def inventory(edge: Lab, tmp_path: Path, headend: Type) -> Path:
    """Two people may connect to one headend, which is as it should be."""
    folder = write_inventory(edge, tmp_path, NAME)
    (folder / "secrets" / "ann.password").write_text("Passw0rd-of-ann\n")
    change(folder, ann={"password": "file:secrets/ann.password", "headends": ["all"]})
    deployed = headend("deploy", "--yes", "--inventory", str(folder))
    assert deployed.code == 0, deployed.err
    return folder


def change(inventory: Path, **users: dict[str, object] | None) -> None:
    """Give users.yaml these entries; None takes one out."""
    people = inventory / "users.yaml"
    known = yaml.safe_load(people.read_text())
    entries = {**known["users"], **users}
    known["users"] = {name: entry for name, entry in entries.items() if entry is not None}
    people.write_text(yaml.safe_dump(known))


def connected(edge: Lab) -> list[tuple[str, int]]:
    held = edge[NAME].router.vpn
    return edge.call(lambda: sorted((session.user, session.port) for session in held.sessions))


def of(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = said.result(NAME)["result"]
    return found


def test_a_plan_names_the_sessions_that_end_and_deploy_ends_them_and_nobody_elses(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    """Two clients behind one address, one of them with two sessions; IOS-XE does not tell the case of names apart."""
    for user, port in (("ann", 50001), ("test", 50002), ("ann", 50003)):
        come(edge, inventory, user, port)
    change(inventory, ann=None)
    plan = headend("plan", "--inventory", str(inventory))
    assert plan.code == 2
    assert plan.err.count(f"    - ann from {NAT}: session ends") == 2
    assert "  cost: 2 sessions of users who leave will end, no other is cut" in plan.err

    said = headend("deploy", "--yes", "--json", "--inventory", str(inventory))
    assert said.code == 0, said.err
    assert of(said)["cut"] == [f"ann from {NAT}"] * 2
    assert connected(edge) == [("test", 50002)]
    for command in ("plan", "drift", "verify"):
        assert headend(command, "--inventory", str(inventory)).code == 0, command


def test_the_account_goes_before_the_session_and_the_session_after_the_confirmation(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    change(
        inventory, ann={"password": "file:secrets/ann.password", "headends": ["all"], "expires": "2020-01-31"}
    )
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    typed = edge.lines_received(NAME)

    def last(words: str) -> int:
        return max(at for at, line in enumerate(typed) if words in line)

    assert (
        last("merge_config.txt running-config")
        < last("configure confirm")
        < last("write memory")
        < last("clear crypto session remote")
    )
    assert connected(edge) == []


def test_who_comes_and_goes_makes_no_agreed_plan_stale(
    headend: Type, edge: Lab, inventory: Path, tmp_path: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    agreed = tmp_path / "plan.json"
    assert headend("plan", "--out", str(agreed), "--inventory", str(inventory)).code == 2
    come(edge, inventory, "ann", 50007)
    come(edge, inventory, "test", 50002)
    said = headend("deploy", "--plan", str(agreed), "--yes", "--inventory", str(inventory))
    assert said.code == 0, said.err
    assert connected(edge) == [("test", 50002)]


@pytest.mark.parametrize(
    "fault", [Reset(at="^clear crypto session"), Refuse(line="^clear crypto session")], ids=str
)
def test_a_session_that_does_not_end_is_no_success_and_the_next_deploy_ends_it(
    headend: Type, edge: Lab, inventory: Path, fault: Fault
) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    edge.fault(NAME, fault)
    said = headend("deploy", "--yes", "--inventory", str(inventory))
    assert said.code == 1
    assert "clear session" in said.err or "clear crypto session" in said.err
    assert (
        "state now: what was pushed is confirmed and saved, and who was removed does not get in again"
        in said.err
    )
    assert "username ann" not in edge.show(NAME, "show startup-config")
    edge.clear_faults(NAME)
    assert connected(edge) == [("ann", 50001)]

    plan = headend("plan", "--inventory", str(inventory))
    assert (plan.code, f"    - ann from {NAT}: session ends" in plan.err) == (2, True)
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    assert connected(edge) == []
    assert headend("plan", "--inventory", str(inventory)).code == 0


def test_who_has_left_is_not_connected_for_as_long_as_a_router_cannot_save(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    edge.fault(NAME, Refuse(line="^write memory"))
    said = headend("deploy", "--yes", "--inventory", str(inventory))
    assert said.code == 1
    assert f"sessions ended: ann from {NAT}" in said.err
    assert connected(edge) == []
    assert "merge_config.txt" not in edge.show(NAME, "dir bootflash:")


def test_a_session_that_is_borne_by_a_waiver_is_not_ended(headend: Type, edge: Lab, inventory: Path) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    edge.configure(NAME, "no username ann\nip http server")
    waiver = {"line": "username ann", "reason": "she stays a week", "until": "2099-12-31"}
    data = hosts_of(inventory)[NAME].get("data", {})
    rewrite(inventory, NAME, data={**data, "expectations": {"waivers": [waiver]}})  # type: ignore[dict-item]
    headend("drift", "--fix", "--yes", "--inventory", str(inventory))
    assert "no ip http server" in edge.show(NAME, "show running-config")
    assert connected(edge) == [("ann", 50001)]


def test_drift_names_who_is_connected_and_not_in_the_intent_and_fix_ends_whom_we_had_put_there(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    come(edge, inventory, "test", 50002)
    change(inventory, ann=None)
    edge.configure(NAME, "no username ann")
    said = headend("drift", "--json", "--inventory", str(inventory))
    assert said.code == 2
    assert of(said)["sessions"] == [
        {
            "user": "ann",
            "why": "and is not in users.yaml for this headend",
            "addresses": [NAT],
            "ends": True,
        }
    ]
    fixed = headend("drift", "--fix", "--yes", "--inventory", str(inventory))
    assert fixed.code == 0, fixed.err
    assert "put right: session: ann is connected and is not in users.yaml" in fixed.err
    assert connected(edge) == [("test", 50002)]


def test_who_is_connected_and_not_ours_is_named_and_stays_connected(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    edge.configure(NAME, "username eve privilege 0 password 0 Passw0rd-of-eve")
    (inventory / "secrets" / "eve.password").write_text("Passw0rd-of-eve\n")
    come(edge, inventory, "eve", 50001)
    come(edge, inventory, "ann", 50002)
    change(inventory, ann=None)
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    assert connected(edge) == [("eve", 50001)]
    said = headend("drift", "--fix", "--yes", "--inventory", str(inventory))
    assert said.code == 2
    assert f"  eve is connected and is not in users.yaml for this headend: from {NAT}" in said.err
    assert "    -> `headend sessions --disconnect eve`" in said.err
    assert connected(edge) == [("eve", 50001)]


def test_an_administrator_of_the_intent_who_is_connected_is_no_difference(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    (inventory / "secrets" / "admin.password").write_text(f"{edge[NAME].password}\n")
    come(edge, inventory, edge[NAME].username, 50001)
    assert headend("drift", "--inventory", str(inventory)).code == 0


def test_where_the_router_names_no_users_that_is_said_and_never_that_nobody_is_there(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    edge.fault(NAME, Refuse(line="^show crypto ikev2 sa detailed"))
    drift = headend("drift", "--inventory", str(inventory))
    assert "note: 1 session of which the router names no user: whose is not known" in drift.err
    plan = headend("plan", "--inventory", str(inventory))
    assert "cost: no session is known to end; 1 session of which the router names no user" in plan.err
    said = headend("deploy", "--yes", "--inventory", str(inventory))
    assert said.code == 1
    assert "a session may still be up" in said.err
    edge.clear_faults(NAME)
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    assert connected(edge) == []


def test_who_may_still_be_connected_is_no_success_and_is_not_forgotten(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    come(edge, inventory, "ann", 50001)
    change(inventory, ann=None)
    shown = edge.show(NAME, "show crypto ikev2 sa detailed")
    nameless = "\n".join(line for line in shown.splitlines() if "Remote EAP id" not in line)
    assert nameless != shown
    edge.fault(NAME, Refuse(line="^show crypto ikev2 sa detailed", reply=nameless))
    for _ in range(2):
        said = headend("deploy", "--yes", "--inventory", str(inventory))
        assert said.code == 1
        assert "ann may still be connected" in said.err
    edge.clear_faults(NAME)
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    assert connected(edge) == []


def test_one_line_more_is_asked_where_somebody_is_connected_and_none_where_the_names_are_shown(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    def lines() -> int:
        said = headend("drift", "--json", "--inventory", str(inventory))
        assert said.code == 0, said.err
        count: int = said.result(NAME)["lines_sent"]
        return count

    nobody = lines()
    come(edge, inventory, "ann", 50001)
    one = lines()
    for port in range(50002, 50005):
        come(edge, inventory, "test", port)
    assert (one, lines()) == (nobody + 1, nobody + 1)
    edge.call(lambda: setattr(edge[NAME].router, "quirks", Quirks(session_shows_username=True)))
    assert lines() == nobody
