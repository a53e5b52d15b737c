"""`show crypto pki certificates [verbose]`: one certificate as lines (transcripts of CSR, C3850, 26.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from lab.pki.names import (
    EXTENDED_USAGES,
    USAGE_BITS,
    common_name,
    dn_lines,
    fingerprint,
    hex_groups,
    nvram_file,
    serial_hex,
)
from lab.pki.store import Installed, Role
from lab.timestamps import certificate_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.time_zone import TimeZone

_TITLES = {
    Role.IDENTITY: "Certificate",
    Role.SELF_SIGNED: "Router Self-Signed Certificate",
    Role.CA: "CA Certificate",
}


@dataclass(frozen=True, slots=True)
class Form:
    """How much, how a release writes it, and in which zone a router shows dates."""

    verbose: bool
    zone: TimeZone
    key_storage: bool = False


def certificate_block(
    entry: Installed, trustpoints: str, key_label: str | None, form: Form
) -> tuple[str, ...]:
    """All lines of one certificate, without the blank line behind it."""
    return tuple(_block(entry, trustpoints, key_label, form))


def _block(entry: Installed, trustpoints: str, key_label: str | None, form: Form) -> Iterator[str]:
    certificate, is_ca = entry.certificate, entry.role is Role.CA
    yield _TITLES[entry.role]
    yield "  Status: Available"
    if form.verbose:
        yield "  Version: 3"
    yield f"  Certificate Serial Number (hex): {serial_hex(certificate)}"
    yield f"  Certificate Usage: {certificate_usage(certificate, is_ca=is_ca)}"
    yield "  Issuer: "
    yield from (f"    {line}" for line in dn_lines(certificate.issuer))
    if is_ca:
        yield "  Subject: "
    else:
        yield "  Subject:"
        yield from _subject_names(certificate)
    yield from (f"    {line}" for line in dn_lines(certificate.subject))
    urls = _crl_urls(certificate)
    if urls:
        yield "  CRL Distribution Points: "
        yield from (f"    {url}" for url in urls)
    yield "  Validity Date: "
    yield f"    start date: {certificate_time(form.zone.local(certificate.not_valid_before_utc))}"
    yield f"    end   date: {certificate_time(form.zone.local(certificate.not_valid_after_utc))}"
    if form.verbose:
        yield from _verbose(entry, form.zone)
    yield f"  Associated Trustpoints: {trustpoints} "
    if entry.saved:
        yield f"  Storage: {nvram_file(certificate, is_ca=is_ca)}"
    if form.verbose and not is_ca and key_label:
        yield f"  Key Label: {key_label}"
        if form.key_storage:
            yield "  Key storage device: private config"


def certificate_usage(certificate: x509.Certificate, *, is_ca: bool) -> str:
    """`General Purpose` for a key that may sign and encrypt, else `Signature` or `Encryption`."""
    if is_ca:
        return "Signature"
    bits = usage_byte(certificate)
    if bits is None:
        return "General Purpose"
    signs, encrypts = bool(bits & 0xC0), bool(bits & 0x38)
    if signs and encrypts:
        return "General Purpose"
    return "Signature" if signs else "Encryption"


def usage_byte(certificate: x509.Certificate) -> int | None:
    """Key usage as the bit string's first byte; nothing where the certificate does not say."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    return sum(bit for name, bit, _ in USAGE_BITS if getattr(usage, name))


def _subject_names(certificate: x509.Certificate) -> Iterator[str]:
    dns, addresses = alternative_names(certificate)
    yield f"    Name: {dns[0] if dns else common_name(certificate.subject)}"
    if addresses:
        yield f"    IP Address: {addresses[0]}"
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER):
        yield f"    Serial Number: {attribute.value!s}"


def alternative_names(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Host names and addresses of the subject alternative name extension."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return (), ()
    return (
        tuple(names.get_values_for_type(x509.DNSName)),
        tuple(str(a) for a in names.get_values_for_type(x509.IPAddress)),
    )


def _crl_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(
        name.value
        for point in points
        for name in point.full_name or ()
        if isinstance(name, x509.UniformResourceIdentifier)
    )


def _verbose(entry: Installed, zone: TimeZone) -> Iterator[str]:
    certificate = entry.certificate
    yield "  Subject Key Info:"
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        yield "    Public Key Algorithm: rsaEncryption"
        yield f"    RSA Public Key: ({key.key_size} bit)"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        yield "    Public Key Algorithm: ecEncryption"
        yield f"    EC Public Key: ({key.curve.key_size} bit)"
    digest = certificate.signature_hash_algorithm
    signer = "ECDSA" if "ecdsa" in certificate.signature_algorithm_oid._name else "RSA Encryption"  # noqa: SLF001
    yield f"  Signature Algorithm: {digest.name.upper() if digest else 'Unknown'} with {signer}"
    yield f"  Fingerprint MD5: {fingerprint(certificate, hashes.MD5())}"  # noqa: S303
    yield f"  Fingerprint SHA1: {fingerprint(certificate, hashes.SHA1())}"  # noqa: S303
    yield "  X509v3 extensions:"
    yield from _extensions(certificate)
    yield f"  Cert install time: {certificate_time(zone.local(entry.installed))} "


def _extensions(certificate: x509.Certificate) -> Iterator[str]:
    bits = usage_byte(certificate)
    if bits is not None:
        yield f"    X509v3 Key Usage: {bits:02X}000000"
        yield from (f"      {words}" for _, bit, words in USAGE_BITS if bits & bit)
    yield from _of_kind(certificate, x509.SubjectKeyIdentifier)
    yield from _of_kind(certificate, x509.BasicConstraints)
    yield from _of_kind(certificate, x509.SubjectAlternativeName)
    yield from _of_kind(certificate, x509.AuthorityKeyIdentifier)
    yield "    Authority Info Access:"
    yield from _of_kind(certificate, x509.ExtendedKeyUsage)


def _of_kind(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> Iterator[str]:
    value = next((e.value for e in certificate.extensions if isinstance(e.value, kind)), None)
    if isinstance(value, x509.SubjectKeyIdentifier):
        yield f"    X509v3 Subject Key ID: {hex_groups(value.digest)}"
    elif isinstance(value, x509.BasicConstraints):
        yield "    X509v3 Basic Constraints:"
        yield f"        CA: {'TRUE' if value.ca else 'FALSE'}"
    elif isinstance(value, x509.SubjectAlternativeName):
        dns, addresses = alternative_names(certificate)
        yield "    X509v3 Subject Alternative Name:"
        yield from (f"        {name}" for name in dns or ("",))
        yield f"        IP Address : {', '.join(addresses)}"
        yield "        OtherNames :"
    elif isinstance(value, x509.AuthorityKeyIdentifier) and value.key_identifier:
        yield f"    X509v3 Authority Key ID: {hex_groups(value.key_identifier)}"
    elif isinstance(value, x509.ExtendedKeyUsage):
        yield "    Extended Key Usage:"
        yield from (f"        {EXTENDED_USAGES.get(usage, usage.dotted_string)}" for usage in value)
