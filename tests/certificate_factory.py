"""Certificates for tests: good ones, and one for each defect. Shares nothing with the simulator's authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG = timedelta(days=9000)
"""A certificate outlasts the tests: some of them look at it by the clock of the day on which they run."""
HOST = "vpn.example.com"
PASSPHRASE = "cisco123"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(name: str = "server", bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key per name and size and test process: making one costs a twentieth of a second."""
    del name
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str = "server") -> ec.EllipticCurvePrivateKey:
    del name
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Issued:
    """A certificate, its key, and the certificates above it, nearest first."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return (self.certificate, *self.above)


def make(
    common_name: str,
    key: Key,
    issuer: Issued | None = None,
    *,
    authority: bool = False,
    names: Iterable[str] = (),
    starts: datetime = NOW - timedelta(days=30),
    ends: datetime = NOW + LONG,
    server_auth: bool | None = True,
    digital_signature: bool | None = True,
    key_encipherment: bool = True,
    sha1: bool = False,
    serial: int | None = None,
    path_length: int | None = None,
    cert_sign: bool | None = None,
    pss: bool = False,
    more: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> Issued:
    """One certificate. ``None`` for an extension's flag leaves the extension out; ``False`` leaves the bit unset.

    ``more`` are extensions, and whether each is critical. ``cert_sign`` is what ``authority`` says unless it is given.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
    )
    if digital_signature is not None:
        builder = builder.add_extension(
            _key_usage(
                signature=digital_signature,
                encipherment=key_encipherment and not authority,
                signs=authority if cert_sign is None else cert_sign,
            ),
            critical=True,
        )
    if server_auth is not None and not authority:
        use = ExtendedKeyUsageOID.SERVER_AUTH if server_auth else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    entries = [_general_name(name) for name in names]
    if entries:
        builder = builder.add_extension(x509.SubjectAlternativeName(entries), critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    signer: CertificateIssuerPrivateKeyTypes = issuer.key if issuer else key
    pad = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH) if pss else None
    certificate = builder.sign(signer, hashes.SHA256(), rsa_padding=pad)
    if sha1:
        certificate = _with_sha1_signature(certificate, signer)
    return Issued(certificate, key, issuer.chain if issuer else ())


@cache
def root() -> Issued:
    return make("Example Root", rsa_key("root"), authority=True, ends=NOW + 2 * LONG, serial=1)


@cache
def intermediate() -> Issued:
    return make("Example Issuing", rsa_key("intermediate"), root(), authority=True, serial=2)


def issuing(
    *more: tuple[x509.ExtensionType, bool],
    authority: bool = True,
    cert_sign: bool = True,
    above: Issued | None = None,
) -> Issued:
    """An authority in between, of which one thing is wrong."""
    key = rsa_key("second authority")
    return make("Odd Issuing", key, above or root(), authority=authority, cert_sign=cert_sign, more=more)


def server(
    *,
    names: Iterable[str] = (HOST,),
    common_name: str = HOST,
    key: Key | None = None,
    issuer: Issued | None = None,
    starts: datetime = NOW - timedelta(days=30),
    ends: datetime = NOW + LONG,
    server_auth: bool | None = True,
    digital_signature: bool | None = True,
    key_encipherment: bool = True,
    sha1: bool = False,
) -> Issued:
    """A headend's certificate, good unless a keyword says otherwise."""
    return make(
        common_name,
        key or rsa_key(),
        issuer or intermediate(),
        names=names,
        starts=starts,
        ends=ends,
        server_auth=server_auth,
        digital_signature=digital_signature,
        key_encipherment=key_encipherment,
        sha1=sha1,
    )


def self_signed(names: Iterable[str] = (HOST,)) -> Issued:
    return make(HOST, rsa_key(), names=names)


def pkcs12(
    issued: Issued,
    *,
    with_key: bool = True,
    chain: Iterable[x509.Certificate] | None = None,
    passphrase: str = PASSPHRASE,
    legacy: bool = False,
) -> bytes:
    """The certificate as a file; ``chain`` replaces the certificates above it, in the order given."""
    above = list(issued.above if chain is None else chain)
    if not passphrase:
        return serialize_key_and_certificates(
            None, issued.key if with_key else None, issued.certificate, above or None, NoEncryption()
        )
    cipher = PBES.PBESv1SHA1And3KeyTripleDESCBC if legacy else PBES.PBESv2SHA256AndAES256CBC
    sealing = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(cipher)
        .hmac_hash(hashes.SHA1() if legacy else hashes.SHA256())  # noqa: S303 - what legacy means
        .build(passphrase.encode())
    )
    return serialize_key_and_certificates(
        b"headend", issued.key if with_key else None, issued.certificate, above or None, sealing
    )


def repeated_extension(issued: Issued) -> Issued:
    """A certificate that breaks RFC 5280, 4.2: its extendedKeyUsage is named subjectAltName, which it has already."""
    der = issued.certificate.public_bytes(Encoding.DER)
    extended_key_usage, alternative_name = bytes.fromhex("0603551d25"), bytes.fromhex("0603551d11")
    broken = x509.load_der_x509_certificate(der.replace(extended_key_usage, alternative_name))
    return Issued(broken, issued.key, issued.above)


def pem(issued: Issued) -> bytes:
    """Key and chain as an OpenSSL user has them."""
    key = issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + b"".join(one.public_bytes(Encoding.PEM) for one in issued.chain)


def mismatched(issued: Issued, key: Key) -> bytes:
    """A file with a certificate and somebody else's key."""
    return serialize_key_and_certificates(
        None, key, None, list(issued.chain), BestAvailableEncryption(PASSPHRASE.encode())
    )


def two_keys(issued: Issued) -> bytes:
    """A file with two keys, as a Java keystore may have: the contents of two files under one cover, without MAC."""
    contents = b"".join(_safe(pkcs12(one)) for one in (issued, server(key=rsa_key("second"))))
    data_type = bytes.fromhex("06092a864886f70d010701")
    cover = _tlv(0x30, data_type + _tlv(0xA0, _tlv(0x04, _tlv(0x30, contents))))
    return _tlv(0x30, b"\x02\x01\x03" + cover)


def _safe(file: bytes) -> bytes:
    """The content of a PKCS12 file's AuthenticatedSafe (RFC 7292, 4.1)."""
    _, pfx, _ = _first(file)
    _, _, after_version = _first(pfx)
    _, content_info, _ = _first(after_version)
    _, _, after_type = _first(content_info)
    octets = _first(_first(after_type)[1])[1]
    return _first(octets)[1]


def _first(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag and content of the first DER value, and what follows it."""
    start, length = 2, data[1]
    if length >= 0x80:
        start = 2 + length - 0x80
        length = int.from_bytes(data[2:start])
    return data[0], data[start : start + length], data[start + length :]


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8 or 1)
    return bytes([tag]) + (octets if size < 0x80 else bytes([0x80 + len(octets)]) + octets) + content


def _with_sha1_signature(
    certificate: x509.Certificate, signer: CertificateIssuerPrivateKeyTypes
) -> x509.Certificate:
    """The same certificate as an old authority would sign it; the library itself refuses to.

    The identifiers of both algorithms have the same length, and the signature is the last field.
    """
    assert isinstance(signer, rsa.RSAPrivateKey)
    sha256_rsa, sha1_rsa = (bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05"))
    body = certificate.tbs_certificate_bytes.replace(sha256_rsa, sha1_rsa)
    signature = signer.sign(body, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - the defect asked for
    der = certificate.public_bytes(Encoding.DER)
    whole = der.replace(certificate.tbs_certificate_bytes, body).replace(sha256_rsa, sha1_rsa)
    return x509.load_der_x509_certificate(whole[: -len(signature)] + signature)


def _key_usage(*, signature: bool, encipherment: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=False,
        key_encipherment=encipherment,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        address = ip_address(name)
    except ValueError:
        return x509.DNSName(name)
    return x509.IPAddress(address)
