"""bootflash: a flat name space of files with sizes, times and a limit."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from lab.clock import Clock

TOTAL = 7_835_619_328
SYSTEM = 1_222_844_416
FIRST_INODE = 12
DIRECTORIES = ("lost+found", "core", ".prst_sync", ".rollback_timer", ".installer", "tracelogs")


class NoSpaceError(Exception):
    """The write does not fit; nothing was written."""


@dataclasses.dataclass(frozen=True, slots=True)
class FlashFile:
    """One file: bytes, when they were written, and the number that ``dir`` prints first."""

    data: bytes
    written: datetime.datetime
    inode: int


def canonical_path(path: str) -> str:
    """The path without its file system: ``x`` for ``bootflash:/x``, ``flash:x``, ``/bootflash/x`` and ``x``."""
    bare = re.sub(r"^(?:bootflash|flash|harddisk|disk0)\d*:", "", path, count=1)
    bare = re.sub(r"^/+(?:bootflash/)?", "", bare)
    return re.sub(r"/+", "/", bare).strip("/")


class Flash:
    """The files of one router. Paths are taken in every form that IOS-XE takes them."""

    def __init__(self, clock: Clock, *, total: int = TOTAL, system: int = SYSTEM) -> None:
        self._clock = clock
        self._files: dict[str, FlashFile] = {}
        self._directories: dict[str, FlashFile] = {}
        self._next_inode = FIRST_INODE
        self.total = total
        self.system = system
        self.writes = 0
        for name in DIRECTORIES:
            self.make_directory(name)

    @property
    def free(self) -> int:
        """Bytes left, counted in blocks of 4096 as the file system does."""
        return self.total - self.system - sum(_blocks(len(f.data)) for f in self._files.values())

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: there is no such file.
        """
        return self.stat(path).data

    def stat(self, path: str) -> FlashFile:
        """The file with its time and number; ``FileNotFoundError`` if absent."""
        try:
            return self._files[canonical_path(path)]
        except KeyError:
            raise FileNotFoundError(path) from None

    def write(self, path: str, data: bytes) -> None:
        """Create or replace a file.

        Raises:
            NoSpaceError: it does not fit.
        """
        name = canonical_path(path)
        old = self._files.get(name)
        room = self.free + (_blocks(len(old.data)) if old else 0)
        if _blocks(len(data)) > room:
            raise NoSpaceError(path)
        self._files[name] = FlashFile(data, self._clock.now(), old.inode if old else self._inode())
        self.writes += 1

    def delete(self, path: str) -> None:
        """Remove a file; ``FileNotFoundError`` if absent."""
        self.stat(path)
        del self._files[canonical_path(path)]
        self.writes += 1

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, replacing what has that name; ``FileNotFoundError`` if absent."""
        self._files[canonical_path(new)] = self.stat(old)
        if canonical_path(new) != canonical_path(old):
            del self._files[canonical_path(old)]
        self.writes += 1

    def exists(self, path: str) -> bool:
        """Tell whether a file (not a directory) of that name is there."""
        return canonical_path(path) in self._files

    def is_directory(self, path: str) -> bool:
        """Tell whether ``path`` is the root or a directory."""
        name = canonical_path(path)
        return name == "" or name in self._directories

    def make_directory(self, path: str) -> None:
        """Create a directory; one that is there already stays."""
        name = canonical_path(path)
        if name not in self._directories:
            self._directories[name] = FlashFile(bytes(4096), self._clock.now(), self._inode())

    def remove_directory(self, path: str) -> None:
        """Remove a directory and what is below it; absent is fine."""
        name = canonical_path(path)
        self._directories.pop(name, None)
        for inner in [other for other in self._files if other.startswith(name + "/")]:
            del self._files[inner]

    def names(self) -> tuple[str, ...]:
        """Every file's path, sorted."""
        return tuple(sorted(self._files))

    def listing(self, path: str = "") -> Iterator[tuple[str, FlashFile, bool]]:
        """Entries of a directory as (name, file, is_directory), in the order of creation."""
        prefix = canonical_path(path)
        prefix = prefix + "/" if prefix else ""
        entries = [(n, f, True) for n, f in self._directories.items()]
        entries += [(n, f, False) for n, f in self._files.items()]
        for name, file, directory in sorted(entries, key=lambda entry: entry[1].inode):
            rest = name.removeprefix(prefix)
            if name.startswith(prefix) and rest and "/" not in rest:
                yield rest, file, directory

    def _inode(self) -> int:
        self._next_inode += 1
        return self._next_inode


def _blocks(size: int) -> int:
    return -(-size // 4096) * 4096
