"""As much Tcl as an in-line file transfer needs: ``puts [open F w+] {text}``, ``set``, ``tclquit``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.execution import exec_line
from lab.flash import NoSpaceError
from lab.session import Collector
from lab.storage import absolute

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

_PUTS = re.compile(r'puts \[open "?([^"\]\s]+)"? (w\+?|a)\] \{(.*)', re.DOTALL)


def tcl_line(router: Router, session: Session, line: str) -> Dialogue:
    """One line of the Tcl shell; what is no Tcl is run as an EXEC command."""
    if session.collecting is not None:
        said = session.collecting.feed(line)
        if said is not None:
            session.collecting = None
            yield said
        return
    stripped = line.strip()
    if stripped in ("tclquit", "exit"):
        session.tclsh = False
        return
    found = _PUTS.match(stripped)
    if found is None:
        yield from exec_line(router, session, line, prompt=len(router.hostname) + 6)
        return
    path, mode, first = absolute(session.here, found[1]), found[2], found[3]
    collected: list[str] = []

    def feed(row: str) -> str | None:
        collected.append(row)
        text = "\n".join(collected)
        if text.count("{") + 1 > text.count("}"):
            return None
        data = text[: text.rfind("}")].encode() + b"\n"
        if mode == "a" and router.flash.exists(path):
            data = router.flash.read(path) + data
        try:
            router.flash.write(path, data)
        except NoSpaceError:
            return f'couldn\'t open "{path}": no space left on device\n'
        return ""

    if feed(first) is None:
        session.collecting = Collector(feed)
    yield from ()
