"""A ticket that a router has missed is open, and gone on with until the router has been seen right."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_tickets import BOTH, ROOT, Office, add, furnished, killer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh


@pytest.fixture
def office(edges: Lab, inventory: Path, headend: Type, tmp_path: Path) -> Office:
    """With alice, whose last day has passed, and bob."""
    found = furnished(edges, inventory, headend, tmp_path)
    assert found.onboard(found.ticket(add("alice", expires="2099-01-01"), add("bob"))).code == 0
    expire(found, "2099-01-01")
    return found


def expire(office: Office, day: str) -> None:
    users = office.inventory / "users.yaml"
    users.write_text(users.read_text().replace(day, "2020-01-01"))


@contextmanager
def down(office: Office, router: str = "edge-full") -> Iterator[None]:
    hosts = office.inventory / "hosts.yaml"
    whole = hosts.read_text()
    hosts.write_text(whole.replace(str(office.lab[router].port), "1"))
    yield
    hosts.write_text(whole)


def expired(office: Office, *words: str) -> Said:
    return office.run("offboard", "--expired", *words)


def forgotten(office: Office, ticket: str = "T") -> str:
    """Alice leaves while edge-full is down; her password."""
    password = office.password("alice")
    with down(office):
        said = expired(office, "--ticket", ticket)
    assert said.code == 1, said.err
    assert f"{ticket}: open on edge-full (alice): `headend offboard --expired` goes on with it" in said.err
    assert office.log_in("alice", password, "edge-full").connected
    return password


@pytest.mark.parametrize("words", [("--ticket", "T"), ("--ticket", "OTHER"), ()], ids=str)
def test_who_has_expired_leaves_the_router_that_was_down_by_the_next_run_whatever_its_number(
    office: Office, words: tuple[str, ...]
) -> None:
    password = forgotten(office)
    with down(office):
        again = expired(office, *words)
        assert again.code == 1
        assert "nobody's access has expired" not in again.err
    said = expired(office, *words)
    assert said.code == 0, said.err
    assert "edge-full: alice can not: proved and saved" in said.err
    assert "T: done" in said.err
    assert not office.log_in("alice", password, "edge-full", port=50900).connected
    assert "alice" not in office.connected("edge-full")
    assert {entry["ticket"] for entry in office.ledger()} == {"CHG2", "T"}
    lines = office.lines("edge-full")
    said = expired(office, *words)
    assert (said.code, office.lines("edge-full")) == (0, lines)
    assert "nobody's access has expired" in said.err


def test_tickets_leaves_with_2_while_one_is_open_and_says_who_is_left_where(office: Office) -> None:
    assert office.run("tickets").code == 0
    forgotten(office)
    for number in ((), ("T",)):
        said = office.run("tickets", *number)
        assert said.code == 2
        assert "T: open on edge-full (alice)" in said.err
    said = office.run("tickets", "--json")
    assert said.code == 2
    assert said.document["open"] == [{"ticket": "T", "headends": {"edge-full": ["alice"]}, "unrecorded": []}]
    assert said.document["unfinished"] == ["T"]
    assert office.run("tickets", "CHG2").code == 0
    assert expired(office).code == 0
    said = office.run("tickets", "--json")
    assert (said.code, said.document["open"]) == (0, [])


def test_who_expires_the_next_day_leaves_under_the_same_timers_number(office: Office) -> None:
    """A number belongs to one list of people; a timer gives the same one every day."""
    forgotten(office)
    office.onboard(office.ticket({"action": "change", "name": "bob", "expires": "2099-01-02"}, number="CHG3"))
    expire(office, "2099-01-02")
    said = expired(office, "--ticket", "T")
    assert said.code == 0, said.err
    assert "T: done" in said.err
    assert "T-2: done" in said.err
    for router in BOTH:
        assert not any(f"username {name}" in office.running(router) for name in ("alice", "bob"))
    # Let in again, and expired again: not "done before".
    assert office.onboard(office.ticket(add("alice", expires="2099-01-03"), number="CHG4")).code == 0
    expire(office, "2099-01-03")
    said = expired(office, "--ticket", "T")
    assert said.code == 0, said.err
    assert "T-3: done" in said.err
    assert "username alice" not in office.running()


def test_who_is_let_in_again_is_not_taken_off_by_the_ticket_that_was_left_open(office: Office) -> None:
    forgotten(office)
    with down(office):
        office.onboard(office.ticket(add("alice"), number="CHG9"))
    said = office.run("tickets", "--json")
    assert {one["ticket"] for one in said.document["open"]} == {"CHG9"}
    said = expired(office, "--ticket", "T")
    assert said.code == 0, said.err
    assert "edge-full: alice can log in: proved and saved" in said.err
    assert "CHG9: done" in said.err
    for router in BOTH:
        assert office.log_in("alice", office.password("alice"), router, port=50900).connected
    assert {path.name for path in (office.inventory / "secrets").glob("alice*")} == {"alice@CHG9.age"}
    assert office.run("tickets").code == 0


def test_who_is_put_back_by_hand_stays_and_nobody_says_that_he_was_removed(office: Office) -> None:
    users = office.inventory / "users.yaml"
    whole = users.read_text()
    forgotten(office)
    users.write_text(whole.replace("2020-01-01", "2099-01-01"))
    said = expired(office)
    assert said.code == 0, said.err
    assert "T: done" not in said.err
    assert "T: nothing is left to do: users.yaml asks for something else by now" in said.err
    assert "username alice" in office.running("edge-full")
    assert office.ledger()[-1]["result"] == "superseded"
    assert office.run("tickets").code == 0


def test_one_ticket_that_a_router_refuses_keeps_nobody_else_on_it(office: Office) -> None:
    """On edge-full bob is an operator by now: the ticket for him can never be done there."""
    with down(office):
        office.onboard(office.ticket({"action": "reset-password", "name": "bob"}, number="CHG3"))
    office.lab.configure("edge-full", "username bob privilege 15 password 0 made-an-operator")
    forgotten(office)
    said = expired(office)
    assert said.code == 1
    assert "these are operators, not VPN users: bob" in said.err
    assert "T: done" in said.err
    assert "CHG3: open on edge-full (bob)" in said.err
    assert "username alice" not in office.running("edge-full")
    failed = [entry for entry in office.ledger() if entry["result"] == "failed"]
    assert [entry["ticket"] for entry in failed] == ["CHG3", "CHG3", "T", "CHG3"]


def test_more_removals_than_are_agreed_to_keep_no_open_ticket_waiting(office: Office) -> None:
    forgotten(office)
    office.onboard(office.ticket({"action": "change", "name": "bob", "expires": "2099-01-02"}, number="CHG3"))
    expire(office, "2099-01-02")
    said = expired(office, "--max-delete", "0")
    assert said.code == 1
    assert "others were to leave and stay: " in said.err
    assert "1 removals, and no more than 0 are agreed to in one run (--max-delete 1)" in said.err
    assert "T: done" in said.err
    assert "username alice" not in office.running("edge-full")
    assert "username bob" in office.running("edge-full")


def test_an_open_ticket_of_any_kind_is_gone_on_with_under_its_own_number(office: Office) -> None:
    """Who lost a headend, or was disabled, would get in there still."""
    change = {"action": "change", "name": "bob", "headends": ["edge-split"]}
    with down(office):
        office.onboard(office.ticket(change, add("carol"), number="CHG3"))
    forgotten(office)
    said = expired(office)
    assert said.code == 0, said.err
    running = office.running("edge-full")
    assert "username carol" in running
    assert not any(f"username {name}" in running for name in ("alice", "bob"))
    done = [
        entry for entry in office.ledger() if entry["result"] == "done" and entry["headend"] == "edge-full"
    ]
    assert [(entry["ticket"], entry["user"]) for entry in done[-3:]] == [
        ("CHG3", "bob"),
        ("CHG3", "carol"),
        ("T", "alice"),
    ]


def test_a_headend_that_the_command_is_not_for_keeps_the_ticket_open(office: Office) -> None:
    said = expired(office, "--limit", "edge-split", "--ticket", "T")
    assert said.code == 2
    assert "T: open on edge-full (alice)" in said.err
    assert expired(office, "--limit", "edge-split").code == 2
    assert "username alice" in office.running("edge-full")
    assert expired(office).code == 0
    assert "username alice" not in office.running("edge-full")


def test_a_headend_that_left_the_inventory_closes_the_ticket_and_is_named(office: Office) -> None:
    expired(office, "--limit", "edge-split", "--ticket", "T")
    hosts = office.inventory / "hosts.yaml"
    hosts.write_text("".join(hosts.read_text().partition("edge-full:")[:1]))
    said = expired(office)
    assert said.code == 0, said.err
    assert "T: edge-full: no longer in the inventory, nothing was done there" in said.err
    assert office.run("tickets").code == 0


def test_a_number_that_took_somebody_out_before_is_not_called_done_once_they_are_back(office: Office) -> None:
    assert office.run("offboard", "bob", "--ticket", "T").code == 0
    assert office.run("offboard", "bob", "--ticket", "T").code == 0
    assert office.onboard(office.ticket(add("bob"), number="CHG9")).code == 0
    said = office.run("offboard", "bob", "--ticket", "T")
    assert said.code == 3
    assert "ticket T took bob out before, and users.yaml has them again" in said.err
    assert office.run("offboard", "bob").code == 0
    assert "username bob" not in office.running()


STEPS = (
    "before the ledger has begun",
    "after the ledger has begun",
    "before users.yaml is replaced",
    "after users.yaml is replaced",
    "before a push",
    "after the first push",
)
COMMANDS = {
    "expired, the same number": (("--expired", "--ticket", "T"), ("--expired", "--ticket", "T")),
    "expired, another number": (("--expired", "--ticket", "T"), ("--expired", "--ticket", "U")),
    "by name, the same command": (("alice", "bob", "--ticket", "T"), ("alice", "bob", "--ticket", "T")),
    "by name, no number": (("alice", "bob"), ("alice", "bob")),
    "by name, then expired": (("alice", "--ticket", "T"), ("--expired",)),
}


DECISIVE = ("after the ledger has begun", "after users.yaml is replaced")
"""Where one file knows of it and the other does not."""


@pytest.mark.parametrize(
    ("step", "command"),
    [(step, command) for step in STEPS for command in COMMANDS if "the same" in command or step in DECISIVE],
)
def test_an_offboarding_that_was_killed_is_finished_by_the_next(
    office: Office, step: str, command: str
) -> None:
    password = office.password("alice")
    first, second = COMMANDS[command]
    words = ["offboard", *first, "--inventory", str(office.inventory), "--state", str(office.state)]
    code = f"import sys\nsys.argv[1:] = {words!r}\n{killer(step)}\nimport playbooks\nplaybooks.main()\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    if step == "after the first push":
        # A router that was left with a commit in the air goes back by its own timer before anybody may change it.
        for router in BOTH:
            office.lab.show(router, "configure revert now")
    said = office.run("offboard", *second)
    assert said.code == 0, said.err
    gone = {"alice", *(set(first) & {"bob"})}
    for router in BOTH:
        assert not any(f"username {name}" in office.running(router) for name in gone)
        assert not office.log_in("alice", password, router).connected
    assert set(office.users()) == {"test", "alice", "bob"} - gone
    tickets = office.run("tickets")
    assert tickets.code == 0, tickets.err
    assert office.run("plan").code == 0


def test_a_removal_that_was_killed_before_users_yaml_does_not_take_off_who_was_given_another_day(
    office: Office,
) -> None:
    words = ["offboard", "--expired", "--ticket", "T", "--inventory", str(office.inventory)]
    words += ["--state", str(office.state)]
    before = killer("before users.yaml is replaced")
    code = f"import sys\nsys.argv[1:] = {words!r}\n{before}\nimport playbooks\nplaybooks.main()\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    said = office.run("tickets")
    assert said.code == 2
    assert "T: begun, and never written to users.yaml for alice: run the same again" in said.err
    longer = {"action": "change", "name": "alice", "expires": "never"}
    assert office.onboard(office.ticket(longer, number="CHG3")).code == 0
    assert expired(office, "--ticket", "T").code == 0
    assert "username alice" in office.running()
    assert office.run("tickets").code == 0


def test_a_ticket_that_watch_could_not_finish_is_finished_by_the_next_offboarding(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stores.ticket_folder.SETTLED", -1.0)
    folder = tmp_path / "in"
    folder.mkdir()
    office.ticket({"action": "remove", "name": "bob"}, number="CHG5").rename(folder / "CHG5.yaml")
    with down(office):
        office.run("watch", str(folder), "--once")
    text = (folder / "failed" / "CHG5.yaml.result.md").read_text()
    assert "or run `headend offboard --expired`" in text
    assert expired(office).code == 0
    assert "username bob" not in office.running("edge-full")
