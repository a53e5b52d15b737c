"""Who is connected, over SSH: joined, told, watched; and one person's sessions ended without anybody else's."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
import yaml
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from commands.sessions import sessions_text
from flexvpn.report.layout import plain
from flexvpn.router.sessions import Connections
from lab.fault import Refuse, Reset
from lab.testing import RouterSpec, running_lab
from lab.vpn.client import Client
from lab.vpn.connect import connect
from tests.cli.conftest import write_inventory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography import x509

    from lab.fault import Fault
    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

NAT = "198.51.100.7"


@pytest.fixture
def edge() -> Iterator[Lab]:
    with running_lab(RouterSpec("edge-full", release="17.9.4")) as lab:
        yield lab


@pytest.fixture
def inventory(edge: Lab, tmp_path: Path, headend: Type) -> Path:
    """Two people may connect to one headend, which is as it should be."""
    folder = write_inventory(edge, tmp_path, "edge-full")
    people = folder / "users.yaml"
    known = yaml.safe_load(people.read_text())
    (folder / "secrets" / "ann.password").write_text("Passw0rd-of-ann\n")
    known["users"]["ann"] = {"password": "file:secrets/ann.password", "headends": ["all"]}
    people.write_text(yaml.safe_dump(known))
    deployed = headend("deploy", "--yes", "--inventory", str(folder))
    assert deployed.code == 0, deployed.err
    return folder


def roots(inventory: Path) -> tuple[x509.Certificate, ...]:
    passphrase = (inventory / "secrets" / "IKEv2-TP.passphrase").read_bytes().strip()
    bundle = load_pkcs12((inventory / "pki" / "IKEv2-TP.p12").read_bytes(), passphrase)
    chain = [one.certificate for one in bundle.additional_certs]
    return tuple(one for one in chain if one.subject == one.issuer)


def come(lab: Lab, inventory: Path, user: str, port: int, address: str = NAT) -> None:
    router = lab["edge-full"].router
    client = Client(
        user=user,
        password=(inventory / "secrets" / f"{user}.password").read_text().strip(),
        profile=lab.call(lambda: router.flash.read("acvpn.xml")),
        trust=roots(inventory),
        address=address,
        port=port,
    )
    attempt = lab.call(lambda: connect(router, client))
    assert attempt.connected, attempt


def users(said_document: list[dict[str, str]]) -> list[str]:
    return sorted(one["user"] for one in said_document)


def test_two_clients_behind_one_address_and_only_one_of_them_is_disconnected(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    for user, port in (("test", 50001), ("ann", 50002), ("test", 50003)):
        come(edge, inventory, user, port)
    come(edge, inventory, "test", 50001, "198.51.100.8")
    before = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["result"]
    assert users(before["connections"]) == ["ann", "test", "test", "test"]
    ended = headend("sessions", "--disconnect", "test", "--json", "--inventory", str(inventory))
    assert ended.code == 0, ended.err
    assert len(ended.result("edge-full")["result"]["ended"]) == 3
    after = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["result"]
    assert [(one["user"], one["peer"], one["port"]) for one in after["connections"]] == [("ann", NAT, 50002)]


def test_two_users_that_the_router_shows_at_one_address_and_port_are_told_apart_by_name(
    headend: Type, edge: Lab, inventory: Path
) -> None:
    """A session that nobody has missed yet, whose port the next client has: clearing by port would end both."""
    come(edge, inventory, "test", 50001)
    come(edge, inventory, "ann", 50001)
    ended = headend("sessions", "--disconnect", "ANN", "--json", "--inventory", str(inventory))
    assert ended.code == 0, ended.err
    after = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["result"]
    assert users(after["connections"]) == ["test"]


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        (
            Reset(at="^clear crypto session .*50001", when="after"),
            "these may be gone, nobody else was disconnected: test",
        ),
        (Refuse(line="^show crypto session detail"), "nobody was disconnected"),
    ],
    ids=str,
)
def test_a_disconnection_that_stops_midway_says_whom_it_met(
    headend: Type, edge: Lab, inventory: Path, fault: Fault, left: str
) -> None:
    come(edge, inventory, "test", 50001)
    come(edge, inventory, "ann", 50002)
    edge.fault("edge-full", fault)
    stopped = headend("sessions", "--disconnect", "test", "--inventory", str(inventory))
    assert stopped.code == 1
    assert f"state now: {left}" in stopped.err
    edge.clear_faults("edge-full")
    assert headend("sessions", "--disconnect", "test", "--inventory", str(inventory)).code == 0
    after = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["result"]
    assert users(after["connections"]) == ["ann"]


def test_nobody_is_disconnected_where_nobody_is_named_and_one_form_is_printed_at_a_time(
    headend: Type, inventory: Path
) -> None:
    for words in (("--disconnect", ""), ("--csv", "--json"), ("--watch", "--json"), ("--watch", "--csv")):
        said = headend("sessions", *words, "--inventory", str(inventory))
        assert said.code == 3, words
        assert "," not in said.out or said.document["problem"]["code"] == "E111"


def test_every_user_of_one_address_and_port_is_looked_at(headend: Type, edge: Lab, inventory: Path) -> None:
    come(edge, inventory, "ann", 50001)
    come(edge, inventory, "test", 50001)
    people = inventory / "users.yaml"
    known = yaml.safe_load(people.read_text())
    del known["users"]["ann"]
    people.write_text(yaml.safe_dump(known))
    said = headend("verify", "--only", "session-user", "--inventory", str(inventory))
    assert (said.code, "not of the intent: ann" in said.err) == (2, True)


def test_somebody_who_is_not_connected_is_said_so(headend: Type, inventory: Path) -> None:
    said = headend("sessions", "--disconnect", "nobody", "--inventory", str(inventory))
    assert (said.code, "nobody is not connected" in said.err) == (0, True)


def test_a_session_is_told_with_all_that_the_router_knows(headend: Type, edge: Lab, inventory: Path) -> None:
    come(edge, inventory, "test", 50001)
    said = headend("sessions", "--csv", "--inventory", str(inventory))
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["headend"], row["user"], row["peer"], row["port"]) == ("edge-full", "test", NAT, "50001")
    assert row["address"].startswith("192.168.10.")
    assert row["ciphers"] == "AES-CBC-256, SHA256, group 19"
    assert row["esp"] == "esp-256-aes esp-sha256-hmac"
    assert row["since"]


def test_nobody_is_not_said_of_headends_that_did_not_answer() -> None:
    text = plain(sessions_text((("edge-split", Connections()),), 2))
    assert text == "nobody is connected to 1 of 2 headends, the others did not say\n"


def test_watching_looks_again(headend: Type, edge: Lab, inventory: Path) -> None:
    come(edge, inventory, "test", 50001)
    said = headend("sessions", "--watch", "--every", "0.5", "--times", "2", "--inventory", str(inventory))
    assert said.code == 0
    assert said.err.count(NAT) == 2


def test_sessions_type_as_many_lines_for_many_as_for_one(headend: Type, edge: Lab, inventory: Path) -> None:
    come(edge, inventory, "test", 50001)
    one = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["lines_sent"]
    for port in range(50002, 50006):
        come(edge, inventory, "ann", port)
    many = headend("sessions", "--json", "--inventory", str(inventory)).result("edge-full")["lines_sent"]
    assert one == many


def test_verify_writes_junit_and_says_who_gets_in(
    headend: Type, edge: Lab, inventory: Path, tmp_path: Path
) -> None:
    come(edge, inventory, "test", 50001)
    report = tmp_path / "verify.xml"
    said = headend("verify", "--json", "--inventory", str(inventory), "--out", f"junit:{report}")
    assert said.code == 0, said.err
    assert said.result("edge-full")["result"]["users_get_in"] == "yes"
    assert 'name="session-interface"' in report.read_text()
    edge.configure("edge-full", "no ip local pool ACPool")
    failed = headend(
        "verify", "--inventory", str(inventory), "--only", "pool,pool-free", "--out", f"junit:{report}"
    )
    assert failed.code == 2
    assert "no (pool, pool-free)" in failed.err
    assert 'failures="2"' in report.read_text()
