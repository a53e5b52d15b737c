"""One typed line, in whatever mode the session is: EXEC, configuration or Tcl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.config_log import log_line, settings
from lab.engine import config_line
from lab.execution import exec_line
from lab.tcl import tcl_line

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def shell_line(router: Router, session: Session, line: str, prompt: int) -> Dialogue:
    """Run the line; ``prompt`` is the width of the prompt before it."""
    if session.tclsh:
        dialogue = tcl_line(router, session, line)
    elif session.in_config:
        before = settings(router)
        yield from router.faults.met(session, line, config_line(router, session, line, prompt=prompt), prompt)
        if line.strip():
            log_line(router, session, line.strip(), before)
        return
    else:
        dialogue = exec_line(router, session, line, prompt=prompt)
    yield from router.faults.met(session, line, dialogue, prompt)
