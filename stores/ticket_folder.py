"""The folder of ``headend watch``: takes ticket files once they are complete, and files them with their result.

Whoever drops tickets may replace anything in the folder by a link, a pipe or a folder of their own, between any two of
our steps. So files are opened through the open folder (`stores.open_folder`) and checked once they are open. Nobody
else may write to done/ and failed/; files there are written anew, a ticket from the bytes that were read.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from flexvpn.base.errors import StateUnusable
from flexvpn.base.escapes import escaped
from flexvpn.tickets.formats import KINDS
from flexvpn.tickets.parser import MOST
from stores.open_folder import naming, open_folder, own_folder, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Where = Literal["done", "failed"]
OURS: Final[tuple[Where, ...]] = ("done", "failed")
SETTLED: Final = 2.0
"""Seconds without a change after which a file counts as complete; a file that was moved in is old enough at once."""
EMPTY: Final = 60.0
"""The same for an empty file: after this time nobody is writing it any more, and its sender gets a result."""
_LONGEST_STEM: Final = 180
"""Bytes: file systems allow 255, and the name of a result is longer than that of its ticket."""
# Without O_NONBLOCK, opening a pipe that has replaced a file would wait until somebody writes to it.
_TICKET: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

_Mark = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DroppedTicket:
    """A ticket file as it was read.

    Attributes:
        path: where it was, for messages.
        data: at most one byte more than a ticket may have.
        mark: equal for the same file, unchanged.
    """

    path: Path
    data: bytes = field(repr=False)
    mark: _Mark


@dataclass(frozen=True, slots=True)
class Look:
    """The folder's content at one moment.

    Attributes:
        ready: files that are complete, the oldest first.
        passed_over: files with a ticket's name that are not taken, with the reason; they are neither read nor moved.
    """

    ready: tuple[Path, ...]
    passed_over: tuple[tuple[str, str], ...] = ()


@contextmanager
def opened(root: Path) -> Iterator[TicketFolder]:
    """Open the folder with done/ and failed/; create those that are missing.

    Raises:
        StateUnusable: one of them cannot be made, is a link, or may be written to by anybody.
    """
    with ExitStack() as stack:
        with naming(root):
            # Not with `exist_ok`, which would accept a link.
            with suppress(FileExistsError):
                root.mkdir(mode=0o770, parents=True)
            folder = open_folder(stack, root)
            if os.fstat(folder).st_mode & stat.S_IWOTH:
                raise StateUnusable(str(root), "anybody may write to it", hint=f"chmod o-w {root}")
            own = {name: own_folder(stack, folder, root / name) for name in OURS}
        yield TicketFolder(root, folder, own)


class TicketFolder:
    """One folder. Files whose name begins with a dot or does not end as YAML, JSON or CSV are never taken."""

    def __init__(self, root: Path, folder: int, own: Mapping[Where, int]) -> None:
        """Work in these open folders, which `opened` has checked."""
        self.root = root
        self._folder, self._own = folder, own
        self._senders = {0, os.geteuid(), os.fstat(folder).st_uid}
        self._unreadable: dict[str, tuple[_Mark, str]] = {}

    @property
    def own(self) -> int:
        """A folder that nobody else may write to, open."""
        return self._own["done"]

    def look(self, now: float) -> Look:
        """The tickets that are ready at this moment (Unix time).

        Raises:
            StateUnusable: the folder, done/ or failed/ is gone, or was replaced by another one.
        """
        self._still_there()
        ready: list[tuple[float, str]] = []
        passed_over: list[tuple[str, str]] = []
        with naming(self.root):
            names = _names(self._folder)
        self._unreadable = {name: reason for name, reason in self._unreadable.items() if name in names}
        for name in sorted(names):
            if name.startswith(".") or Path(name).suffix.lower() not in KINDS:
                continue
            try:
                status = os.stat(name, dir_fd=self._folder, follow_symlinks=False)
            except OSError:
                continue  # its sender has removed it again
            age = now - max(status.st_mtime, status.st_ctime)
            empty = stat.S_ISREG(status.st_mode) and not status.st_size
            if age < (EMPTY if empty else SETTLED):
                continue
            mark, why = self._unreadable.get(name, (None, ""))
            why = self._unfit(status) or (why if mark == _mark(status) else "")
            if why:
                passed_over.append((shown(Path(name)), why))
            else:
                ready.append((status.st_mtime, name))
        return Look(tuple(self.root / name for _, name in sorted(ready)), tuple(passed_over))

    def read(self, path: Path) -> DroppedTicket | None:
        """Read a file that `look` returned; None if it can no longer be taken, which the next look explains."""
        name = path.name
        try:
            descriptor = os.open(name, _TICKET, dir_fd=self._folder)
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ELOOP}:
                self._cannot_read(name, error)
            return None
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if self._unfit(status):
                return None
            try:
                data = file.read(MOST + 1)
            except OSError as error:
                self._cannot_read(name, error)
                return None
            whole = _mark(os.fstat(descriptor)) == _mark(status)
            return DroppedTicket(path, data, _mark(status)) if whole else None

    def file_away(self, ticket: DroppedTicket, where: Where, results: Mapping[str, str]) -> Path | None:
        """Put a ticket into done/ or failed/; its results (by suffix) are there before it.

        A file that has replaced it since it was read stays: nobody has read that one.

        Returns:
            Its new path; None if its sender has removed it meanwhile.

        Raises:
            StateUnusable: it cannot be put there.
        """
        self._still_there()
        folder, path = self._own[where], ticket.path
        with naming(self.root / where):
            try:
                os.stat(path.name, dir_fd=self._folder, follow_symlinks=False)
            except FileNotFoundError:
                return None
            name = _free_name(folder, shown(path), path.suffix, results)
            for ending, text in results.items():
                write_new(folder, f"{name}.result{ending}", escaped(text).encode())
            write_new(folder, name, ticket.data)
            os.fsync(folder)
        with naming(path), suppress(FileNotFoundError):
            now = os.stat(path.name, dir_fd=self._folder, follow_symlinks=False)
            if stat.S_ISREG(now.st_mode) and _mark(now) == ticket.mark:
                os.unlink(path.name, dir_fd=self._folder)
        return self.root / where / name

    def _unfit(self, status: os.stat_result) -> str:
        """Why this is not taken as a ticket; empty if it is."""
        if stat.S_ISLNK(status.st_mode):
            return "it is a link"
        if not stat.S_ISREG(status.st_mode):
            return "it is no file"
        if status.st_nlink > 1:
            return "the same file has another name as well (a hard link)"
        if status.st_uid not in self._senders:
            who = "the owner of the folder, who watches it, or root"
            return f"it belongs to UID {status.st_uid}, and a ticket to {who}"
        return "anybody may write to it" if status.st_mode & stat.S_IWOTH else ""

    def _cannot_read(self, name: str, error: OSError) -> None:
        with suppress(OSError):
            status = os.stat(name, dir_fd=self._folder, follow_symlinks=False)
            self._unreadable[name] = _mark(status), error.strerror or str(error)

    def _still_there(self) -> None:
        for path, descriptor in (
            (self.root, self._folder),
            *((self.root / name, self._own[name]) for name in OURS),
        ):
            with naming(path):
                same = os.path.samestat(os.lstat(path), os.fstat(descriptor))
            if not same:
                raise StateUnusable(str(path), "another has taken the place of the folder that was opened")


def shown(path: Path) -> str:
    """A file's name in printable characters, short enough for the longer names of its results."""
    name = os.fsencode(path.name).decode(errors="replace")
    stem, suffix = name.removesuffix(path.suffix), path.suffix
    stem = "".join(char if char.isprintable() else "_" for char in stem)
    return f"{stem.encode()[:_LONGEST_STEM].decode(errors='ignore')}{suffix}"


def _free_name(folder: int, name: str, suffix: str, results: Mapping[str, str]) -> str:
    """A name that no file, link or result in the folder has."""
    stem = name.removesuffix(suffix)
    there = _names(folder)
    names = (name if number == 1 else f"{stem}-{number}{suffix}" for number in count(1))
    return next(
        candidate
        for candidate in names
        if there.isdisjoint({candidate, *(f"{candidate}.result{end}" for end in results)})
    )


def _names(folder: int) -> set[str]:
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries}


def _mark(status: os.stat_result) -> _Mark:
    # With the time of change: the inode number of a deleted file may be given to the next one, which may look the same.
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
