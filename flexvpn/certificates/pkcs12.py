"""Reads PKCS12 files, whichever program wrote them: one key, its certificate, and the chain above it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509 import DuplicateExtension

from flexvpn.base.errors import CertificateUnreadable
from flexvpn.certificates.chain import order, pick_leaf, public_der, self_signed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
    from cryptography.x509 import Certificate

LARGEST = 1_000_000
"""Bytes. A key and a chain of ten certificates take 30 kB: a file larger than this is a mistake."""

# Object identifiers of the two bags that hold a private key (RFC 7292, 4.2.1 and 4.2.2), as DER.
_KEY_BAGS = (bytes.fromhex("060b2a864886f70d010c0a0101"), bytes.fromhex("060b2a864886f70d010c0a0102"))
_PFX_VERSION = b"\x02\x01\x03"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""PKCS #7's content type (RFC 2315, 14)."""
_SEQUENCE_IN_BASE64 = b"MII"
_SEQUENCE = 0x30
_LONG_LENGTH = 0x80


class Unreadable(Enum):
    """Why a file cannot be read, as a message says it."""

    EMPTY = "the file is empty"
    HUGE = "the file is far too large for a PKCS12 file"
    PEM = "the file is PEM, not PKCS12"
    KEYSTORE = "the file is a Java keystore, not PKCS12"
    CERTIFICATE = "the file is a certificate alone, not PKCS12"
    NOT_PKCS12 = "the file is not PKCS12"
    TRUNCATED = "the file is cut short"
    DAMAGED = "the file is damaged"
    NOT_OPENED = "the passphrase is wrong, or the file is damaged"
    UNSUPPORTED = "the file is encrypted in a way that cannot be read here"
    TWO_KEYS = "the file holds more than one key"
    BAD_CERTIFICATE = "a certificate in the file cannot be read"
    NOTHING = "the file holds no certificate"
    PKCS7 = "the file is PKCS7, which holds certificates and no key, not PKCS12"
    BASE64 = "the file is Base64 text, not PKCS12"


_HINTS = {
    Unreadable.PEM: "openssl pkcs12 -export -in FILE -out FILE.p12 makes a PKCS12 file of key and certificates",
    Unreadable.KEYSTORE: "keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12",
    Unreadable.CERTIFICATE: "the router needs the key too: export key, certificate and chain together",
    Unreadable.NOT_PKCS12: "the file usually ends in .p12 or .pfx and holds key, certificate and chain",
    Unreadable.TRUNCATED: "copy it again, in binary mode",
    Unreadable.DAMAGED: "copy it again, in binary mode, or export it anew",
    Unreadable.NOT_OPENED: "look at the reference that names the passphrase",
    Unreadable.UNSUPPORTED: "export it anew with AES-256 or 3DES",
    Unreadable.TWO_KEYS: "a router's identity is one key: export that one alone",
    Unreadable.BAD_CERTIFICATE: "openssl pkcs12 -in FILE -nokeys shows which; have it issued anew",
    Unreadable.NOTHING: "it takes a certificate: with key and chain in PKCS12; as PEM or DER where no key is asked for",
    Unreadable.PKCS7: "the router needs the key too: export key, certificate and chain together",
    Unreadable.BASE64: "decode it: base64 -d FILE > FILE.p12",
}


def unreadable(name: str, reason: Unreadable) -> CertificateUnreadable:
    """The error for a file, with what to do about it."""
    return CertificateUnreadable(name, reason, hint=_HINTS.get(reason, ""))


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Kind and size of a public key."""

    kind: str
    bits: int

    def __str__(self) -> str:
        """``RSA 2048``."""
        return f"{self.kind} {self.bits}" if self.bits else self.kind


@dataclass(frozen=True, slots=True)
class Identity:
    """What a PKCS12 file holds, in order.

    Attributes:
        certificate: the one that belongs to the key; if none does, the leaf of the file.
        chain: ``certificate`` first, then its issuers as far as the file has them.
        unrelated: certificates of the file that are not of this chain.
        key: the private key; None where the file has none.
    """

    certificate: Certificate
    chain: tuple[Certificate, ...]
    unrelated: tuple[Certificate, ...] = ()
    key: PrivateKeyTypes | None = field(default=None, repr=False, compare=False)

    @property
    def key_facts(self) -> KeyFacts:
        """Kind and size of the certified key."""
        return key_facts(self.certificate)

    @property
    def key_fits(self) -> bool:
        """True if the private key belongs to the certificate."""
        return self.key is not None and _public_der(self.key) == public_der(self.certificate)

    @property
    def root_present(self) -> bool:
        """True if the chain ends at a root (a self-signed leaf is no root)."""
        return len(self.chain) > 1 and self_signed(self.chain[-1])


def key_facts(certificate: Certificate) -> KeyFacts:
    """Kind and size of the public key in a certificate."""
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return KeyFacts("RSA", public.key_size)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return KeyFacts("EC", public.key_size)
    return KeyFacts(type(public).__name__.removesuffix("PublicKey").lstrip("_"), 0)


def read_identity(data: bytes, passphrase: str, *, name: str = "PKCS12") -> Identity:
    """Read the bytes of a PKCS12 file, modern (AES, SHA-256) or legacy (RC2, 3DES, SHA-1).

    Args:
        data: the file as it is.
        passphrase: of the file; may be empty.
        name: of the file, for messages.

    Raises:
        CertificateUnreadable: empty, huge, not PKCS12, cut short, wrong passphrase, two keys, no certificate.
    """
    _refuse_by_shape(data, name)
    try:
        with warnings.catch_warnings():
            # Old Windows and Java write BER instead of DER; the library reads it, and warns on every run.
            warnings.filterwarnings("ignore", message="PKCS#12 bundle could not be parsed as DER")
            content = load_pkcs12(data, passphrase.encode())
    except UnsupportedAlgorithm as error:
        raise unreadable(name, Unreadable.UNSUPPORTED) from error
    except ValueError as error:
        # The library says "invalid password" if the integrity check fails, and other things if it cannot parse.
        reason = Unreadable.NOT_OPENED if "password" in str(error).lower() else Unreadable.DAMAGED
        raise unreadable(name, reason) from None
    if sum(data.count(bag) for bag in _KEY_BAGS) > 1:
        # The library silently returns one of them; which one depends on the order in the file.
        raise unreadable(name, Unreadable.TWO_KEYS)
    return _identity(content, name)


def _identity(content: PKCS12KeyAndCertificates, name: str) -> Identity:
    entries = ([content.cert] if content.cert else []) + list(content.additional_certs)
    certificates = tuple(dict.fromkeys(entry.certificate for entry in entries))
    if not certificates:
        raise unreadable(name, Unreadable.NOTHING)
    for certificate in certificates:
        refuse_damaged(certificate, name)
    own = None if content.key is None else _public_der(content.key)
    leaf = next(
        (certificate for certificate in certificates if public_der(certificate) == own), None
    ) or pick_leaf(certificates)
    chain = order(leaf, certificates)
    return Identity(
        leaf,
        chain,
        tuple(certificate for certificate in certificates if certificate not in chain),
        content.key,
    )


def refuse_damaged(certificate: Certificate, name: str) -> None:
    """Read key and extensions now: the library would do so later, where no error can name the file.

    Raises:
        CertificateUnreadable: the key or an extension cannot be read.
    """
    try:
        public_der(certificate)
        _ = certificate.extensions
    except (DuplicateExtension, UnsupportedAlgorithm, ValueError) as error:
        raise unreadable(name, Unreadable.BAD_CERTIFICATE) from error


def _public_der(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _refuse_by_shape(data: bytes, name: str) -> None:
    """Refuse a file that is evidently not PKCS12, and say what it is, before a passphrase is tried on it."""
    reason = _shape(data)
    if reason is not None:
        raise unreadable(name, reason)


def _shape(data: bytes) -> Unreadable | None:
    if not data:
        return Unreadable.EMPTY
    if len(data) > LARGEST:
        return Unreadable.HUGE
    if b"-----BEGIN " in data:
        return Unreadable.PKCS7 if b"-----BEGIN PKCS7-----" in data else Unreadable.PEM
    if data.startswith((b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")):
        return Unreadable.KEYSTORE
    if data[0] != _SEQUENCE:
        return Unreadable.BASE64 if data.startswith(_SEQUENCE_IN_BASE64) else Unreadable.NOT_PKCS12
    return _content_shape(data)


def _content_shape(data: bytes) -> Unreadable | None:
    """What the file is, by the first value within the outer SEQUENCE; None for PKCS12."""
    start, length = _header(data)
    first = data[start:]
    if length is not None and len(data) < start + length:
        return Unreadable.TRUNCATED
    if first[:1] == bytes([_SEQUENCE]):
        return Unreadable.CERTIFICATE
    if first.startswith(_SIGNED_DATA):
        return Unreadable.PKCS7
    return None if first.startswith(_PFX_VERSION) else Unreadable.NOT_PKCS12


def _header(data: bytes) -> tuple[int, int | None]:
    """Where the content of the outer SEQUENCE starts, and its length; None for BER's indefinite form."""
    if len(data) < 2:  # noqa: PLR2004 - tag and first length octet
        return len(data), 1
    first = data[1]
    if first < _LONG_LENGTH:
        return 2, first
    if first == _LONG_LENGTH:
        return 2, None
    octets = first - _LONG_LENGTH
    return 2 + octets, int.from_bytes(data[2 : 2 + octets])
