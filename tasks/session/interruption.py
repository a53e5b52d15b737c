"""A run that is told to stop: headends that have begun are finished, the others are left for the next run."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from flexvpn.base.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def unless_stopped(stop: Event, headend: str) -> None:
    """Return where the program may go on.

    Raises:
        Stopped: it was told to stop.
    """
    if stop.is_set():
        hint = "run the same again: it does only the rest"
        raise Stopped(headend, "start", "told to stop before it was this headend's turn", hint=hint)


@contextmanager
def stopped_by_signals(tell: Callable[[], None] = lambda: None) -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set while the block runs, so that routers that are being changed are finished.

    ``tell`` is called at each signal: whoever pressed Ctrl-C should see why it takes a moment.
    """
    stop = Event()

    def told(*_: object) -> None:
        stop.set()
        tell()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
