from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from flexvpn.base.errors import CertificateUnreadable, NotUnderstood
from flexvpn.base.values import Release
from flexvpn.certificates.pem import read_certificates, read_chain
from flexvpn.certificates.pkcs12 import Unreadable
from flexvpn.facts.keys import KeyPair
from flexvpn.ios.config import parse
from flexvpn.router.enrolment import (
    authority_lines,
    new_label,
    noted,
    read_request,
    trustpoint_lines,
    waiting,
)
from flexvpn.router.inspection import Observation
from flexvpn.router.record import Record
from flexvpn.sections.trustpoint import Trustpoint
from tests import certificate_factory as certificates

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEY = certificates.rsa_key("enrolled")


def router(*labels: str, requested: tuple[str, ...] = ()) -> Observation:
    record = Record(tool_version="1", pushed_at=NOW, plan_digest="0", requested=requested)
    return Observation(
        release=Release.model_validate("17.9.4"),
        config=parse(""),
        labels_in_use=frozenset(labels),
        record=record if requested else None,
    )


def printed(*, pem: bool, damage: bool = False) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vpn.example.com")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(KEY, hashes.SHA256())
    text = request.public_bytes(Encoding.PEM).decode()
    if damage:
        text = text.replace("MII", "AII", 1)
    if not pem:
        text = "\n".join(text.strip().splitlines()[1:-1])
    return (
        "% Start certificate enrollment ..\n% The subject name in the certificate will include: CN=vpn.example.com\n"
        f"Certificate Request follows:\n\n{text}\n\n---End - This line not part of the certificate request---\n\n"
    )


def pair(name: str = "TP", key: Any = KEY) -> KeyPair:  # noqa: ANN401 - any kind of key
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
    return KeyPair(name, "RSA", 2048, None, None, None, None, False, False, None, der)  # noqa: FBT003 - fields


@pytest.mark.parametrize("pem", [True, False])
def test_a_request_is_found_among_what_the_router_prints(*, pem: bool) -> None:
    request = read_request("edge", "TP", printed(pem=pem), [pair()])
    assert request.is_signature_valid
    assert request.public_key() == KEY.public_key()


def test_a_request_for_another_key_a_damaged_one_and_none_are_refused() -> None:
    other = pair(key=certificates.rsa_key("another"))
    with pytest.raises(NotUnderstood, match="not for the router's key"):
        read_request("edge", "TP", printed(pem=True), [other])
    with pytest.raises(NotUnderstood, match="cannot be read"):
        read_request("edge", "TP", printed(pem=True, damage=True), [pair()])
    with pytest.raises(NotUnderstood, match="no signing request") as refused:
        read_request("edge", "TP", "% You must authenticate the Certificate Authority before\n", [pair()])
    assert "authenticate" in refused.value.reply


def test_a_label_for_a_key_is_unused_and_the_same_until_it_is_taken() -> None:
    assert new_label("edge", "IKEv2-TP", router()) == "IKEv2-TP"
    first = new_label("edge", "IKEv2-TP", router("IKEv2-TP"))
    assert first == new_label("edge", "IKEv2-TP", router("IKEv2-TP"))
    assert first != new_label("edge", "IKEv2-TP", router("IKEv2-TP", first))
    assert waiting("IKEv2-TP", router("IKEv2-TP", first, requested=(first,))) == (first,)
    assert waiting("IKEv2-TP", router("IKEv2-TP", requested=(first,))) == ()


def test_the_trustpoint_answers_beforehand_what_ios_would_ask() -> None:
    assert trustpoint_lines("TP", "vpn.example.com") == (
        "crypto pki trustpoint TP",
        " enrollment terminal pem",
        " serial-number none",
        " fqdn vpn.example.com",
        " ip-address none",
        " subject-name CN=vpn.example.com",
        " rsakeypair TP 2048",
    )
    assert " ip-address 192.0.2.1" in trustpoint_lines("TP", "192.0.2.1")
    assert authority_lines("TP-rrr1") == ("crypto pki trustpoint TP-rrr1", " enrollment terminal pem")


def test_a_request_is_noted_beside_what_the_record_has() -> None:
    first = noted(None, requested=("TP",), labels=("TP",), version="1", now=NOW)
    assert (first.requested, first.generations) == (("TP",), ("TP",))
    again = noted(first, requested=("TP",), labels=("TP", "TP-rrr1"), version="1", now=NOW)
    assert (again.requested, again.generations) == (("TP",), ("TP", "TP-rrr1"))


def test_a_chain_without_a_key_is_read_in_any_order() -> None:
    chain = certificates.server().chain
    data = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in reversed(chain))
    identity = read_chain(data)
    assert (identity.chain, identity.key) == (chain, None)
    assert read_certificates(chain[0].public_bytes(Encoding.DER)) == (chain[0],)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b"\n", Unreadable.EMPTY),
        (b"x" * 2_000_000, Unreadable.HUGE),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", Unreadable.BAD_CERTIFICATE),
        (b"hello", Unreadable.NOTHING),
        (
            certificates.repeated_extension(certificates.server()).certificate.public_bytes(Encoding.PEM),
            Unreadable.BAD_CERTIFICATE,
        ),
    ],
    # Keys are new in every process: bytes must not name a test.
    ids=range(6),
)
def test_what_is_no_certificate_is_refused(data: bytes, reason: Unreadable) -> None:
    with pytest.raises(CertificateUnreadable) as refused:
        read_certificates(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "pkcs12 is missing"),
        ({"pkcs12": "x.p12"}, "passphrase is missing"),
        ({"certificate": "x.pem", "pkcs12": "x.p12", "passphrase": "env:P"}, "one or the other"),
        ({"certificate": "x.pem", "passphrase": "env:P"}, "one or the other"),
    ],
)
def test_a_trustpoint_has_one_way_to_its_certificate(given: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Trustpoint.model_validate(given)
    assert Trustpoint.model_validate({"certificate": "x.pem"}).pkcs12 is None
