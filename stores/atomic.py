"""Files that are either as they were or as they should be, whenever the power goes."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_atomically(path: Path, content: str | bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Put ``content`` at ``path`` in one step; readers see the old bytes or the new ones, nothing between.

    A link is followed, and what it points to is replaced. The folder must exist. Whoever writes a thousand files says
    ``durable=False`` for each and calls `settle` once: two waits for the disk per file are minutes.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    path = path.resolve()
    data = content.encode() if isinstance(content, str) else content
    # Beside its target: a rename is one step only within one file system. Created with mode 0600.
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
    """Wait until the disk has all that was written so far, by whomever."""
    os.sync()


def _sync_folder(folder: Path) -> None:
    """The new name itself must reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
