"""``file:PATH``: the content of a file, relative to the inventory's folder."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import SecretUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.secrets import SecretRef

_MISSING: Final = "write the secret into it, for yourself alone (chmod 600), or name another reference"
LARGEST: Final = 64 * 1024
"""Bytes. A larger file is no password or passphrase: the reference names the wrong file."""


def read(reference: SecretRef, folder: Path, warn: Callable[[str], None]) -> str:
    """The file's text without its last line end; ``warn`` is called for a file that others can read.

    Raises:
        SecretUnavailable: it does not exist, cannot be read, is not text, or is too large.
    """
    path = folder / Path(reference.target).expanduser()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
            raise SecretUnavailable(str(reference), f"{path} is not a file")
        if status.st_size > LARGEST:
            raise SecretUnavailable(str(reference), f"{path} is larger than {LARGEST} bytes: the wrong file?")
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        # Not chained: the error would carry the bytes.
        raise SecretUnavailable(str(reference), f"{path} is not UTF-8 text: the wrong file?") from None
    except OSError as error:
        hint = _MISSING if isinstance(error, FileNotFoundError) else ""
        raise SecretUnavailable(str(reference), f"{path}: {error.strerror}", hint=hint) from error
    if stat.S_ISREG(status.st_mode) and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        mode = stat.S_IMODE(status.st_mode)
        warn(f"secret {reference}: others than its owner may use {path} (mode {mode:04o}); chmod 600 it")
    return text.removesuffix("\n").removesuffix("\r")
