"""The ledger: ``ledger.jsonl`` beside users.yaml, one JSON line per action, appended and never changed.

It is in the inventory, not in the state folder: whoever runs a ticket next, on any machine, has to know what was
done. Under git, ``ledger.jsonl merge=union`` in .gitattributes lets two people append.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from flexvpn.base.errors import StateUnusable
from flexvpn.tickets.ledger import History, LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE: Final = "ledger.jsonl"


class Ledger:
    """One inventory's ledger; several processes and threads may append at once."""

    def __init__(self, folder: Path) -> None:
        """Keep it in ``folder``, the inventory's."""
        self.path = folder / FILE

    def append(self, entries: Iterable[LedgerEntry]) -> None:
        """Add lines and wait until the disk has them.

        Raises:
            StateUnusable: they cannot be written.
        """
        data = "".join(f"{entry.model_dump_json(exclude_defaults=True)}\n" for entry in entries).encode()
        if not data:
            return
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                _write(descriptor, _line_end(descriptor) + data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StateUnusable(str(self.path), error.strerror or str(error)) from error

    def read(self) -> History:
        """All entries so far. A line that a killed process left unfinished is skipped.

        Raises:
            StateUnusable: it cannot be read, or a finished line is damaged, so that what was done is not known.
        """
        return History(self._entries())

    def _entries(self) -> Iterator[LedgerEntry]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StateUnusable(str(self.path), error.strerror or str(error)) from error
        lines = data.split(b"\n")
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield LedgerEntry.model_validate_json(line)
            except ValidationError as error:
                if _torn(line):
                    continue
                hint = "restore it from git; what is damaged may have been done"
                raise StateUnusable(str(self.path), f"line {number} is damaged", hint=hint) from error


def _torn(line: bytes) -> bool:
    """True for the beginning of a line whose end was never written."""
    return line.startswith(b"{") and not line.rstrip().endswith(b"}")


def _line_end(descriptor: int) -> bytes:
    """A line end if the last line lacks one, so that the next entry does not become part of it."""
    size = os.fstat(descriptor).st_size
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
