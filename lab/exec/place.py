"""Where a session is in the file systems: ``cd`` and ``pwd`` (their words for a wrong place are INF)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand
from lab.flash import canonical_path
from lab.storage import absolute, is_flash

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

HOME = "bootflash:/"
FLAT = ("nvram:", "system:")


def change_directory(router: Router, session: Session, args: str) -> Dialogue:
    """``cd [DIRECTORY]``; without one, back to where every session begins."""
    path = absolute(session.here, args or HOME)
    if is_flash(path) and router.flash.is_directory(path):
        session.here = HOME + canonical_path(path)
    elif path.rstrip("/") in FLAT:
        session.here = path.rstrip("/") + "/"
    else:
        yield f"%Error changing to directory {path} (No such file or directory)\n"


def print_directory(_router: Router, session: Session, _args: str) -> Dialogue:
    """``pwd``."""
    yield f"{session.here}\n"


COMMANDS = (
    ExecCommand("cd", change_directory, 15, "Change current directory", "[<directory>]"),
    ExecCommand("pwd", print_directory, 15, "Display current working directory", ""),
)
