"""What counts as an import that worked: the simulator shows it, the product judges it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.installed import shortcomings
from flexvpn.certificates.pkcs12 import Identity, read_identity
from flexvpn.facts import certificates as certificate_facts
from flexvpn.facts import keys as key_facts
from flexvpn.facts.certificates import Certificate
from flexvpn.facts.keys import KeyPair
from lab.dialogue import run_dialogue
from lab.pki.commands import import_any
from lab.router import Router
from lab.session import Session
from tests import certificate_factory as certificates

ISSUED = certificates.server()
IDENTITY = read_identity(certificates.pkcs12(ISSUED), certificates.PASSPHRASE)
SHA1 = Fingerprints.of(IDENTITY.certificate).sha1


@cache
def shown() -> tuple[tuple[Certificate, ...], tuple[KeyPair, ...]]:
    router = Router("r1", "17.9.4")
    router.flash.write("bootflash:/x.p12", certificates.pkcs12(ISSUED, legacy=True))
    command = f"TP pkcs12 bootflash:/x.p12 password {certificates.PASSPHRASE}"
    run_dialogue(import_any(router, Session(), command))
    return (
        certificate_facts.read(router.execute("show crypto pki certificates verbose")).records,
        key_facts.read(router.execute("show crypto key mypubkey rsa")).records,
    )


def reasons(
    *,
    identity: Identity = IDENTITY,
    label: str = "TP",
    sha1: str = SHA1,
    without: str = "",
    **changes: object,
) -> str:
    certs, keys = shown()
    certs = tuple(
        replace(certificate, **changes) if certificate.role == "identity" else certificate  # type: ignore[arg-type]
        for certificate in certs
        if certificate.common_name != without
    )
    return "; ".join(shortcomings(identity, label, sha1, certs, keys))


def test_a_whole_import_lacks_nothing() -> None:
    assert reasons() == ""


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("no certificate with SHA-1", {"label": "OTHER"}),
        (f"but one with SHA-1 {'AB' * 20}", {"fingerprint_sha1": "ab" * 20}),
        ("serial number 03, not", {"serial_text": "03"}),
        ("status Pending", {"status": "Pending"}),
        ("goes with the key SOMEBODYS", {"key_label": "SOMEBODYS"}),
        ("the issuer, CN=Example Issuing, is not under", {"without": "Example Issuing"}),
    ],
)
def test_what_is_missing_is_named(reason: str, changes: dict[str, object]) -> None:
    assert reason in reasons(**changes)  # type: ignore[arg-type]


def test_a_root_that_the_router_leaves_out_is_no_loss() -> None:
    assert reasons(without="Example Root") == ""


def test_the_key_itself_is_compared_not_only_its_name() -> None:
    certs, keys = shown()
    wrong = tuple(replace(key, public_key="00") for key in keys)
    assert "is not the certificate's" in "; ".join(shortcomings(IDENTITY, "TP", SHA1, certs, wrong))
    assert "no RSA key named TP" in "; ".join(shortcomings(IDENTITY, "TP", SHA1, certs, ()))


def test_a_trustpoint_that_is_renamed_has_the_same_key_under_two_names_and_either_may_be_named() -> None:
    certs, keys = shown()
    old = tuple(replace(key, name="OLD") for key in keys if key.name == "TP")
    named = tuple(
        replace(certificate, key_label="OLD") if certificate.role == "identity" else certificate
        for certificate in certs
    )
    assert shortcomings(IDENTITY, "TP", SHA1, named, (*old, *keys)) == ()
    other = tuple(replace(key, public_key="00") for key in old)
    assert "goes with the key OLD" in "; ".join(shortcomings(IDENTITY, "TP", SHA1, named, (*other, *keys)))
