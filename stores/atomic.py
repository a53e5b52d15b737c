"""Writes files in one step: after a crash or a power failure they hold the old content or the new one."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_atomically(path: Path, content: str | bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Put ``content`` at ``path`` in one step; readers see the old bytes or the new ones, nothing in between.

    A link is followed, and its target is replaced. The folder must exist. To write a thousand files, pass
    ``durable=False`` for each and call `settle` once: two waits for the disk per file would take minutes.

    Raises:
        OSError: it cannot be written; the old content is unchanged.
    """
    path = path.resolve()
    data = content.encode() if isinstance(content, str) else content
    # In the folder of its target: a rename is one step only within one file system. Created with mode 0600.
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as temporary:
        try:
            temporary.write(data)
            temporary.flush()
            os.fchmod(temporary.fileno(), mode)
            if durable:
                os.fsync(temporary.fileno())
            Path(temporary.name).replace(path)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    if durable:
        _sync_folder(path.parent)


def settle() -> None:
    """Wait until everything written so far, by any process, is on the disk."""
    os.sync()


def _sync_folder(folder: Path) -> None:
    """Wait until the file's new name is on the disk as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
