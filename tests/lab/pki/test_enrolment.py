"""Enrolment at the terminal, keys, and removal: what the router asks and what it leaves."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from lab.clock import ManualClock
from lab.pki.authority import ServerOrder, sign_request
from lab.router import Router
from tests.lab.vpn.document import HOST, NOW, certificates

TRUSTPOINT = f"""\
crypto pki trustpoint TP
 enrollment terminal pem
 subject-name CN={HOST},O=Example
 fqdn none
 serial-number none
 ip-address none
 subject-alt-name {HOST}
 revocation-check none
 rsakeypair TP 2048
"""


def box(text: str = TRUSTPOINT) -> Router:
    made = Router("r1", clock=ManualClock(NOW))
    made.configure(text)
    return made


def pem(certificate: x509.Certificate) -> tuple[str, ...]:
    return tuple(certificate.public_bytes(Encoding.PEM).decode().splitlines())


def authenticate(router: Router, answer: str = "yes") -> str:
    lines = pem(certificates().intermediate.certificate)
    return router.configure("crypto pki authenticate TP", (*lines, "quit", answer))


def request_of(text: str) -> x509.CertificateSigningRequest:
    found = re.search(r"-----BEGIN.*END CERTIFICATE REQUEST-----", text, re.DOTALL)
    assert found
    return x509.load_pem_x509_csr(found[0].encode())


def test_enrolment_goes_from_the_ca_to_the_request_to_the_certificate() -> None:
    made = box()
    text = authenticate(made)
    assert "Trustpoint 'TP' is a subordinate CA and holds a non self signed cert" in text
    assert "Trustpoint CA certificate accepted." in text
    request = request_of(made.configure("crypto pki enroll TP", ("yes", "no")))
    assert request.is_signature_valid
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [HOST]
    start = datetime(2026, 1, 1, tzinfo=UTC)
    issued = sign_request(request, ServerOrder(HOST, start=start), certificates().intermediate)
    text = made.configure("crypto pki import TP certificate", (*pem(issued), "quit"))
    assert "% Router Certificate successfully imported" in text
    assert made.pki.identity("TP") == issued
    key = made.pki.key_of(issued)
    assert key is not None
    assert key.label == "TP"


def test_a_ca_that_is_not_accepted_is_not_kept() -> None:
    made = box()
    assert "Certificate not accepted." in authenticate(made, "no")
    assert made.pki.ca("TP") is None


def test_nothing_is_enrolled_before_the_ca_is_known() -> None:
    assert "You must authenticate the Certificate Authority" in box().configure("crypto pki enroll TP")


def test_a_certificate_of_another_key_or_another_ca_is_refused() -> None:
    made = box()
    authenticate(made)
    made.configure("crypto pki enroll TP", ("no",))
    text = made.configure(
        "crypto pki import TP certificate", (*pem(certificates().server.certificate), "quit")
    )
    assert "% Failed to parse or verify imported certificate" in text
    assert made.pki.identity("TP") is None


def test_removing_an_enrolled_trustpoint_asks_and_leaves_the_key() -> None:
    made = box()
    authenticate(made)
    made.configure("crypto pki enroll TP", ("no",))
    kept = made.configure("no crypto pki trustpoint TP", ("no",))
    assert kept.startswith("% Removing an enrolled trustpoint will destroy all certificates\n received from")
    assert made.running.has("crypto pki trustpoint TP")
    gone = made.configure("no crypto pki trustpoint TP", ("yes",))
    assert gone.endswith("% Be sure to ask the CA administrator to revoke your certificates.\n\n")
    assert not made.running.has("crypto pki trustpoint TP")
    assert "TP" in made.pki.keys


def test_a_trustpoint_that_is_not_there_cannot_be_removed() -> None:
    assert box().configure("no crypto pki trustpoint NONE") == "% Can't find policy NONE\n\n"


def test_zeroizing_takes_the_key_and_the_certificates_that_were_issued_to_it() -> None:
    made = box()
    authenticate(made)
    request = request_of(made.configure("crypto pki enroll TP", ("yes", "no")))
    issued = sign_request(request, ServerOrder(HOST), certificates().intermediate)
    made.configure("crypto pki import TP certificate", (*pem(issued), "quit"))
    text = made.configure("crypto key zeroize rsa TP", ("yes",))
    assert text.startswith(
        "% Keys to be removed are named 'TP'.\n"
        "% All router certs issued using these keys will also be removed.\n"
        "Do you really want to remove these keys? [yes/no]: yes\n"
    )
    assert "TP" not in made.pki.keys
    assert made.pki.identity("TP") is None
    assert made.pki.ca("TP") is not None


def test_a_generated_key_is_shown_by_name_and_replaced_with_a_word() -> None:
    made = box("")
    made.configure("crypto key generate rsa label K modulus 2048")
    shown = made.execute("show crypto key mypubkey rsa K")
    assert shown.startswith(
        "% Key pair was generated at: 12:00:00 UTC Nov 24 2026\nKey name: K\nKey type: RSA KEYS\n"
    )
    first = made.pki.keys["K"]
    text = made.configure("crypto key generate rsa label K modulus 2048")
    assert text.startswith("% You already have RSA keys defined named K.\n% They will be replaced.\n\n")
    assert made.pki.keys["K"] is not first


def test_a_key_without_label_needs_a_domain_name() -> None:
    assert (
        box("").configure("crypto key generate rsa modulus 2048") == "% Please define a domain-name first.\n"
    )


def test_the_show_commands_name_a_shared_certificate_once_with_all_its_trustpoints() -> None:
    made = box()
    made.configure(TRUSTPOINT.replace("TP", "TP2"))
    authenticate(made)
    lines = pem(certificates().intermediate.certificate)
    made.configure("crypto pki authenticate TP2", (*lines, "quit", "yes"))
    shown = made.execute("show crypto pki certificates verbose")
    assert shown.count("CA Certificate") == 1
    assert "  Associated Trustpoints: TP2 TP \n" in shown
