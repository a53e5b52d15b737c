"""Locks: one run at a time on a headend while it is changed, and on an inventory while users or tickets are."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import quote

from filelock import FileLock, Timeout

from flexvpn.base.errors import Busy, StateUnusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

INVENTORY = "the inventory"
"""The name under which the inventory as a whole is locked."""


@contextmanager
def hold(
    folder: Path, name: str, *, doing: str, now: Callable[[], datetime], wait: float = 0
) -> Iterator[None]:
    """Hold the lock of a headend (or ``INVENTORY``) while the block runs.

    The kernel frees it when the process ends, in whatever way: there are no stale locks.

    Args:
        folder: ``StateDir.locks``.
        name: the headend's name.
        doing: the command, shown to the run that finds the lock held.
        now: the clock.
        wait: seconds to wait for another run to end.

    Raises:
        Busy: another run holds it; says who, what and since when.
        StateUnusable: the lock file cannot be written.
    """
    stem = folder / quote(name, safe=" ")
    note = stem.with_name(f"{stem.name}.holder")
    lock = FileLock(stem.with_name(f"{stem.name}.lock"), timeout=wait, mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(
            name,
            "lock",
            f"another run holds it: {_holder(note.read_text)}",
            hint="try again when it has ended",
        ) from None
    except OSError as error:
        raise StateUnusable(str(lock.lock_file), error.strerror or str(error)) from error
    try:
        # The lock itself is the kernel's. The note on its holder is for people: a full disk must not stop the run.
        with suppress(OSError):
            note.write_text(_note(doing, now))
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


@contextmanager
def hold_at(folder: int, name: str, *, doing: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Hold a lock in an open folder while the block runs: below a folder that others write to, no path is safe.

    Raises:
        Busy: another run holds it; says who, what and since when.
        StateUnusable: the lock file cannot be written.
    """
    try:
        descriptor = os.open(
            name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder
        )
    except OSError as error:
        raise StateUnusable(name, error.strerror or str(error)) from error
    with os.fdopen(descriptor, "r+") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            raise StateUnusable(name, "it is no lock file of ours", hint="take it away")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                name,
                "lock",
                f"another run holds it: {_holder(file.read)}",
                hint="try again when it has ended",
            ) from None
        except OSError as error:
            raise StateUnusable(name, error.strerror or str(error)) from error
        with suppress(OSError):
            file.truncate(0)
            file.write(_note(doing, now))
            file.flush()
        yield


def operator_name() -> str:
    """The name of the user who runs this program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return f"uid {os.getuid()}"


def _note(doing: str, now: Callable[[], datetime]) -> str:
    return json.dumps(
        {
            "user": operator_name(),
            "machine": socket.gethostname(),
            "pid": os.getpid(),
            "doing": doing,
            "since": now().isoformat(timespec="seconds"),
        }
    )


def _holder(note: Callable[[], str]) -> str:
    """Who holds the lock, from the holder's note; it may have taken the lock and not written the note yet."""
    try:
        held = json.loads(note())
        return f"{held['doing']} by {held['user']} on {held['machine']} (pid {held['pid']}) since {held['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its holder has not said who it is"
