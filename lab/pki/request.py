"""The certificate signing request of a trustpoint, from its configuration lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from lab.pki.keys import default_label

if TYPE_CHECKING:
    from cryptography.x509.oid import ObjectIdentifier

    from lab.pki.store import KeyPair
    from lab.router import Router
    from lab.tree import Node

_OIDS: dict[str, ObjectIdentifier] = {
    "CN": NameOID.COMMON_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "C": NameOID.COUNTRY_NAME,
    "L": NameOID.LOCALITY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "E": NameOID.EMAIL_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """What a trustpoint's lines say about the certificate that it wants."""

    subject: str
    fqdn: str | None
    alternative_names: tuple[str, ...]


def request_settings(router: Router, node: Node) -> RequestSettings:
    """Read `subject-name`, `fqdn` and `subject-alt-name` below a trustpoint."""
    fqdn: str | None = node.value("fqdn") or default_label(router) or router.hostname
    if fqdn == "none":
        fqdn = None
    names = tuple((node.value("subject-alt-name") or "").replace(",", " ").split())
    return RequestSettings(node.value("subject-name") or "", fqdn, names)


def build_request(settings: RequestSettings, key: KeyPair) -> x509.CertificateSigningRequest:
    """A PKCS10 request signed with the router's key."""
    attributes = list(_subject(settings.subject))
    if settings.fqdn:
        attributes.append(x509.NameAttribute(NameOID.UNSTRUCTURED_NAME, settings.fqdn))
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes))
    builder = builder.add_extension(usage, critical=True)
    names = settings.alternative_names or ((settings.fqdn,) if settings.fqdn else ())
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    return builder.sign(key.private, hashes.SHA256())


def _subject(text: str) -> list[x509.NameAttribute[str]]:
    pairs = [part.partition("=") for part in text.split(",") if "=" in part]
    known = [(_OIDS.get(name.strip().upper()), value.strip()) for name, _, value in pairs]
    # Encoded the other way round than typed, so that `show` prints it as typed.
    return [x509.NameAttribute(oid, value) for oid, value in reversed(known) if oid and value]
