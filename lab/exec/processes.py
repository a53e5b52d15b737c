"""``show processes cpu``: how busy the router says it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


@dataclasses.dataclass(slots=True)
class Load:
    """Utilisation in percent over five seconds (and of that, in interrupts), one minute and five minutes."""

    five_seconds: int = 2
    interrupts: int = 0
    minute: int = 3
    five_minutes: int = 3


ROWS = (
    (1, 12, 86, 139, "0.00", "0.00", "0.00", "Chunk Manager"),
    (2, 1512, 21344, 70, "0.00", "0.01", "0.00", "Load Meter"),
    (142, 40211, 106612, 377, "0.31", "0.28", "0.30", "IOSXE-RP Punt Se"),
    (389, 9121, 50211, 181, "0.07", "0.12", "0.09", "Crypto IKEv2"),
)


def show_cpu(router: Router, _session: Session, args: str) -> Dialogue:
    """One line for the router, one for each process (form REAL)."""
    load = router.load
    yield f"CPU utilization for five seconds: {load.five_seconds}%/{load.interrupts}%; "
    yield f"one minute: {load.minute}%; five minutes: {load.five_minutes}%\n"
    yield " PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n"
    rows = sorted(ROWS, key=lambda row: float(row[4]), reverse=True) if args else ROWS
    for pid, runtime, invoked, usecs, five, minute, longer, name in rows:
        yield f"{pid:>4}{runtime:>12}{invoked:>12}{usecs:>11} {five:>5}% {minute:>5}% {longer:>5}%   0 {name:<17}\n"


COMMANDS = (ExecCommand("show processes cpu", show_cpu, 1, "Show CPU use per process", "[sorted]"),)
