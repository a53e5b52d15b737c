"""Enrolment at the terminal: authenticate the CA, print a request, take the certificate.

The router's key never leaves it. Words are those of IOS's PKI guide [DOC]; layout of blank lines [INF].
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from lab.dialogue import Ask, IncompleteCommandError
from lab.pki.asking import yes_no
from lab.pki.bundle import is_self_signed
from lab.pki.keys import default_label
from lab.pki.names import fingerprint
from lab.pki.paste import End, paste, read_certificate
from lab.pki.request import build_request, request_settings
from lab.pki.store import KeyPair, Role, public_der

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node

_ENTER = 'Enter the base 64 encoded {what}.\nEnd with a blank line or the word "quit" on a line by itself\n\n'
_LINE = 64


def authenticate(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto pki authenticate NAME`: the CA's certificate, pasted."""
    name = _name(args)
    node = _trustpoint(router, name)
    if node is None:
        yield f"% CA trustpoint for label {name} not known.\n"
        return
    if router.pki.ca(name) is not None:
        yield "% Please delete your existing CA certificate first.\n"
        yield f"% You must use 'no crypto pki trustpoint {name}' to delete the CA certificate.\n"
        return
    if not node.find("enrollment terminal"):
        yield "% Error in receiving Certificate Authority certificate: status = FAIL, cert length = 0\n"
        return
    yield "\n" + _ENTER.format(what="CA certificate")
    certificate = read_certificate((yield from paste(End.BLANK_OR_QUIT)))
    if certificate is None:
        yield "% Error in saving certificate: status = FAIL\n\n"
        return
    if not is_self_signed(certificate):
        yield f"Trustpoint '{name}' is a subordinate CA and holds a non self signed cert\n"
    yield "Certificate has the following attributes:\n"
    yield f"       Fingerprint MD5: {fingerprint(certificate, hashes.MD5())}\n"  # noqa: S303
    yield f"      Fingerprint SHA1: {fingerprint(certificate, hashes.SHA1())}\n\n"  # noqa: S303
    if not (yield from yes_no("% Do you accept this certificate? [yes/no]: ")):
        yield "Certificate not accepted.\n"
        return
    router.pki.install(name, Role.CA, certificate, router.clock.now())
    yield "Trustpoint CA certificate accepted.\n% Certificate successfully imported\n\n"


def enroll(router: Router, _session: Session, args: str) -> Dialogue:
    """`crypto pki enroll NAME`: asks what IOS asks and prints a signing request that is real."""
    name = _name(args)
    node = _trustpoint(router, name)
    if node is None:
        yield f"% CA trustpoint for label {name} not known.\n"
        return
    if router.pki.ca(name) is None:
        yield "% You must authenticate the Certificate Authority before\nyou can enroll with it.\n"
        return
    settings = request_settings(router, node)
    yield "% Start certificate enrollment .. \n\n"
    if settings.subject:
        yield f"% The subject name in the certificate will include: {settings.subject}\n"
    if settings.fqdn:
        yield f"% The fully-qualified domain name in the certificate will be: {settings.fqdn}\n"
    if not node.find("serial-number"):
        yield from yes_no("% Include the router serial number in the subject name? [yes/no]: ")
    if not node.find("ip-address"):
        yield Ask("% Include an IP address in the subject name? [no]: ")
    show = yield from yes_no("Display Certificate Request to terminal? [yes/no]: ")
    key = _key(router, name, node)
    request = build_request(settings, key)
    router.pki.requests[name] = request
    while show:
        yield _printed(request, pem=node.has("enrollment terminal pem"))
        show = yield from yes_no("Redisplay enrollment request? [yes/no]: ")


def import_certificate(router: Router, name: str) -> Dialogue:
    """`crypto pki import NAME certificate`: the certificate that the CA made of the request."""
    if _trustpoint(router, name) is None:
        yield f"% CA trustpoint for label {name} not known.\n"
        return
    if router.pki.ca(name) is None:
        yield "% You must authenticate the Certificate Authority before\n"
        yield "you can import the router's certificate.\n"
        return
    request = router.pki.requests.get(name)
    if request is None:
        yield "% No router certificate request is pending for this trustpoint.\n"
        return
    yield _ENTER.format(what="certificate")
    certificate = read_certificate((yield from paste(End.BLANK_OR_QUIT)))
    wanted = router.pki.ca(name)
    fits = certificate is not None and any(
        public_der(certificate) == k.public_der() for k in router.pki.keys.values()
    )
    if certificate is None or wanted is None or not fits or not _issued_by(certificate, wanted):
        yield "% Failed to parse or verify imported certificate\n"
        return
    router.pki.install(name, Role.IDENTITY, certificate, router.clock.now())
    del router.pki.requests[name]
    yield "% Router Certificate successfully imported\n\n"


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _key(router: Router, name: str, node: Node) -> KeyPair:
    words = (node.value("rsakeypair") or "").split()
    label = words[0] if words else default_label(router) or name
    if label not in router.pki.keys:
        bits = int(words[1]) if len(words) > 1 and words[1].isdigit() else 2048
        private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        router.pki.keys[label] = KeyPair(label, private, router.clock.now())
    return router.pki.keys[label]


def _printed(request: x509.CertificateSigningRequest, *, pem: bool) -> str:
    body = base64.b64encode(request.public_bytes(Encoding.DER)).decode()
    lines = [body[i : i + _LINE] for i in range(0, len(body), _LINE)]
    if pem:
        lines = ["-----BEGIN CERTIFICATE REQUEST-----", *lines, "-----END CERTIFICATE REQUEST-----"]
    text = "\n".join(lines)
    return (
        f"Certificate Request follows:\n\n{text}\n\n"
        "---End - This line not part of the certificate request---\n\n"
    )


def _trustpoint(router: Router, name: str) -> Node | None:
    return router.running.get(f"crypto pki trustpoint {name}")


def _name(args: str) -> str:
    words = args.split()
    if not words:
        raise IncompleteCommandError
    return words[0]
