"""Reads certificate files; of a huge file or a device, no more than a certificate can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import CertificateUnreadable, SecretUnavailable
from flexvpn.certificates.pkcs12 import LARGEST, Identity, Unreadable, read_identity
from stores.secret_resolver import EMPTY

if TYPE_CHECKING:
    from pathlib import Path

    from flexvpn.base.secrets import SecretRef
    from stores.secret_resolver import SecretResolver


def certificate_bytes(path: Path) -> bytes:
    """The file's bytes; of a file that is too large, one byte more than allowed, so that the parser refuses it.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def open_identity(data: bytes, passphrase: SecretRef, resolver: SecretResolver, *, name: str) -> Identity:
    """The content of a PKCS12 file. Its passphrase, given by reference, may be empty, as in some exports.

    Raises:
        CertificateUnreadable: as for `read_identity`.
        SecretUnavailable: the passphrase cannot be read, or is empty and does not open the file.
    """
    try:
        word = resolver.resolve(passphrase).reveal()
    except SecretUnavailable as error:
        if error.reason != EMPTY:
            raise
        try:
            return read_identity(data, "", name=name)
        except CertificateUnreadable as refused:
            if refused.reason is Unreadable.NOT_OPENED:
                raise error from None
            raise
    return read_identity(data, word, name=name)
