"""Certificates from files: no more is read than a certificate needs, however large the file, or a device, is."""

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
    """The file's bytes; of one that is far too large, just enough for whoever parses it to say so.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def open_identity(data: bytes, passphrase: SecretRef, resolver: SecretResolver, *, name: str) -> Identity:
    """The content of a PKCS12 file, opened with what a reference names; that may be empty, as some exports have it.

    Raises:
        CertificateUnreadable: as `read_identity`.
        SecretUnavailable: the passphrase cannot be had, or is empty and does not open the file.
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
