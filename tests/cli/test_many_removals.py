"""Nobody empties a headend by mistake: how many users may go has to be said, and who goes is always named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from lab.testing import RouterSpec, running_lab
from tests.cli.conftest import write_inventory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

EVERYBODY = tuple(f"user{number:02}" for number in range(35))


@pytest.fixture
def edge() -> Iterator[Lab]:
    with running_lab(RouterSpec("edge-full", release="17.9.4")) as lab:
        yield lab


@pytest.fixture
def office(edge: Lab, tmp_path: Path, headend: Type) -> Path:
    """An inventory of one router, which has its 35 users."""
    folder = write_inventory(edge, tmp_path, "edge-full")
    record(folder, *EVERYBODY)
    said = headend("deploy", "--yes", "--inventory", str(folder))
    assert said.code == 0, said.err
    return folder


def record(folder: Path, *names: str) -> None:
    entry: dict[str, Any] = {"password": "file:secrets/test.password", "headends": ["all"]}
    (folder / "users.yaml").write_text(yaml.safe_dump({"users": dict.fromkeys(names, entry)}))


def users(lab: Lab) -> list[str]:
    lines = lab.show("edge-full", "show running-config").splitlines()
    return [line.split()[1] for line in lines if line.startswith("username user")]


def test_users_under_another_name_are_refused_before_a_router_is_asked(
    headend: Type, office: Path, edge: Lab
) -> None:
    (office / "users.yaml").rename(office / "users.yml")
    logins = edge.call(lambda: edge["edge-full"].router.counters.logins)
    for command in (("validate",), ("plan",), ("deploy", "--yes"), ("drift", "--fix", "--yes")):
        said = headend(*command, "--inventory", str(office))
        assert (said.code, "users.yml: nothing reads this file (did you mean users.yaml?)" in said.err) == (
            3,
            True,
        )
    assert edge.call(lambda: edge["edge-full"].router.counters.logins) == logins


@pytest.mark.parametrize(
    "command", [("deploy", "--yes"), ("drift", "--fix", "--yes")], ids=lambda words: words[0]
)
def test_an_emptied_record_takes_nobody_away_until_the_number_is_named(
    headend: Type, office: Path, edge: Lab, command: tuple[str, ...]
) -> None:
    (office / "users.yaml").write_text("users: {}\n")
    # What a push needs beforehand is not sent for a push that is refused.
    edge.configure("edge-full", "no ip scp server enable")
    before = edge.show("edge-full", "show running-config")
    for number in ((), ("--max-delete", "34")):
        said = headend(*command, *number, "--inventory", str(office))
        assert (said.code, "edge-full: preflight: " in said.err, "E204" in said.err) == (1, True, True)
        most = number[1] if number else "3"
        assert (
            f"35 removals among 35 users, and no more than {most} are agreed to in one run: user00,"
            in said.err
        )
        assert "nothing was changed" in said.err
        assert "if all of them are meant to go: `--max-delete 35`" in said.err
        assert edge.show("edge-full", "show running-config") == before
    edge.configure("edge-full", "ip scp server enable")
    said = headend(*command, "--max-delete", "35", "--inventory", str(office))
    assert (said.code, users(edge)) == (0, []), said.err


def test_a_plan_that_was_agreed_to_needs_the_number_too_and_names_everybody(
    headend: Type, office: Path, edge: Lab, tmp_path: Path
) -> None:
    (office / "users.yaml").write_text("users: {}\n")
    file = str(tmp_path / "plan.json")
    plan = headend("plan", "--out", file, "--json", "--inventory", str(office))
    assert plan.result("edge-full")["result"]["removed_users"] == list(EVERYBODY)
    named = f"  users removed: {', '.join(EVERYBODY)}\n"
    assert named in plan.err
    assert "no more than 3 are agreed to in one run: `--max-delete 35`" in plan.err
    refused = headend("deploy", "--plan", file, "--yes", "--inventory", str(office))
    assert (refused.code, len(users(edge))) == (1, 35)
    said = headend(
        "deploy", "--plan", file, "--yes", "--max-delete", "35", "--json", "--inventory", str(office)
    )
    assert (said.code, users(edge)) == (0, []), said.err
    assert named in said.err
    assert said.result("edge-full")["result"]["plan"]["removed_users"] == list(EVERYBODY)


def test_a_few_go_without_a_number_and_a_ticket_has_its_own(headend: Type, office: Path, edge: Lab) -> None:
    record(office, *EVERYBODY[:32])
    assert headend("deploy", "--yes", "--inventory", str(office)).code == 0
    assert users(edge) == list(EVERYBODY[:32])
    said = headend("offboard", *EVERYBODY[:10], "--ticket", "CHG1", "--inventory", str(office))
    assert (said.code, users(edge)) == (0, list(EVERYBODY[10:32])), said.err
