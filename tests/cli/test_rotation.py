"""`headend certificate` and `headend certificate rotate`, as typed, over simulated routers."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from commands.certificate.rotate import Rotation
from flexvpn.report.document import Document
from tests.cli.conftest import authority, put_certificate

if TYPE_CHECKING:
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh


@pytest.fixture
def deployed(headend: Type, inventory: Path) -> Path:
    done = headend("deploy", "--yes", "--inventory", str(inventory))
    assert done.code == 0, done.err
    return inventory


def test_a_new_file_in_the_inventory_is_rotated_in_and_the_next_run_has_nothing_to_do(
    headend: Type, deployed: Path
) -> None:
    put_certificate(deployed, authority("--days=300"))
    where = ("--inventory", str(deployed))
    assert headend("plan", *where).code == 2
    done = headend("certificate", "rotate", "--yes", "--json", *where)
    assert done.code == 0, done.err
    Document[Rotation].model_validate(done.document)
    for name in ("edge-split", "edge-full"):
        result = done.result(name)["result"]
        assert result["before"] == "IKEv2-TP"
        assert result["live"].startswith("IKEv2-TP-")
        assert [kept["trustpoint"] for kept in result["kept"]] == ["IKEv2-TP"]
    again = headend("certificate", "rotate", "--yes", *where)
    assert again.code == 0
    assert "is the one in use, nothing to move" in again.err
    assert headend("plan", *where).code == 0


def test_another_file_can_be_named_and_going_back_needs_none(
    headend: Type, deployed: Path, tmp_path: Path
) -> None:
    file, word = tmp_path / "new.p12", tmp_path / "word"
    data, passphrase = authority("--days=300")
    file.write_bytes(data)
    word.write_bytes(passphrase)
    where = ("--inventory", str(deployed), "--limit", "edge-full")
    done = headend(
        "certificate", "rotate", "--yes", "--pkcs12", str(file), "--passphrase", f"file:{word}", *where
    )
    assert done.code == 0, done.err
    assert "moved from IKEv2-TP to IKEv2-TP-" in done.err
    assert "put this file where trustpoint.pkcs12 points" in done.err
    back = headend("certificate", "rotate", "--yes", "--back", *where)
    assert back.code == 0, back.err
    assert "to IKEv2-TP, proved, saved" in back.err
    assert headend("plan", *where).code == 0


def test_a_rotation_is_not_called_proved_where_users_do_not_get_in(
    headend: Type, deployed: Path, edges: Lab
) -> None:
    edges.configure(
        "edge-full", "crypto ikev2 profile OTHER\n match identity remote key-id *$AnyConnectClient$*"
    )
    put_certificate(deployed, authority("--days=300"))
    words = ("certificate", "rotate", "--yes", "--inventory", str(deployed), "--limit", "edge-full")
    done = headend(*words, "--json")
    assert done.code == 2
    assert ", saved, not proved: users do not get in (ikev2-alone)" in done.err
    assert ", proved" not in done.err
    assert done.result("edge-full")["result"]["because"] == ["ikev2-alone"]
    again = headend(*words)
    assert again.code == 2
    assert "is the one in use, nothing to move, but users do not get in (ikev2-alone)" in again.err


def test_a_rotation_that_nobody_agrees_to_changes_nothing(headend: Type, deployed: Path, edges: Lab) -> None:
    put_certificate(deployed, authority("--days=300"))
    writes = edges.call(lambda: edges["edge-full"].router.counters.flash_writes)
    asked = headend("certificate", "rotate", "--inventory", str(deployed))
    assert asked.code == 3
    assert "nobody is there to answer" in asked.err
    assert edges.call(lambda: edges["edge-full"].router.counters.flash_writes) == writes


def test_a_file_for_another_router_is_refused_before_any_connection(
    headend: Type, deployed: Path, edges: Lab, tmp_path: Path
) -> None:
    file, word = tmp_path / "new.p12", tmp_path / "word"
    data, passphrase = authority("--host=other.example.com")
    file.write_bytes(data)
    word.write_bytes(passphrase)
    logins = edges.call(lambda: edges["edge-full"].router.counters.logins)
    options = ("--pkcs12", str(file), "--passphrase", f"file:{word}", "--inventory", str(deployed))
    refused = headend("certificate", "rotate", "--yes", *options)
    assert refused.code == 3
    assert "not for vpn.example.com" in refused.err
    assert refused.err.startswith(f"--pkcs12: {file}: ")
    assert "inventory" not in refused.err.replace(str(file), "")
    assert edges.call(lambda: edges["edge-full"].router.counters.logins) == logins


def test_a_file_whose_passphrase_is_not_a_reference_is_refused(headend: Type, inventory: Path) -> None:
    refused = headend(
        "certificate", "rotate", "--pkcs12", "x.p12", "--passphrase", "cisco123", "--inventory", str(inventory)
    )  # fmt: skip
    assert refused.code == 3
    assert "--passphrase" in refused.err


def test_going_back_needs_no_file_even_where_the_inventorys_is_gone(
    headend: Type, deployed: Path, edges: Lab
) -> None:
    where = ("--inventory", str(deployed))
    put_certificate(deployed, authority("--days=300"))
    assert headend("certificate", "rotate", "--yes", *where).code == 0
    (deployed / "pki" / "IKEv2-TP.p12").unlink()
    (deployed / "secrets" / "IKEv2-TP.passphrase").unlink()
    back = headend("certificate", "rotate", "--back", "--yes", *where)
    assert back.code == 0, back.err
    assert "to IKEv2-TP, proved, saved" in back.err
    assert " pki trustpoint IKEv2-TP\n" in edges.show("edge-full", "show running-config")


def test_going_back_takes_no_file_and_days_have_an_end(headend: Type, inventory: Path) -> None:
    where = ("--inventory", str(inventory))
    file = ("--pkcs12", "x.p12", "--passphrase", "env:X")
    refused = headend("certificate", "rotate", "--back", *file, *where)
    assert refused.code == 3
    assert "leave out --pkcs12" in refused.err
    assert headend("certificate", "rotate", "--keep", "99999999", *where).code == 3


def test_check_asks_what_clients_trust_where_it_is_given(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    file, passphrase = inventory / "pki" / "IKEv2-TP.p12", inventory / "secrets" / "IKEv2-TP.passphrase"
    other = tmp_path / "other"
    words = ["-m", "lab", "pki", "--out", str(other), "--host", "vpn.example.com"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)
    said = headend(
        "certificate", "check", str(file), "--passphrase", f"file:{passphrase}", "--trust", str(other / "ca.pem")
    )  # fmt: skip
    assert said.code == 2
    assert "the client trusts none of its authorities" in said.err
