"""Tickets from the command line to simulated routers and clients, and what a kill at any step leaves."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
import yaml
from cryptography.hazmat.primitives.serialization import pkcs12

from lab.fault import Refuse, Reset
from lab.vpn.client import Client
from lab.vpn.connect import Attempt, connect
from stores.lock import hold
from tests.cli.conftest import authority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from lab.fault import Fault
    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("edge-split", "edge-full")
OLD_CLIENTS = "4.6"


@dataclass
class Office:
    """Two routers that are deployed, an inventory with a store for passwords, and who works with them."""

    lab: Lab
    inventory: Path
    headend: Type
    state: Path
    copies: Path
    options: tuple[str, ...] = field(default=())

    def run(self, *words: str) -> Said:
        return self.headend(*words, "--inventory", str(self.inventory), "--state", str(self.state))

    def ticket(self, *users: dict[str, Any], number: str = "CHG2", **more: Any) -> Path:  # noqa: ANN401
        path = self.inventory.parent / f"{number}.yaml"
        path.write_text(yaml.safe_dump({"ticket": number, **more, "users": [*users]}))
        return path

    def onboard(self, path: Path, *words: str) -> Said:
        return self.run("onboard", str(path), "--credentials-out", str(self.copies), *words)

    def process(self, path: Path, before: str = "") -> subprocess.Popen[str]:
        """The same in a process of its own; ``before`` is Python that it runs first."""
        words = ["onboard", str(path), "--credentials-out", str(self.copies)]
        words += ["--inventory", str(self.inventory), "--state", str(self.state)]
        code = f"import sys\nsys.argv[1:] = {words!r}\n{before}\nimport playbooks\nplaybooks.main()\n"
        return subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def password(self, user: str) -> str:
        text = (self.copies / f"{user}.txt").read_text()
        return next(line.split()[1] for line in text.splitlines() if line.strip().startswith("Password:"))

    def log_in(self, user: str, password: str, router: str = "edge-split", port: int = 50899) -> Attempt:
        words = ("render", "--out", str(self.inventory.parent / "rendered"))
        profile = self.inventory.parent / "rendered" / router / "acvpn.xml"
        if not profile.exists():
            assert self.run(*words).code == 0
        client = Client(user, password, profile.read_bytes(), self.trust, version=OLD_CLIENTS, port=port)
        return self.lab.call(lambda: connect(self.lab[router].router, client))

    @property
    def trust(self) -> tuple[x509.Certificate, ...]:
        data, passphrase = authority()
        found = pkcs12.load_pkcs12(data, passphrase.strip())
        return tuple(one.certificate for one in found.additional_certs)

    def flash(self, router: str) -> dict[str, bytes]:
        held = self.lab[router].router.flash
        return self.lab.call(lambda: {name: bytes(held.read(name)) for name in held.names()})

    def typed(self, router: str) -> list[str]:
        return self.lab.lines_received(router)

    def connected(self, router: str = "edge-split") -> list[str]:
        held = self.lab[router].router.vpn
        return self.lab.call(lambda: [session.user for session in held.sessions])

    def users(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self.inventory / "users.yaml").read_text())["users"]
        return found

    def ledger(self) -> list[dict[str, Any]]:
        path = self.inventory / "ledger.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def running(self, router: str = "edge-split") -> str:
        return self.lab.show(router, "show running-config")

    def merges(self, router: str = "edge-split") -> int:
        return sum("merge_config.txt running-config" in line for line in self.typed(router))

    def lines(self, router: str = "edge-split") -> int:
        """Lines that were answered: the connection may go before the router has read the last "exit"."""
        return sum(line != "exit" for line in self.lab.lines_received(router))


def keep_passwords(inventory: Path, credential: str = "password") -> None:
    """Give the inventory a store that needs nothing of the machine: files encrypted with age."""
    key = pyrage.x25519.Identity.generate()
    (inventory / "secrets" / "age.key").write_text(f"{key}\n")
    store = {
        "kind": "age",
        "folder": "secrets",
        "recipients": [str(key.to_public())],
        "identity_file": "secrets/age.key",
    }
    settings = inventory / "settings.yaml"
    settings.write_text(f"{settings.read_text()}\n{yaml.safe_dump({'secret_store': store})}")
    defaults = inventory / "defaults.yaml"
    text = defaults.read_text()
    defaults.write_text(text.replace("credential: password", f"credential: {credential}"))


@pytest.fixture
def office(edges: Lab, inventory: Path, headend: Type, tmp_path: Path) -> Office:
    return furnished(edges, inventory, headend, tmp_path)


def furnished(lab: Lab, inventory: Path, headend: Type, folder: Path, credential: str = "password") -> Office:
    keep_passwords(inventory, credential)
    found = Office(lab, inventory, headend, folder / "state", folder / "copies")
    said = found.run("deploy", "--yes")
    assert said.code == 0, said.err
    return found


def add(name: str = "alice", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a ticket holds
    return {"action": "add", "name": name, "headends": ["all"], **more}


def test_who_could_not_log_in_can_after_onboard_and_cannot_after_offboard(office: Office) -> None:
    assert not office.log_in("alice", "not known yet").connected
    said = office.onboard(office.ticket(add()))
    assert said.code == 0, said.err
    assert "edge-split: alice can log in: proved and saved" in said.err
    password = office.password("alice")
    assert office.log_in("alice", password).connected
    assert office.log_in("alice", password, port=50900).connected
    test = (office.inventory / "secrets" / "test.password").read_text().strip()
    assert office.log_in("test", test, port=50901).connected

    said = office.run("offboard", "alice", "--json")
    assert said.code == 0, said.err
    found = said.result("edge-split")["result"]
    assert found["gone"] == ["alice"]
    assert len(found["cut"]) == 2
    assert office.connected() == ["test"]
    assert not office.log_in("alice", password).connected
    assert "alice" not in office.users()
    assert "username alice" not in office.running("edge-full")
    assert office.run("plan").code == 0


def test_the_same_ticket_again_connects_to_nobody_and_says_so(office: Office) -> None:
    ticket = office.ticket(add())
    office.onboard(ticket)
    before = office.lines(), office.password("alice"), (office.inventory / "users.yaml").read_bytes()
    ledger = office.ledger()
    said = office.onboard(ticket)
    assert said.code == 0
    assert "CHG2: done before, nothing to do" in said.err
    after = office.lines(), office.password("alice"), (office.inventory / "users.yaml").read_bytes()
    assert after == before
    assert office.ledger() == ledger


def test_a_wrong_ticket_changes_nothing_anywhere_and_names_every_fault(office: Office) -> None:
    before = {path: path.read_bytes() for path in office.inventory.rglob("*") if path.is_file()}
    lines = office.lines()
    bad = office.ticket(add(), add("two words"), add("admin"), add("bob", headends=["nowhere"]))
    said = office.onboard(bad)
    assert said.code == 3
    for words in ("printable ASCII without spaces", "admin is our own log-in", "no host or group 'nowhere'"):
        assert words in said.err
    after = {path: path.read_bytes() for path in office.inventory.rglob("*") if path.is_file()}
    ours = {path for path in after if ".headend" in path.parts}
    assert {path: data for path, data in after.items() if path not in ours} == before
    assert office.lines() == lines
    assert not office.copies.exists()


def test_a_password_that_no_router_can_hold_is_refused_and_not_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONG", "canary-" + "x" * 19)
    monkeypatch.setenv("TWO_LINES", "canary\nno aaa new-model")
    lines = office.lines()
    said = office.onboard(
        office.ticket(
            add("alice", password="env:LONG"),
            add("bob", password="env:TWO_LINES"),
            add("carol", password="env:NOT_SET"),
            add("two words"),
        )
    )
    assert said.code == 3
    for words in (
        "env:LONG: it has 26 characters; routers take 25",
        "env:TWO_LINES: it holds a line end",
        "env:NOT_SET: the environment variable is not set",
        "printable ASCII without spaces",
    ):
        assert words in said.err
    assert "canary" not in said.err
    assert office.lines() == lines


def test_a_password_that_is_known_already_is_taken_by_reference(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWN", "as-agreed-by-phone")
    assert office.onboard(office.ticket(add(password="env:KNOWN"))).code == 0
    assert office.users()["alice"]["password"] == "env:KNOWN"
    assert not office.copies.exists()
    assert office.log_in("alice", "as-agreed-by-phone").connected


def test_every_action_of_a_ticket_reaches_the_routers(office: Office) -> None:
    office.onboard(office.ticket(add("alice"), add("bob"), add("carol"), add("dave")))
    old = office.password("alice")
    said = office.onboard(
        office.ticket(
            {"action": "reset-password", "name": "alice"},
            {"action": "change", "name": "bob", "headends": ["edge-full"], "expires": "2099-01-31"},
            {"action": "disable", "name": "carol"},
            {"action": "remove", "name": "dave"},
            number="CHG3",
        )
    )
    assert said.code == 0, said.err
    assert office.password("alice") != old
    assert not office.log_in("alice", old).connected
    assert office.log_in("alice", office.password("alice")).connected
    split, full = office.running("edge-split"), office.running("edge-full")
    assert "username bob" not in split
    assert "username bob" in full
    for name in ("carol", "dave"):
        assert f"username {name}" not in split + full
    users = office.users()
    assert str(users["bob"]["expires"]) == "2099-01-31"
    assert users["carol"]["disabled"] is True
    assert "dave" not in users
    kept = {path.name for path in (office.inventory / "secrets").glob("*.age")}
    assert kept == {"alice@CHG3.age", "bob@CHG2.age", "carol@CHG2.age"}
    back = {"action": "change", "name": "carol", "disabled": False}
    assert office.onboard(office.ticket(back, number="CHG4")).code == 0
    assert office.log_in("carol", office.password("carol")).connected
    assert office.run("plan").code == 0


def test_a_ticket_leaves_other_pending_changes_of_a_headend_alone_and_says_so(office: Office) -> None:
    office.lab.configure("edge-split", "no ip local pool ACPool\nusername test password 0 somebody-elses")
    said = office.onboard(office.ticket(add()))
    # Without a pool nobody logs in there, and it is not the ticket's to mend.
    assert said.code == 2, said.err
    assert "edge-split: alice on it, but users do not get in (pool, pool-free): saved" in said.err
    assert "something else differs here and was left alone: address_pools" in said.err
    assert "ip local pool" not in office.running("edge-split")
    assert "somebody-elses" in office.running("edge-split")
    assert office.run("plan").code == 2


def test_an_expired_certificate_keeps_nobody_from_leaving(office: Office) -> None:
    office.onboard(office.ticket(add()))
    (office.inventory / "pki" / "IKEv2-TP.p12").unlink()
    said = office.run("offboard", "alice")
    assert said.code == 0, said.err
    assert "username alice" not in office.running()


def test_a_router_that_was_down_gets_its_part_when_the_ticket_comes_again(office: Office) -> None:
    hosts = office.inventory / "hosts.yaml"
    whole = hosts.read_text()
    port = str(office.lab["edge-full"].port)
    hosts.write_text(whole.replace(port, "1"))
    ticket = office.ticket(add())
    said = office.onboard(ticket)
    assert said.code == 1
    assert "edge-split: alice can log in" in said.err
    assert "run the same ticket again for the rest" in said.err
    said = office.run("tickets", "CHG2", "--json")
    assert said.code == 2
    assert said.document["unfinished"] == ["CHG2"]
    assert {entry["result"] for entry in said.document["entries"]} == {"begun", "recorded", "done", "failed"}
    hosts.write_text(whole)
    lines, password = office.lines("edge-split"), office.password("alice")
    said = office.onboard(ticket)
    assert said.code == 0, said.err
    assert [host for host in BOTH if f"{host}:" in said.err] == ["edge-full"]
    assert office.lines("edge-split") == lines
    assert office.password("alice") == password
    assert office.log_in("alice", password).connected
    assert office.run("tickets", "CHG2").code == 0


def test_what_was_left_out_on_purpose_is_not_called_done(office: Office) -> None:
    ticket = office.ticket(add())
    said = office.onboard(ticket, "--limit", "edge-split")
    assert said.code == 2
    assert "CHG2: not done everywhere" in said.err
    assert office.onboard(ticket).code == 0


def test_a_headend_that_left_the_inventory_keeps_no_ticket_open(office: Office) -> None:
    ticket = office.ticket(add())
    assert office.onboard(ticket, "--limit", "edge-split").code == 2
    hosts = office.inventory / "hosts.yaml"
    whole = hosts.read_text()
    hosts.write_text(yaml.safe_dump({"edge-split": yaml.safe_load(whole)["edge-split"]}))
    said = office.onboard(ticket)
    assert said.code == 0, said.err
    assert "edge-full: no longer in the inventory, nothing was done there" in said.err
    assert office.run("tickets", "CHG2").code == 0
    hosts.write_text(whole)
    assert office.run("plan").code == 2
    assert office.run("offboard", "alice").code == 0


def test_who_was_disabled_by_hand_leaves_the_routers_all_the_same(office: Office) -> None:
    office.onboard(office.ticket(add()))
    users = office.inventory / "users.yaml"
    users.write_text(users.read_text().replace("  alice:\n", "  alice:\n    disabled: true\n"))
    assert office.run("offboard", "alice").code == 0
    for router in BOTH:
        assert "username alice" not in office.running(router)


def test_an_operator_is_known_however_his_name_is_spelled(office: Office) -> None:
    office.lab.configure("edge-split", "username NetOps privilege 15 password 0 secret-of-netops")
    assert office.onboard(office.ticket(add("netops"))).code == 1
    assert "username netops" not in office.running()


def test_a_recipient_that_is_none_is_named_with_the_other_faults(office: Office) -> None:
    said = office.onboard(office.ticket(add(), add("two words"), recipient="age1" + "q" * 58))
    assert said.code == 3
    assert "recipient: the ticket's recipient is no age key" in said.err
    assert "printable ASCII without spaces" in said.err
    assert office.ledger() == []


def test_a_record_that_cannot_be_edited_is_found_before_anything_is_begun(office: Office) -> None:
    users = office.inventory / "users.yaml"
    users.write_text("users: {test: {password: 'file:secrets/test.password', headends: [all]}}\n")
    before = users.read_bytes(), sorted(office.inventory.rglob("*.age"))
    said = office.onboard(office.ticket(add()))
    assert said.code == 3
    assert "cannot be edited in place" in said.err
    assert (users.read_bytes(), sorted(office.inventory.rglob("*.age"))) == before
    assert office.ledger() == []
    assert not office.copies.exists()


def test_offboard_goes_on_where_a_router_was_down(office: Office) -> None:
    office.onboard(office.ticket(add()))
    hosts = office.inventory / "hosts.yaml"
    whole = hosts.read_text()
    hosts.write_text(whole.replace(str(office.lab["edge-full"].port), "1"))
    assert office.run("offboard", "alice").code == 1
    hosts.write_text(whole)
    said = office.run("offboard", "alice")
    assert said.code == 0, said.err
    assert "username alice" not in office.running("edge-full")
    assert office.run("offboard", "alice").code == 3


def test_nobody_is_said_to_log_in_where_users_do_not_get_in_and_whoever_leaves_leaves(office: Office) -> None:
    office.lab.configure(
        "edge-split", "crypto ikev2 profile OTHER\n match identity remote key-id *$AnyConnectClient$*"
    )
    said = office.onboard(office.ticket(add(headends=["edge-split"])), "--json")
    assert (said.code, said.result("edge-split")["result"]["because"]) == (2, ["ikev2-alone"])
    assert "edge-split: alice on it, but users do not get in (ikev2-alone): saved" in said.err
    assert "can log in" not in said.err
    assert "username alice " in office.running()
    left = office.run("offboard", "alice")
    assert left.code == 0, left.err
    assert "edge-split: alice can not: proved and saved" in left.err


@pytest.mark.parametrize(
    "fault", [Refuse(line="^delete .*merge", times=1), Reset(at="^delete .*merge")], ids=str
)
def test_a_ticket_is_not_done_while_a_file_with_its_password_lies_on_a_router(
    office: Office, fault: Fault
) -> None:
    office.lab.fault("edge-split", fault)
    ticket = office.ticket(add())
    said = office.onboard(ticket)
    assert said.code == 2
    assert "edge-split: alice can log in: proved and saved" in said.err
    assert "not finished: edge-split: delete /force bootflash:/merge_config.txt: " in said.err
    assert "CHG2: not done everywhere" in said.err
    assert office.run("tickets", "CHG2").code == 2
    password = office.password("alice")
    said = office.onboard(ticket)
    assert said.code == 0, said.err
    assert "edge-full" not in said.err
    assert set(office.flash("edge-split")) == {"acvpn.xml", "headend.json"}
    assert office.password("alice") == password
    assert office.run("tickets", "CHG2").code == 0


def test_sessions_that_could_not_be_ended_do_not_hide_what_was_not_cleaned_up(office: Office) -> None:
    office.onboard(office.ticket(add()))
    office.lab.fault("edge-split", Reset(at="^delete .*archive", when="after"))
    said = office.run("offboard", "alice")
    assert said.code == 1
    assert "not finished: edge-split: delete /force bootflash:/merge_config.txt: " in said.err
    assert office.run("offboard", "alice").code == 0
    assert "merge_config.txt" not in office.flash("edge-split")


def test_who_leaves_is_disconnected_even_where_the_router_cannot_save_it(office: Office) -> None:
    office.onboard(office.ticket(add()))
    assert office.log_in("alice", office.password("alice")).connected
    office.lab.fault("edge-split", Refuse(line="^write memory", times=1))
    said = office.run("offboard", "alice")
    assert said.code == 1
    assert "E215" in said.err
    assert "; nobody is connected as alice" in said.err
    assert office.connected() == []
    assert office.run("offboard", "alice").code == 0


def test_sessions_that_could_not_be_ended_are_said_and_ended_by_the_next_run(office: Office) -> None:
    office.onboard(office.ticket(add()))
    assert office.log_in("alice", office.password("alice")).connected
    office.lab.fault("edge-split", Reset(at="^clear crypto session"))
    said = office.run("offboard", "alice")
    assert said.code == 1
    assert "state now: the account is gone, so nobody gets in again; a session may still be up" in said.err
    assert office.run("offboard", "alice").code == 0
    assert office.connected() == []


def test_whoever_is_connected_with_the_old_password_is_not_any_more_once_there_is_a_new_one(
    office: Office,
) -> None:
    office.onboard(office.ticket(add(), add("bob")))
    assert office.log_in("alice", office.password("alice")).connected
    assert office.log_in("bob", office.password("bob"), port=50900).connected
    said = office.onboard(
        office.ticket({"action": "reset-password", "name": "alice"}, number="CHG3"), "--json"
    )
    assert said.code == 0, said.err
    assert len(said.result("edge-split")["result"]["cut"]) == 1
    assert said.result("edge-split")["result"]["present"] == ["alice"]
    assert office.connected() == ["bob"]
    assert office.log_in("alice", office.password("alice"), port=50901).connected


def test_a_session_that_began_with_the_old_password_and_stays_is_said_and_ended_by_the_next_run(
    office: Office,
) -> None:
    office.onboard(office.ticket(add()))
    assert office.log_in("alice", office.password("alice")).connected
    reset = office.ticket({"action": "reset-password", "name": "alice"}, number="CHG3")
    office.lab.fault("edge-split", Reset(at="^clear crypto session"))
    said = office.onboard(reset)
    assert said.code == 1
    assert (
        "state now: the new password is proved and saved; a session that began with the old one" in said.err
    )
    assert office.onboard(reset).code == 0
    assert office.connected() == []


def test_who_has_expired_leaves(office: Office) -> None:
    office.onboard(office.ticket(add("alice", expires="2099-01-01"), add("bob")))
    assert "nobody's access has expired" in office.run("offboard", "--expired").err
    users = office.inventory / "users.yaml"
    users.write_text(users.read_text().replace("2099-01-01", "2020-01-01"))
    assert office.run("offboard", "--expired").code == 0
    assert set(office.users()) == {"test", "bob"}


def test_a_record_that_cannot_be_read_is_not_replaced_in_silence(office: Office) -> None:
    office.lab.call(lambda: office.lab["edge-full"].router.flash.write("headend.json", b"{"))
    said = office.onboard(office.ticket(add()))
    assert said.code == 0, said.err
    assert said.err.count("bootflash:/headend.json could not be read and was written anew") == 1
    assert "username alice" in office.running("edge-full")


@pytest.mark.parametrize("words", [("admin",), ("Admin",), ("test", "alice")])
def test_guards_of_offboard(office: Office, words: tuple[str, ...]) -> None:
    office.onboard(office.ticket(add()))
    lines = office.lines()
    assert office.run("offboard", *words, "--max-delete", "1", "--unrecorded").code == 3
    assert office.lines() == lines


def test_an_operator_of_the_router_is_not_made_a_vpn_user(office: Office) -> None:
    office.lab.configure("edge-split", "username netops privilege 15 password 0 secret-of-netops")
    said = office.onboard(office.ticket(add("netops")))
    assert said.code == 1
    assert "on this router these are operators, not VPN users: netops" in said.err
    assert "username netops privilege 15 password 0 secret-of-netops" in office.running()
    assert office.run("offboard", "netops").code == 1
    assert "username netops privilege 15" in office.running()


def test_a_stranger_on_a_router_leaves_when_he_is_named_on_purpose(office: Office) -> None:
    office.lab.configure("edge-split", "username stranger password 0 let-me-in-please")
    assert office.run("offboard", "stranger").code == 3
    said = office.run("offboard", "stranger", "--unrecorded")
    assert said.code == 0, said.err
    assert "username stranger" not in office.running()


def test_where_secrets_are_stored_only_the_hash_is_kept(
    edges: Lab, inventory: Path, headend: Type, tmp_path: Path
) -> None:
    test = (inventory / "secrets" / "test.password").read_text().strip()
    office = furnished(edges, inventory, headend, tmp_path, "secret")
    said = office.onboard(office.ticket(add()))
    assert said.code == 0, said.err
    assert office.users()["alice"]["secret"].startswith("$9$")
    assert "password" not in office.users()["alice"]
    assert "username alice privilege 0 secret 9 $9$" in office.running()
    assert list((inventory / "secrets").glob("*.age")) == []
    assert test
    assert office.run("plan").code == 0


def test_two_processes_with_one_ticket_make_one_password_and_lose_nothing(office: Office) -> None:
    ticket = office.ticket(add("alice"), add("bob"))
    runs = [office.process(ticket) for _ in range(2)]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert set(office.users()) == {"test", "alice", "bob"}
    begun = [entry["user"] for entry in office.ledger() if entry["result"] == "begun"]
    assert begun == ["alice", "bob"]
    assert office.log_in("alice", office.password("alice")).connected
    assert office.run("plan").code == 0


def test_two_tickets_at_once_lose_nothing(office: Office) -> None:
    tickets = [office.ticket(add(name), number=f"CHG-{name}") for name in ("alice", "bob", "carol")]
    runs = [office.process(ticket) for ticket in tickets]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert set(office.users()) == {"test", "alice", "bob", "carol"}
    assert office.run("plan").code == 0


def test_a_deploy_that_read_an_older_record_takes_nobody_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [office.ticket(add())]

    @contextmanager
    def after_a_ticket(folder: Path, name: str, **how: Any) -> Iterator[None]:  # noqa: ANN401 - as `hold`
        if waiting:
            process = office.process(waiting.pop())
            assert process.communicate(timeout=60)
            assert process.returncode == 0
        with hold(folder, name, **how):
            yield

    monkeypatch.setattr("commands.deploy.hold", after_a_ticket)
    said = office.run("deploy", "--yes", "--workers", "1")
    assert said.code == 1
    assert "users.yaml has changed since this run read it; nothing was applied" in said.err
    assert "username alice" in office.running("edge-split")
    assert office.run("deploy", "--yes").code == 0
    assert "username alice" in office.running("edge-split")


@pytest.mark.parametrize(
    "lines",
    ["service password-encryption", "key config-key password-encrypt master-key-1\npassword encryption aes"],
)
def test_nobody_is_sent_again_whatever_the_router_makes_of_a_password(office: Office, lines: str) -> None:
    office.lab.configure("edge-full", lines)
    assert office.onboard(office.ticket(add("alice"))).code == 0
    stored = [line for line in office.running("edge-full").splitlines() if line.startswith("username alice")]
    assert " password 0 " not in stored[0]
    assert office.onboard(office.ticket(add("bob"), number="CHG3")).code == 0
    assert [
        line for line in office.running("edge-full").splitlines() if line.startswith("username alice")
    ] == stored
    assert office.run("plan", "--limit", "edge-full").code == 0
    assert office.log_in("alice", office.password("alice"), "edge-full").connected


def test_from_password_to_secret_in_one_copy_and_only_who_has_the_new_one_is_connected(
    office: Office,
) -> None:
    office.onboard(office.ticket(add()))
    assert office.log_in("alice", office.password("alice")).connected
    defaults = office.inventory / "defaults.yaml"
    defaults.write_text(defaults.read_text().replace("credential: password", "credential: secret"))
    merges = office.merges()
    said = office.onboard(office.ticket({"action": "reset-password", "name": "alice"}, number="CHG3"))
    assert said.code == 0, said.err
    assert office.merges() == merges + 1
    assert "username alice privilege 0 secret 9 $9$" in office.running()
    assert office.log_in("alice", office.password("alice"), port=50900).connected
    assert office.connected() == ["alice"]
    assert list((office.inventory / "secrets").glob("*.age")) == []


KILL = """
import os, signal
import {module} as module
target = module.{owner}
original = target.{name}
def killed(*args, **kwargs):
    {before}
    found = original(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
    return found
setattr(target, "{name}", killed)
"""
DIE = "os.kill(os.getpid(), signal.SIGKILL)"
STEPS = {
    "before the ledger has begun": ("stores.ledger", "Ledger", "append", DIE),
    "after the ledger has begun": ("stores.ledger", "Ledger", "append", "pass"),
    "before the store has the password": ("stores.secret_store", "_Age", "put", DIE),
    "after the store has the first password": ("stores.secret_store", "_Age", "put", "pass"),
    "before the requester's copy": ("stores.credentials_out", "CredentialsOut", "write", DIE),
    "after the requester's first copy": ("stores.credentials_out", "CredentialsOut", "write", "pass"),
    "before users.yaml is replaced": ("stores.users_file", "UsersEdit", "write", DIE),
    "after users.yaml is replaced": ("stores.users_file", "UsersEdit", "write", "pass"),
    "before a push": ("tasks.change.push_users", "__dict__", "push_plan", DIE),
    "after the first push": ("tasks.change.push_users", "__dict__", "push_plan", "pass"),
    "while a router merges": ("tasks.change.merge_config", "MergeDriver", "merge", "pass"),
    "before the passwords of before are forgotten": (
        "tasks.change.carry_out_tickets",
        "__dict__",
        "_forget_old_passwords",
        DIE,
    ),
}


def killer(step: str) -> str:
    module, owner, name, before = STEPS[step]
    if owner != "__dict__":
        return KILL.format(module=module, owner=owner, name=name, before=before)
    text = KILL.format(module=module, owner=name, name=name, before=before)
    return text.replace(f"target = module.{name}\n", "target = module\n")


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_is_finished_by_the_next_run(office: Office, step: str) -> None:
    office.onboard(office.ticket(add("carol"), add("dave"), number="CHG1"))
    assert office.log_in("dave", office.password("dave")).connected
    ticket = office.ticket(
        add("alice"),
        add("bob"),
        {"action": "reset-password", "name": "carol"},
        {"action": "remove", "name": "dave"},
    )
    run = office.process(ticket, killer(step))
    out, err = run.communicate(timeout=120)
    assert run.returncode == -9, (out, err)
    if step in {"while a router merges", "after the first push"}:
        # A router that was left with a commit in the air goes back by its own timer before anybody may change it.
        for router in BOTH:
            office.lab.show(router, "configure revert now")
    said = office.onboard(ticket)
    assert said.code == 0, said.err
    for router in BOTH:
        text = office.running(router)
        assert "username dave" not in text
        for name in ("alice", "bob", "carol"):
            assert office.log_in(name, office.password(name), router).connected, name
    assert "dave" not in office.connected()
    assert set(office.users()) == {"test", "alice", "bob", "carol"}
    assert "done before, nothing to do" in office.onboard(ticket).err
    assert office.run("tickets", "CHG2").code == 0
    assert office.run("plan").code == 0


def test_a_password_is_found_nowhere_but_where_it_belongs(office: Office, tmp_path: Path) -> None:
    said = [
        office.headend(
            "--debug",
            "onboard",
            str(office.ticket(add())),
            "--credentials-out",
            str(office.copies),
            "--inventory",
            str(office.inventory),
            "--state",
            str(office.state),
            "--json",
        )
    ]
    canary = office.password("alice")
    said += [
        office.run("tickets"),
        office.run("plan", "--json"),
        office.run("drift"),
        office.run("deploy", "--yes"),
    ]
    for one in said:
        assert canary not in one.out + one.err
    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in places if canary.encode() in path.read_bytes()] == ["alice.txt"]
    for router in BOTH:
        assert [name for name, data in office.flash(router).items() if canary.encode() in data] == []
        assert not any(canary in line for line in office.typed(router))
        assert canary in office.running(router)


def test_a_requester_with_a_key_gets_what_only_the_key_opens(office: Office, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    said = office.onboard(office.ticket(add(), recipient=str(key.to_public())))
    assert said.code == 0, said.err
    (path,) = office.copies.iterdir()
    text = pyrage.decrypt(path.read_bytes(), [key]).decode()
    password = next(line.split()[1] for line in text.splitlines() if "Password:" in line)
    assert office.log_in("alice", password).connected
    assert not any(password.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_csv_of_two_hundred_is_one_transaction_for_each_router(office: Office) -> None:
    rows = "\n".join(f"CHG9,add,user{number},all" for number in range(200))
    path = office.inventory.parent / "many.csv"
    path.write_text(f"ticket,action,name,headends\n{rows}\n")
    lines, merges = office.lines(), office.merges()
    said = office.onboard(path)
    assert said.code == 0, said.err
    assert office.merges() == merges + 1
    many = office.lines() - lines
    lines = office.lines()
    assert office.onboard(office.ticket(add("one-more"))).code == 0
    assert many == office.lines() - lines


def test_the_schema_and_a_dry_run_touch_nothing(office: Office) -> None:
    schema = json.loads(office.headend("onboard", "--schema").out)
    assert schema["title"] == "Ticket for `headend onboard`"
    lines = office.lines()
    said = office.onboard(office.ticket(add()), "--dry-run")
    assert said.code == 2
    assert "made now" in said.err
    assert office.lines() == lines
    assert office.ledger() == []


def test_a_ticket_comes_by_a_pipe(office: Office) -> None:
    words = ["onboard", "-", "--credentials-out", str(office.copies)]
    words += ["--inventory", str(office.inventory), "--state", str(office.state)]
    done = subprocess.run(
        [sys.executable, "playbooks.py", *words],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
        input=textwrap.dedent("""
            ticket,action,name,headends
            CHG2,add,alice,all
        """).lstrip(),
    )
    assert done.returncode == 0, done.stderr
    assert office.log_in("alice", office.password("alice")).connected
