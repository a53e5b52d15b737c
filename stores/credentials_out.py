"""The requester's copy of new passwords: one file per user, encrypted to a key or readable by its owner alone."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

from flexvpn.base.errors import CopyRefused
from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class CredentialsOut:
    """A folder for the files of one ticket."""

    def __init__(self, folder: Path, recipient: str | None) -> None:
        """Write to ``folder``, encrypted to ``recipient`` if given: an age key or an OpenPGP key block.

        Raises:
            CopyRefused: the recipient cannot be encrypted to, or the folder cannot be made.
        """
        self._folder = folder
        self._suffix, self._encrypt = _encryption(recipient)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CopyRefused(f"{folder}: {error.strerror or error}") from error

    def write(self, user: str, text: str) -> Path:
        """Write one user's file, mode 0600; an older one is replaced. `settle` waits until the disk has it.

        Raises:
            CopyRefused: it cannot be written.
        """
        path = self._folder / f"{quote(user, safe='')}{self._suffix}"
        try:
            write_atomically(path, self._encrypt(text.encode()), durable=False)
        except OSError as error:
            raise CopyRefused(f"{path}: {error.strerror or error}") from error
        return path


def check_recipient(recipient: str | None) -> None:
    """Check that passwords can be encrypted to a ticket's recipient; write nothing.

    Raises:
        CopyRefused: they cannot.
    """
    _encryption(recipient)


def _encryption(recipient: str | None) -> tuple[str, Callable[[bytes], bytes]]:
    if recipient is None:
        return ".txt", bytes
    if recipient.startswith("age1"):
        return ".txt.age", _to_age(recipient)
    return ".txt.asc", _to_openpgp(recipient)


def _to_age(recipient: str) -> Callable[[bytes], bytes]:
    import pyrage

    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise CopyRefused(f"the ticket's recipient is no age key: {error}") from error
    return lambda data: bytes(pyrage.encrypt(data, [key], armored=True))


def _to_openpgp(block: str) -> Callable[[bytes], bytes]:
    if find_spec("pysequoia") is None:
        raise CopyRefused(
            "the ticket asks for OpenPGP, which needs pysequoia",
            hint="pip install 'flexvpn-headend[openpgp]', or an age recipient",
        )
    from pysequoia import Cert, encrypt

    try:
        key = Cert.from_bytes(block.encode())
        # Tried at once: a key that is expired, revoked or only for signing fails here.
        encrypt(recipients=[key], bytes=b"")
    except Exception as error:  # the library raises its own class, RuntimeError and others
        raise CopyRefused(f"the ticket's OpenPGP key cannot be encrypted to: {error}") from error
    return lambda data: bytes(encrypt(recipients=[key], bytes=data))
