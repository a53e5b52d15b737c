"""What a router makes of the bytes of a PKCS12 file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_SHA1 = bytes.fromhex("06052b0e03021a")
_MAC_IS_WITHIN = 160


class Sealing(Enum):
    """With what a file is encrypted: the difference between an import and a silent nothing."""

    LEGACY = "3DES, RC2 and SHA-1"
    MODERN = "PBES2 with AES, or a MAC newer than SHA-1"


class CannotOpen(Exception):
    """The file does not open with this passphrase, or is no PKCS12 file at all."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Decrypted content. `chain` runs from the issuer of `certificate` upwards as far as the file goes."""

    key: PrivateKey | None = field(repr=False)
    certificate: x509.Certificate | None
    chain: tuple[x509.Certificate, ...]
    supported: bool = True


def sealing(data: bytes) -> Sealing:
    """Tell a modern file from a legacy one by the algorithm identifiers, which are never encrypted."""
    legacy_mac = _SHA1 in data[-_MAC_IS_WITHIN:]
    return Sealing.LEGACY if legacy_mac and _PBES2 not in data else Sealing.MODERN


@functools.lru_cache(maxsize=64)
def open_bundle(data: bytes, passphrase: str) -> Bundle:
    """Decrypt a PKCS12 file for real; the same bytes and passphrase are decrypted once a process.

    Raises:
        CannotOpen: wrong passphrase, damaged or no PKCS12 (a router cannot tell either).
    """
    try:
        content = pkcs12.load_pkcs12(data, passphrase.encode())
    except (ValueError, TypeError, NotImplementedError) as error:
        raise CannotOpen(str(error)) from error
    key = content.key
    others = [entry.certificate for entry in content.additional_certs]
    leaf = content.cert.certificate if content.cert else None
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return Bundle(None, leaf, order_chain(leaf, others), supported=key is None)
    return Bundle(key, leaf, order_chain(leaf, others))


def order_chain(
    leaf: x509.Certificate | None, others: list[x509.Certificate] | tuple[x509.Certificate, ...]
) -> tuple[x509.Certificate, ...]:
    """Issuers of `leaf`, nearest first, whatever the order in which the file has them."""
    chain: list[x509.Certificate] = []
    current = leaf
    while current is not None and current.issuer != current.subject:
        above = next((c for c in others if c.subject == current.issuer and c not in chain), None)
        if above is not None:
            chain.append(above)
        current = above
    return tuple(chain)


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Issued by itself, by name: that is how IOS decides whether to ask for CAs higher up."""
    return certificate.issuer == certificate.subject
