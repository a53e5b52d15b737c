"""A PKCS12 file that cannot serve is refused before any connection, and says why in plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import authority, put_certificate

if TYPE_CHECKING:
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

DEFECTS = {
    "--no-key": "no private key",
    "--self-signed": "self-signed",
    "--no-chain": "incomplete",
    "--starts-in=-400": "expired",
    "--starts-in=30": "not valid before",
    "--no-server-auth": "not for server authentication",
    "--key=ec:256": "rsa-sig",
    "--host=other.example.com": "not for vpn.example.com",
}


@pytest.mark.parametrize(("option", "said"), DEFECTS.items(), ids=DEFECTS)
def test_a_certificate_that_cannot_serve_touches_no_router(
    headend: Type, inventory: Path, edges: Lab, option: str, said: str
) -> None:
    put_certificate(inventory, authority(option))
    refused = headend("deploy", "--yes", "--inventory", str(inventory))
    assert refused.code == 3
    assert re.search(
        r"^  defaults\.yaml:\d+: data\.trustpoint\.pkcs12: pki/IKEv2-TP\.p12: ", refused.err, re.MULTILINE
    )
    assert said in refused.err
    assert edges.call(lambda: edges["edge-full"].router.counters.logins) == 0


def test_a_wrong_passphrase_is_said_and_not_shown(headend: Type, inventory: Path) -> None:
    (inventory / "secrets" / "IKEv2-TP.passphrase").write_text("canary-wrong\n")
    refused = headend("plan", "--inventory", str(inventory))
    assert refused.code == 3
    assert "data.trustpoint.pkcs12: pki/IKEv2-TP.p12: the passphrase is wrong" in refused.err
    assert "canary-wrong" not in refused.err


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--self-signed",), 2), (("--no-key",), 2)])
def test_check_says_whether_a_file_can_serve(
    headend: Type, inventory: Path, options: tuple[str, ...], code: int
) -> None:
    put_certificate(inventory, authority(*options))
    file, passphrase = inventory / "pki" / "IKEv2-TP.p12", inventory / "secrets" / "IKEv2-TP.passphrase"
    said = headend("certificate", "check", str(file), "--passphrase", f"file:{passphrase}")
    assert said.code == code


def test_check_of_a_file_that_cannot_be_read_leaves_with_3(headend: Type, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("x")
    (tmp_path / "empty.p12").write_bytes(b"")
    word = f"file:{tmp_path / 'word'}"
    assert headend("certificate", "check", str(tmp_path / "empty.p12"), "--passphrase", word).code == 3
    assert headend("certificate", "check", str(tmp_path / "absent.p12"), "--passphrase", word).code == 3
    assert headend("certificate", "check", str(tmp_path / "empty.p12"), "--passphrase", "cisco123").code == 3


@pytest.mark.parametrize("command", ["certificate", "verify", "drift", "doctor"])
def test_on_the_day_a_certificate_of_the_inventory_ends_the_fleet_can_still_be_looked_at(
    headend: Type, inventory: Path, edges: Lab, command: str
) -> None:
    put_certificate(inventory, authority("--starts-in=-400"))
    seen = headend(command, "--inventory", str(inventory), "--limit", "edge-full")
    assert seen.code == 2
    assert "pki/IKEv2-TP.p12: the certificate expired on " in seen.err
    assert edges.call(lambda: edges["edge-full"].router.counters.logins) > 0


@pytest.mark.parametrize("command", [("plan",), ("deploy", "--yes"), ("drift", "--fix", "--yes")])
def test_what_would_push_it_is_refused_as_ever(
    headend: Type, inventory: Path, command: tuple[str, ...]
) -> None:
    put_certificate(inventory, authority("--starts-in=-400"))
    assert headend(*command, "--inventory", str(inventory)).code == 3
