"""The Embedded Event Manager: applets in running-config whose countdown runs on the router's clock.

An applet is registered when its configuration mode is left, and once more at every boot: the countdown then starts
anew. It runs its lines on a terminal line of the router's own, as no user.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from lab.dialogue import run_dialogue
from lab.session import Session

if TYPE_CHECKING:
    import datetime

    from lab.clock import Timer
    from lab.router import Router

_COUNTDOWN = re.compile(
    r"event timer countdown (?:name \S+ )?time (\d+(?:\.\d+)?)(?: maxrun (\d+(?:\.\d+)?))?"
)
_CLI = re.compile(r'action (\S+) cli command "(.*)"')
APPLET = "event manager applet "
MAX_RUN = 20.0


@dataclasses.dataclass(slots=True)
class Applet:
    """One registered applet."""

    name: str
    lines: tuple[str, ...]
    time: float
    max_run: float
    registered: datetime.datetime
    timer: Timer | None = None


class EventManager:
    """The applets of one router."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self.applets: dict[str, Applet] = {}
        self.ran: list[str] = []

    def registered(self) -> None:
        """Compare with running-config: forget applets that are gone, start those that are new or changed."""
        blocks = {
            node.text.removeprefix(APPLET).split()[0]: node
            for node in self._router.running.find(APPLET.strip())
        }
        for name in [name for name in self.applets if name not in blocks]:
            self._forget(name)
        for name, node in blocks.items():
            lines = tuple(child.text for child in node.children)
            old = self.applets.get(name)
            if old is None or old.lines != lines:
                self._forget(name)
                self._register(name, lines)

    def reboot(self) -> None:
        """Every countdown begins anew."""
        for name in tuple(self.applets):
            self._forget(name)
        self.registered()

    def _forget(self, name: str) -> None:
        old = self.applets.pop(name, None)
        if old is not None and old.timer is not None:
            old.timer.cancel()

    def _register(self, name: str, lines: tuple[str, ...]) -> None:
        found = next((match for line in lines if (match := _COUNTDOWN.fullmatch(line))), None)
        applet = Applet(
            name,
            lines,
            float(found[1]) if found else 0.0,
            float(found[2]) if found and found[2] else MAX_RUN,
            self._router.clock.now(),
        )
        self.applets[name] = applet
        if found is not None:
            applet.timer = self._router.clock.call_later(applet.time, lambda: self._fire(applet))

    def _fire(self, applet: Applet) -> None:
        from lab.shell import shell_line

        router = self._router
        applet.timer = None
        line = router.free_vty()
        if line is None:
            router.note("HA_EM-3-FMPD_CLI_CONNECT", "Unable to establish CLI session: no tty lines available")
            return
        self.ran.append(applet.name)
        session = Session(privilege=1, length=0, line=line)
        for command in _commands(applet.lines):
            if command == "enable":
                session.privilege = 15  # no password is asked of an applet
                continue
            run_dialogue(shell_line(router, session, command, 0))


def _commands(lines: tuple[str, ...]) -> list[str]:
    """What an applet types, in the order of its labels, which are compared as text."""
    found = [match for line in lines if (match := _CLI.fullmatch(line))]
    return [match[2] for match in sorted(found, key=lambda match: match[1])]
