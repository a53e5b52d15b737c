"""What stands before the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.grammar import MODES

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session

LONGEST_NAME = 20
LONGEST_PROMPT = 30


def prompt_of(router: Router, session: Session) -> str:
    """``R1#``, ``R1>`` or ``R1(config-if)#``; names are cut to 20 characters in configuration mode."""
    if session.tclsh:
        return f"{router.hostname}(tcl)#"
    if session.collecting is not None:
        return ""
    if session.in_config:
        mode = MODES[session.contexts[-1].mode].prompt
        name = router.hostname[:LONGEST_NAME]
        mode = mode[: max(6, LONGEST_PROMPT + 10 - len(name))]
        return f"{name}({mode})#"
    return router.hostname + ("#" if session.privilege > 1 else ">")
