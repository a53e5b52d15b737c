"""Faults that change the router the moment they are set, and how each is taken back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from lab.fault import ClockOff, Fault, FullFlash, FullVtys, Reload, Syslog
from lab.session import Session

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from lab.clock import Timer
    from lab.router import Router

Undo = tuple["Callable[[], object]", ...]
MESSAGES = (
    ("LINEPROTO-5-UPDOWN", "Line protocol on Interface Tunnel{n}, changed state to down"),
    ("LINK-3-UPDOWN", "Interface GigabitEthernet{n}, changed state to up"),
    ("SEC_LOGIN-4-LOGIN_FAILED", "Login failed [user: guest{n}] [Source: 198.51.100.{n}] [localport: 22]"),
    ("CRYPTO-4-RECVD_PKT_INV_SPI", "decaps: rec'd IPSEC packet has invalid spi for destaddr=192.0.2.{n}"),
    ("SYS-5-CONFIG_I", "Configured from console by admin on vty{n} (198.51.100.{n})"),
)


def begin(router: Router, fault: Fault, rng: random.Random) -> Undo:
    """Let a fault begin; what takes it back."""
    if isinstance(fault, FullFlash):
        return _fill_flash(router, fault)
    if isinstance(fault, FullVtys):
        return _fill_vtys(router, fault)
    if isinstance(fault, ClockOff):
        return _turn_clock(router, fault)
    if isinstance(fault, Syslog) and not fault.at:
        return _burst(router, fault, rng)
    if isinstance(fault, Reload):
        kept, router.boot_seconds = router.boot_seconds, fault.boot_seconds
        router.reload()
        router.boot_seconds = kept
    return ()


def log_message(router: Router, rng: random.Random, *, everywhere: bool) -> None:
    """One message that has nothing to do with what anybody does."""
    mnemonic, text = rng.choice(MESSAGES)
    router.note(mnemonic, text.format(n=rng.randint(1, 9)))
    if everywhere:
        shown = router.log[-1].render() + "\n"
        for session in router.sessions:
            if not session.monitor:
                session.tell(shown)


def _fill_flash(router: Router, fault: FullFlash) -> Undo:
    taken = router.flash.free - fault.free
    router.flash.system += taken

    def give_back() -> None:
        router.flash.system -= taken

    return (give_back,)


def _fill_vtys(router: Router, fault: FullVtys) -> Undo:
    others: list[Session] = []
    while (line := router.free_vty()) is not None:
        other = Session(user="somebody", line=line, peer="198.51.100.7", privilege=1)
        other.started = other.last_input = router.clock.now()

        def leave(other: Session = other) -> None:
            if other in router.sessions:
                router.sessions.remove(other)

        other.hang_up = leave
        router.sessions.append(other)
        others.append(other)
    for other in others[len(others) - fault.free :] if fault.free else ():
        other.end()
    return tuple(other.end for other in others)


def _turn_clock(router: Router, fault: ClockOff) -> Undo:
    clock, before = router.clock, router.clock.synchronised
    moved = datetime.timedelta(seconds=fault.offset)
    clock.offset += moved
    clock.synchronised = fault.synchronised

    def put_right() -> None:
        clock.offset -= moved
        clock.synchronised = before

    return (put_right,)


def _burst(router: Router, fault: Syslog, rng: random.Random) -> Undo:
    timers: list[Timer] = []

    def burst() -> None:
        for _ in range(fault.count):
            log_message(router, rng, everywhere=fault.everywhere)
        if fault.every:
            timers[:] = [router.clock.call_later(fault.every, burst)]

    def stop() -> None:
        for timer in timers:
            timer.cancel()

    burst()
    return (stop,)
