from __future__ import annotations

import pytest

from tests.builders import headend
from tests.unit.checks.router import Router

SHOW = "show crypto pki certificates verbose"
SUBJECT = "  Subject:\n    Name: vpn.example.com\n"
CRL = "  CRL Distribution Points:\n    http://crl.example.com/ca.crl\n"
OCSP = "  OCSP URL: http://192.0.2.7/ocsp\n"
TRUSTPOINT = "crypto pki trustpoint IKEv2-TP\n enrollment pkcs12\n revocation-check {}\n"
PKCS12 = {"pkcs12": "IKEv2-TP.p12", "passphrase": "env:P12"}


def router(check: str, *, urls: str = "", also: str = "", asked: bool = True) -> Router:
    intent = headend(trustpoint=PKCS12 | ({"revocation_check": check} if asked else {}))
    made = Router(intent).having(TRUSTPOINT.format(check) + also)
    return made.answering(SHOW, SUBJECT, urls + SUBJECT) if urls else made


@pytest.mark.parametrize(
    ("made", "status"),
    [
        pytest.param(router("none"), "pass", id="nobody is asked"),
        pytest.param(router("crl"), "warn", id="no distribution point"),
        pytest.param(router("crl", asked=False), "pass", id="no peer shows a certificate"),
        pytest.param(router("crl none"), "pass", id="a way out"),
        pytest.param(router("crl", urls=CRL), "warn", id="no name server"),
        pytest.param(router("crl", urls=CRL, also="ip name-server 192.0.2.53\n"), "pass", id="name server"),
        pytest.param(router("crl", urls=CRL, also="ip host crl.example.com 192.0.2.8\n"), "pass", id="host"),
        pytest.param(
            router("crl", urls=CRL, also="ip name-server 192.0.2.53\nno ip domain lookup\n"), "warn", id="look-up off"
        ),
        pytest.param(router("ocsp", urls=CRL), "warn", id="no OCSP address"),
        pytest.param(router("ocsp", urls=OCSP), "pass", id="OCSP by address"),
    ],
)  # fmt: skip
def test_what_a_revocation_check_needs_is_there_or_named(made: Router, status: str) -> None:
    assert made.find("revocation") == status


def test_a_profile_that_asks_for_certificates_needs_it_too() -> None:
    made = router("crl", asked=False)
    line = " authentication remote anyconnect-eap aggregate"
    assert made.without(line).find("revocation") == "pass"
    asking = Router(made.intent, made.config.replace(line, f"{line} cert-request"))
    (finding,) = asking.findings("revocation")
    assert finding.status.value == "warn"
    assert "no CRL distribution point" in finding.evidence


def test_an_ec_certificate_is_reported_with_the_trap_for_ssh() -> None:
    made = Router().answering(SHOW, "rsaEncryption", "ecEncryption")
    (finding,) = made.findings("ec-keys")
    assert finding.status.value == "warn"
    assert "lock SSH out" in finding.evidence
    assert "rsa-sha2-512" in finding.next_step
    assert (
        made.having("ip ssh server algorithm hostkey rsa-sha2-512 rsa-sha2-256\n").find("ec-keys") == "pass"
    )
    assert made.having("ip ssh server algorithm hostkey ecdsa-sha2-nistp256\n").find("ec-keys") == "warn"
