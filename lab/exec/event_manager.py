"""``show event manager policy registered``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand, InvalidInputError

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def show_registered(router: Router, _session: Session, _args: str) -> Dialogue:
    """The applets (form REAL for the head and cron timers, INF for countdowns)."""
    if not router.quirks.event_manager:
        raise InvalidInputError(-1)
    if not router.eem.applets:
        return
    yield "No.  Class     Type    Event Type          Trap  Time Registered           Name\n"
    for number, applet in enumerate(router.eem.applets.values(), 1):
        kind = "timer countdown" if applet.time else "none"
        when = f"{router.local(applet.registered).wall:%a %b %e %H:%M:%S %Y}"
        yield f"{number:<5}applet    user    {kind:<20}Off   {when:<26}{applet.name}\n"
        yield f" time {applet.time:.3f}\n" if applet.time else ""
        yield f" maxrun {applet.max_run:.3f}\n"
        yield "".join(f" {line}\n" for line in applet.lines if line.startswith("action "))
        yield "\n"


COMMANDS = (
    ExecCommand(
        "show event manager policy registered", show_registered, 15, "Display registered EEM policies", ""
    ),
)
