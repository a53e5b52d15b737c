"""Folders held open: files in them are reached by name through the open folder, and no link is followed.

Where others may write, a path can lead to another file from one moment to the next. A folder that is open stays the
one that was checked.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import StateUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from pathlib import Path

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_WRITTEN_BY_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def open_folder(stack: ExitStack, path: Path, parent: int | None = None) -> int:
    """Open a folder until the stack is closed; with ``parent``, an open folder, by its name within that.

    Raises:
        StateUnusable: it is a link, or not a folder.
        OSError: it cannot be opened.
    """
    try:
        folder = os.open(path if parent is None else path.name, _FOLDER, dir_fd=parent)
    except OSError as error:
        if error.errno not in {errno.ELOOP, errno.ENOTDIR}:
            raise
        hint = f"no link is followed: name the folder itself, or move {path} away"
        raise StateUnusable(str(path), "it is a link, or no folder", hint=hint) from error
    stack.callback(os.close, folder)
    return folder


def own_folder(stack: ExitStack, parent: int, path: Path) -> int:
    """Open a folder for results below an open one, create it if it is missing, and let nobody else write to it.

    Raises:
        StateUnusable: it is a link, or belongs to somebody else.
    """
    made = True
    try:
        os.mkdir(path.name, 0o750, dir_fd=parent)
    except FileExistsError:
        made = False
    folder = open_folder(stack, path, parent)
    status = os.fstat(folder)
    if status.st_uid not in {0, os.geteuid()}:
        raise StateUnusable(
            str(path),
            f"it belongs to UID {status.st_uid}, and results are put only where nobody else can",
            hint=f"move {path} away; watch makes it anew",
        )
    # The setgid bit stays: by its group the ticket system may read the results.
    mode = stat.S_IMODE(status.st_mode) | (0o750 if made else 0)
    if mode & _WRITTEN_BY_OTHERS or made:
        os.fchmod(folder, mode & ~_WRITTEN_BY_OTHERS)
    return folder


def write_new(folder: int, name: str, data: bytes) -> None:
    """Write a new file in an `own_folder`, where nobody else can take its name; it gets the name once it is complete.

    Raises:
        OSError: it cannot be written; nothing of it remains.
    """
    temporary = f".{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(temporary, _NEW, 0o600, dir_fd=folder), "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o640)
            os.fsync(file.fileno())
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an OSError in the block into an error that names ``path``.

    Raises:
        StateUnusable: in place of the OSError.
    """
    try:
        yield
    except OSError as error:
        raise StateUnusable(str(path), error.strerror or str(error)) from error
