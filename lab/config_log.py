"""`archive` / `log config`: what was typed in configuration mode, and what `hidekeys` makes of secrets in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session

_SECRET = re.compile(r"\b(password|secret|key-string|pre-shared-key)((?: (?:local|remote))?(?: [0-9])?) \S.*")


def settings(router: Router) -> tuple[bool, bool]:
    """Whether lines are written down now, and whether secrets in them are hidden."""
    block = router.running.child("archive")
    log = block.child("log config") if block else None
    if log is None:
        return False, False
    return log.child("logging enable") is not None, log.child("hidekeys") is not None


def log_line(router: Router, session: Session, line: str, before: tuple[bool, bool]) -> None:
    """Write a line down that has run, as the settings before it say; the line that turns this on is the first."""
    enabled, hidden = before
    if enabled or settings(router)[0]:
        text = _SECRET.sub(r"\1\2 *****", line) if hidden else line
        router.config_log.append((session.user, session.line_name, text))
