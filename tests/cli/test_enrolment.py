"""`headend certificate request` and `install`, as typed: from a fresh key to a headend that serves with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests import certificate_factory as certificates

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh


def pem(*chain: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in chain)


def sign(request: bytes) -> bytes:
    asked, by = x509.load_pem_x509_csr(request), certificates.intermediate()
    names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    made = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(by.certificate.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(hours=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=300))
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(by.key, hashes.SHA256())
    )
    return pem(made, *by.chain)


def name_certificate(inventory: Path, file: str) -> None:
    """`trustpoint.certificate` instead of a PKCS12 file, for every headend."""
    path = inventory / "defaults.yaml"
    content = yaml.safe_load(path.read_text())
    content["data"]["trustpoint"] = {"name": "IKEv2-TP", "certificate": file}
    path.write_text(yaml.safe_dump(content))


def test_a_headend_gets_a_certificate_for_a_key_of_its_own(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    where = ("--inventory", str(inventory), "--limit", "edge-full")
    ca, requests = tmp_path / "ca.pem", tmp_path / "requests"
    ca.write_bytes(pem(*certificates.intermediate().chain))
    asked = headend("certificate", "request", "--ca", str(ca), "--out", str(requests), "--yes", *where)
    assert asked.code == 0, asked.err
    assert "edge-full.csr" in asked.err
    name_certificate(inventory, "pki/edge-full.pem")
    missing = headend("certificate", "install", "--yes", *where)
    assert missing.code == 3
    assert "headend certificate request" in missing.err
    (inventory / "pki" / "edge-full.pem").write_bytes(sign((requests / "edge-full.csr").read_bytes()))
    early = headend("deploy", "--yes", *where)
    assert early.code == 1
    assert "headend certificate install" in early.err
    done = headend("certificate", "install", "--yes", "--json", *where)
    assert done.code == 0, done.err
    assert done.result("edge-full")["result"]["trustpoint"] == "IKEv2-TP"
    assert headend("deploy", "--yes", *where).code == 0
    assert headend("verify", *where).code == 0
    shown = headend("certificate", *where)
    assert shown.code == 0, shown.err
    assert "crypto ikev2 profile AnyConnect-EAP" in shown.err


def test_who_signs_has_to_be_an_authority(headend: Type, inventory: Path, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(pem(certificates.server().certificate))
    refused = headend("certificate", "request", "--ca", str(ca), "--yes", "--inventory", str(inventory))
    assert refused.code == 3
    assert "is no authority" in refused.err


def test_a_headend_with_a_pkcs12_file_has_nothing_to_install(headend: Type, inventory: Path) -> None:
    refused = headend("certificate", "install", "--yes", "--inventory", str(inventory))
    assert refused.code == 3
    assert "has a PKCS12 file" in refused.err


def test_a_request_that_nobody_agrees_to_makes_no_key(headend: Type, inventory: Path, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(pem(*certificates.intermediate().chain))
    refused = headend("certificate", "request", "--ca", str(ca), "--inventory", str(inventory))
    assert refused.code == 3
    assert "nobody is there to answer" in refused.err
