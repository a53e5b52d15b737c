"""A folder of tickets, the table of users, locked users: over simulated routers."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from commands.onboard import read_data
from commands.watch import LOCK
from lab.fault import Refuse, Reset
from stores.clock import now
from stores.lock import hold_at
from stores.ticket_folder import opened
from tests.cli.test_tickets import BOTH, ROOT, Office, add, furnished

if TYPE_CHECKING:
    from flexvpn.tickets.parser import Draft
    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

LONG_AGO = 1_000_000_000


@pytest.fixture
def office(
    edges: Lab, inventory: Path, headend: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Office:
    # The time of a change of the file itself cannot be set back: nothing is waited for here.
    monkeypatch.setattr("stores.ticket_folder.SETTLED", -1.0)
    return furnished(edges, inventory, headend, tmp_path)


def drop(folder: Path, name: str, *users: dict[str, Any], number: str = "CHG5") -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(yaml.safe_dump({"ticket": number, "users": [*users]}))
    os.utime(path, (LONG_AGO, LONG_AGO))


def watch(office: Office, folder: Path) -> Said:
    return office.run("watch", str(folder), "--once", "--credentials-out", str(office.copies))


def result(folder: Path, where: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / where / f"{name}.result.json").read_text())
    return found


def test_tickets_are_carried_out_and_moved_with_what_to_post_back(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    drop(folder, "good.yaml", add("alice"))
    drop(folder, "bad.yaml", add("two words"), add("admin"), number="CHG6")
    said = watch(office, folder)
    assert said.code == 0, said.err
    assert [path.name for path in folder.glob("*.yaml")] == []
    good = result(folder, "done", "good.yaml")
    assert good["verdict"] == "done"
    assert {one["headend"] for one in good["headends"] if one["can_log_in"] == ["alice"]} == set(BOTH)
    bad = result(folder, "failed", "bad.yaml")
    assert bad["verdict"] == "refused"
    assert "admin is our own log-in" in bad["message"]
    text = (folder / "failed" / "bad.yaml.result.md").read_text()
    assert text.startswith("**Refused: nothing was changed** (ticket CHG6)")
    canary = office.password("alice").encode()
    assert not any(canary in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_router_that_is_down_is_named_and_the_ticket_may_come_again(office: Office, tmp_path: Path) -> None:
    folder, hosts = tmp_path / "in", office.inventory / "hosts.yaml"
    whole = hosts.read_text()
    hosts.write_text(whole.replace(str(office.lab["edge-full"].port), "1"))
    drop(folder, "a.yaml", add("alice"))
    watch(office, folder)
    found = result(folder, "failed", "a.yaml")
    assert found["verdict"] == "partly"
    assert [one["headend"] for one in found["headends"] if one["problem"]] == ["edge-full"]
    hosts.write_text(whole)
    (folder / "failed" / "a.yaml").rename(folder / "a.yaml")
    watch(office, folder)
    assert result(folder, "done", "a.yaml")["verdict"] == "done"
    assert "username alice" in office.running("edge-full")


SLOW = """
import stores.ticket_folder, tasks.change.carry_out_tickets as module, pathlib, time
stores.ticket_folder.SETTLED = -1.0
original = module.push_users
def slow(link, *args, **kwargs):
    pathlib.Path({flag!r}).write_text(link.headend)
    while not pathlib.Path({go!r}).exists():
        time.sleep(0.01)
    return original(link, *args, **kwargs)
module.push_users = slow
"""


def test_a_router_that_is_not_cleaned_up_is_named_with_what_is_left(office: Office, tmp_path: Path) -> None:
    office.lab.fault("edge-full", Refuse(line="^delete .*merge", times=1))
    folder = tmp_path / "in"
    drop(folder, "t.yaml", add("alice"))
    watch(office, folder)
    left = result(folder, "failed", "t.yaml")
    assert left["verdict"] == "partly"
    (full,) = [one for one in left["headends"] if one["headend"] == "edge-full"]
    assert (full["ok"], full["can_log_in"]) == (True, ["alice"])
    assert full["problem"].startswith(
        "not cleaned up: edge-full: delete /force bootflash:/merge_config.txt: "
    )
    (folder / "failed" / "t.yaml").rename(folder / "t.yaml")
    watch(office, folder)
    assert result(folder, "done", "t.yaml")["verdict"] == "done"


def test_sigterm_finishes_the_router_at_hand_and_leaves_the_rest_for_the_next(
    office: Office, tmp_path: Path
) -> None:
    folder, flag, go = tmp_path / "in", tmp_path / "flag", tmp_path / "go"
    drop(folder, "a.yaml", add("alice"))
    words = ["watch", str(folder), "--credentials-out", str(office.copies), "--workers", "1"]
    words += ["--inventory", str(office.inventory), "--state", str(office.state)]
    code = f"import sys\nsys.argv[1:] = {words!r}\n{SLOW.format(flag=str(flag), go=str(go))}\n"
    program = subprocess.Popen(
        [sys.executable, "-c", f"{code}import playbooks\nplaybooks.main()\n"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not flag.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    program.send_signal(signal.SIGTERM)
    go.touch()
    _, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    first = flag.read_text()
    (other,) = {*BOTH} - {first}
    assert "username alice" in office.running(first)
    assert "username alice" not in office.running(other)
    assert (folder / "a.yaml").exists()
    watch(office, folder)
    assert result(folder, "done", "a.yaml")["verdict"] == "done"
    assert "username alice" in office.running(other)


def test_a_ticket_that_the_program_trips_over_does_not_stop_the_next(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tripping(data: bytes, source: str) -> Draft:
        if "poison" in source:
            raise RuntimeError("a fault of ours")
        return read_data(data, source)

    monkeypatch.setattr("commands.watch.read_data", tripping)
    folder = tmp_path / "in"
    drop(folder, "a-poison.yaml", add("alice"))
    drop(folder, "b.yaml", add("bob"), number="CHG6")
    assert watch(office, folder).code == 0
    assert "a fault of ours" in result(folder, "failed", "a-poison.yaml")["message"]
    assert result(folder, "done", "b.yaml")["verdict"] == "done"


def test_one_folder_is_watched_by_one(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    drop(folder, "a.yaml", add("alice"))
    with opened(folder) as tickets, hold_at(tickets.own, LOCK, doing="watch", now=now):
        said = watch(office, folder)
    assert said.code == 1
    assert "another run holds it: watch by" in said.err
    assert (folder / "a.yaml").exists()


def test_users_shows_the_record_and_asks_routers_only_when_told(office: Office) -> None:
    office.onboard(office.ticket(add("alice", expires="2099-01-31", note="contractor")))
    office.lab.configure("edge-full", "username eve password 0 let-me-in-please")
    lines = office.lines()
    said = office.run("users")
    assert said.code == 0
    assert "2099-01-31" in said.err
    assert "eve" not in said.err
    assert office.lines() == lines
    assert office.log_in("alice", office.password("alice")).connected
    found = json.loads(office.run("users", "--live", "--json").out)
    assert found["strangers"] == [{"name": "eve", "headend": "edge-full", "privilege": 1, "why": ""}]
    alice = next(user for user in found["users"] if user["name"] == "alice")
    assert alice["connected"] == ["edge-split from 192.0.2.100"]
    rows = list(csv.DictReader(io.StringIO(office.run("users", "--csv").out)))
    assert [row["name"] for row in rows] == ["test", "alice"]


def test_a_locked_user_is_let_in_again(office: Office) -> None:
    office.onboard(office.ticket(add()))
    office.lab.configure("edge-split", "aaa local authentication attempts max-fail 2")
    for _ in range(3):
        assert not office.log_in("alice", "guessed").connected
    assert not office.log_in("alice", office.password("alice")).connected
    office.lab.fault("edge-split", Reset(at="^clear aaa local user lockout"))
    said = office.run("users", "unlock", "alice")
    assert said.code == 1
    assert "state now: whether alice is locked out still is not known; nothing else was changed" in said.err
    said = office.run("users", "unlock", "alice")
    assert said.code == 0, said.err
    assert "edge-split: alice was locked out and is not any more" in said.err
    assert "edge-full: alice was not locked out" in said.err
    assert office.log_in("alice", office.password("alice")).connected
    assert office.run("users", "unlock", "nobody").code == 3


def test_a_recertification_goes_out_comes_back_and_becomes_a_ticket(office: Office, tmp_path: Path) -> None:
    owner = "lead@example.com"
    office.onboard(office.ticket(add("alice", owner=owner), add("bob", owner=owner)))
    sheets = tmp_path / "recert"
    assert office.run("users", "--recertify", str(sheets)).code == 0
    sheet = sheets / "lead@example.com.csv"
    unanswered = office.run("users", "--recertify", str(sheet))
    assert unanswered.code == 3
    assert "alice: not answered" in unanswered.err
    rows = sheet.read_text().splitlines()
    sheet.write_text("\n".join([rows[0], rows[1] + "keep", rows[2] + "remove"]) + "\n")
    assert office.run("users", "--recertify", str(sheet)).code == 0
    (ticket,) = sheets.glob("RECERT-*.yaml")
    assert office.onboard(ticket).code == 0
    assert set(office.users()) == {"test", "alice"}
    assert "username bob" not in office.running()
