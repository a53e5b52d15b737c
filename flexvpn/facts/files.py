"""``dir``, ``show bootflash:`` and ``verify``: files on the router, free space, digests (docs/iosxe.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import fingerprint, integer, moment
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class File:
    """A file or a directory. ``name`` is a path in ``show bootflash:``."""

    name: str
    size: int
    modified: datetime | None
    is_directory: bool
    mode: str | None = None
    inode: int | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """The answer to one ``dir``. ``missing`` is the path, as typed, if the router does not have it; else None."""

    path: str | None
    files: tuple[File, ...]
    total: int | None
    free: int | None
    missing: str | None = None

    def file(self, name: str) -> File | None:
        """The file of that name, or None."""
        return next((file for file in self.files if file.name == name), None)


@dataclass(frozen=True, slots=True)
class Verified:
    """A digest in lower-case hexadecimal; "" if the file does not exist, with its path in ``missing``."""

    algorithm: str | None
    file: str | None
    digest: str
    missing: str | None = None


def _file(row: Mapping[str, Any]) -> File:
    mode: str | None = row.get("MODE")
    return File(
        name=row["NAME"],
        size=int(row["SIZE"]),
        modified=moment(row.get("MODIFIED", "")),
        is_directory=mode is not None and mode.startswith("d"),
        mode=mode,
        inode=integer(row, "INODE"),
    )


def _directories(rows: Iterable[Mapping[str, Any]]) -> Iterator[Directory]:
    """One record for each `Directory of`; the line of totals is its last."""
    path: str | None = None
    files: list[File] = []
    seen = False
    for row in rows:
        here = row.get("DIRECTORY", path)
        if seen and here != path:
            yield Directory(path, tuple(files), None, None)
            files, seen = [], False
        path = here
        if "MISSING" in row:
            yield Directory(path, (), None, None, missing=row["MISSING"])
        elif "TOTAL" in row or "FREE" in row:
            yield Directory(path, tuple(files), integer(row, "TOTAL"), integer(row, "FREE"))
            files, seen = [], False
        else:
            seen = True
            if "NAME" in row:
                files.append(_file(row))
    if seen:
        yield Directory(path, tuple(files), None, None)


def _bootflash(rows: tuple[Mapping[str, Any], ...]) -> Iterator[Directory]:
    files = tuple(
        File(row["PATH"], int(row["SIZE"]), moment(row["MODIFIED"]), row["PATH"].endswith("/"))
        for row in rows
        if "PATH" in row
    )
    total = next((row for row in rows if "AVAILABLE" in row), None)
    if total is not None or files:
        free = integer(total, "AVAILABLE") if total else None
        used = integer(total, "USED") if total else None
        yield Directory(None, files, None if free is None or used is None else free + used, free)


def _verified(rows: Iterable[Mapping[str, Any]]) -> Iterator[Verified]:
    for row in rows:
        missing = row.get("MISSING")
        digest = row.get("DIGEST") or row.get("COMPUTED", "")
        if missing or digest:
            algorithm = row.get("ALGORITHM") or row.get("KIND", "").lower() or None
            yield Verified(algorithm, row.get("FILE"), fingerprint(digest), missing)


read_dir = Reader("dir bootflash:", _directories, always=True)
read_bootflash = Reader("show bootflash:", _bootflash, always=True)
read_verify = Reader("verify /md5 bootflash:", _verified, always=True)
