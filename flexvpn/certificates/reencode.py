"""Makes the PKCS12 file of an identity for one router and one import, in an encryption that its release can read."""

from __future__ import annotations

import base64
from enum import Enum
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates

from flexvpn.ios.releases import reads_modern_pkcs12

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

    from flexvpn.base.values import Release
    from flexvpn.certificates.pkcs12 import Identity

SHORTEST_PASSPHRASE = 8
_LEAST_RANDOM_BYTES = 16
_MOST_RANDOM_BYTES = 32


class Sealing(Enum):
    """How the file is encrypted and authenticated.

    16.x cannot read the modern form, and releases of 17.x fail in silence; all are known to read the legacy one. The
    file lives for seconds, under a passphrase that is used once and was never chosen by a person: what protects it is
    that passphrase and SSH, not the age of the cipher.
    """

    LEGACY = "3DES and SHA-1"
    MODERN = "AES-256 and SHA-256"


_ALGORITHMS = {
    Sealing.LEGACY: (PBES.PBESv1SHA1And3KeyTripleDESCBC, hashes.SHA1),
    Sealing.MODERN: (PBES.PBESv2SHA256AndAES256CBC, hashes.SHA256),
}
_ROUNDS = 2048


def sealing_for(release: Release) -> Sealing:
    """The encryption that this release is known to read (docs/iosxe.md section 2.1)."""
    return Sealing.MODERN if reads_modern_pkcs12(release) else Sealing.LEGACY


def for_router(
    identity: Identity, release: Release, passphrase: str, *, sealing: Sealing | None = None
) -> bytes:
    """The PKCS12 file for one import: key, certificate and chain, encrypted so that this release can read it.

    Args:
        identity: goes into the file, without the certificates that are not of its chain.
        release: of the router that will read it.
        passphrase: made for this import (``make_passphrase``).
        sealing: for a second try, in place of the encryption that fits the release.

    Raises:
        ValueError: no RSA key, or a passphrase that is too short for IOS-XE.
    """
    if not isinstance(identity.key, RSAPrivateKey):
        # An EC key would also become an SSH host key and could lock us out (docs/iosxe.md section 2.1).
        raise ValueError("only an identity with an RSA key is sealed for a router")  # noqa: TRY004 - no type to choose
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise ValueError(f"IOS-XE takes a passphrase of {SHORTEST_PASSPHRASE} characters or more")
    return serialize_key_and_certificates(
        None,
        identity.key,
        identity.certificate,
        list(identity.chain[1:]) or None,
        _encryption(sealing or sealing_for(release), passphrase),
    )


def make_passphrase(random_bytes: bytes) -> str:
    """A passphrase of letters and digits that the IOS command line takes as one word.

    No ``?`` (help), no quote, no space, and a letter first, so that no digit reads as an encryption type.

    Args:
        random_bytes: 16 to 32 bytes from the system's generator; the strength of the passphrase is theirs alone.

    Raises:
        ValueError: too few bytes to be safe, or more than fit a command line.
    """
    if not _LEAST_RANDOM_BYTES <= len(random_bytes) <= _MOST_RANDOM_BYTES:
        raise ValueError(f"{_LEAST_RANDOM_BYTES} to {_MOST_RANDOM_BYTES} random bytes make a passphrase")
    return "p" + base64.b32encode(random_bytes).decode().rstrip("=").lower()


def _encryption(sealing: Sealing, passphrase: str) -> KeySerializationEncryption:
    cipher, digest = _ALGORITHMS[sealing]
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(cipher)
        .hmac_hash(digest())
        .build(passphrase.encode())
    )
