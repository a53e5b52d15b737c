"""Shows that an inventory tool asks of every router: memory, and neighbours by CDP and LLDP, both off here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import ExecCommand

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

HEADING = "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)"
USED = 275_459_944
IO = 6_295_128


def show_memory(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show memory statistics``: the processor's pool is what ``show version`` says of it."""
    total = int(router.hardware.memory.split("K", maxsplit=1)[0]) * 1024
    free = total - USED
    yield f"{HEADING}\n"
    yield f"Processor  7F6A8A2D7048 {total:>12} {USED:>11} {free:>11} {free:>11} {free:>11}\n"
    yield f" lsmpi_io  7F6A891481A8 {IO:>12} {IO - 824:>11} {824:>11} {824:>11} {412:>11}\n"


def show_cdp(_router: Router, _session: Session, _args: str) -> Dialogue:
    """A headend that faces the Internet does not say who it is."""
    yield "% CDP is not enabled\n"


def show_lldp(_router: Router, _session: Session, _args: str) -> Dialogue:
    """As ``show_cdp``."""
    yield "% LLDP is not enabled\n"


COMMANDS = (
    ExecCommand("show memory statistics", show_memory, 1, "Memory pool statistics", ""),
    ExecCommand("show cdp", show_cdp, 1, "CDP information", "[neighbors [detail]]"),
    ExecCommand("show lldp", show_lldp, 1, "LLDP information", "[neighbors [detail]]"),
)
