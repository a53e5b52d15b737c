"""A folder that ticket files come into: taken once they are whole, and moved out with a result beside them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from flexvpn.errors import StateUnusable
from flexvpn.tickets.formats import KINDS
from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Where = Literal["done", "failed"]
SETTLED: Final = 2.0
"""Seconds without a change after which a file counts as whole; one that was moved in is old already."""
EMPTY: Final = 60.0
"""The same for an empty file: whoever made it will hardly write into it any more, and is to be told."""
_LONGEST_STEM: Final = 180
"""Bytes: a file system takes 255, and results have longer names than their ticket."""


@dataclass(frozen=True, slots=True)
class TicketFolder:
    """One folder. Files whose name begins with a dot, and those that are no YAML, JSON or CSV, are never taken."""

    root: Path

    def open(self) -> None:
        """Make the folder, done/ and failed/.

        Raises:
            StateUnusable: one of them cannot be made.
        """
        for folder in (self.root, self.root / "done", self.root / "failed"):
            try:
                folder.mkdir(mode=0o770, parents=True, exist_ok=True)
            except OSError as error:
                raise StateUnusable(str(folder), error.strerror or str(error)) from error

    def ready(self, now: float) -> tuple[Path, ...]:
        """Files that are whole at this moment (Unix time), the oldest first.

        Raises:
            StateUnusable: the folder is gone.
        """
        found: list[tuple[float, str, Path]] = []
        try:
            inside = tuple(self.root.iterdir())
        except OSError as error:
            raise StateUnusable(str(self.root), error.strerror or str(error)) from error
        for path in inside:
            if path.name.startswith(".") or path.suffix.lower() not in KINDS:
                continue
            try:
                status = path.stat()
            except OSError:
                continue  # taken back by whoever put it there, or a link to nowhere
            age = now - max(status.st_mtime, status.st_ctime)
            whole = age >= (SETTLED if status.st_size else EMPTY)
            if stat.S_ISREG(status.st_mode) and whole:
                found.append((status.st_mtime, path.name, path))
        return tuple(path for *_, path in sorted(found))

    def file_away(self, path: Path, where: Where, results: Mapping[str, str]) -> Path | None:
        """Move a ticket to done/ or failed/, its results (by suffix) beside it before it arrives there.

        Returns:
            Where it is now; None where somebody has taken it back meanwhile.

        Raises:
            StateUnusable: it cannot be moved.
        """
        folder, name = self.root / where, shown(path)
        stem, suffix = name.removesuffix(path.suffix), path.suffix
        target = folder / name
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{stem}-{number}{suffix}"
        beside = {target.with_name(f"{target.name}.result{ending}"): text for ending, text in results.items()}
        try:
            for result, text in beside.items():
                write_atomically(result, text, mode=0o640)
            path.rename(target)
        except FileNotFoundError:
            for result in beside:
                result.unlink(missing_ok=True)
            return None
        except OSError as error:
            raise StateUnusable(str(target), error.strerror or str(error)) from error
        return target


def shown(path: Path) -> str:
    """A file's name as people and programs can be shown it, short enough for a result's name beside it."""
    name = os.fsencode(path.name).decode(errors="replace")
    stem, suffix = name.removesuffix(path.suffix), path.suffix
    stem = "".join(char if char.isprintable() else "_" for char in stem)
    return f"{stem.encode()[:_LONGEST_STEM].decode(errors='ignore')}{suffix}"
