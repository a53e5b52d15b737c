"""A router's clock: the wall clock with an offset, or one that a test turns by hand."""

from __future__ import annotations

import asyncio
import datetime
import heapq
import itertools
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer(Protocol):
    """A callback that was scheduled and may still be cancelled."""

    def cancel(self) -> None:
        """Forget the callback; harmless when it has run."""


class Clock:
    """Real time (UTC) plus an offset. Callbacks run on the event loop that is current when they are set."""

    def __init__(self) -> None:
        self.offset = datetime.timedelta()
        self.synchronised = True

    def now(self) -> datetime.datetime:
        """The router's idea of the time, in UTC."""
        return self._true_now() + self.offset

    def set(self, moment: datetime.datetime) -> None:
        """Make ``moment`` the time now. Running timers keep their length."""
        self.offset = moment - self._true_now()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        """Run ``callback`` after ``seconds`` of the router's time."""
        return asyncio.get_running_loop().call_later(seconds, callback)

    def _true_now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)


class _Scheduled:
    __slots__ = ("callback", "cancelled")

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class ManualClock(Clock):
    """Stands still until ``advance`` is called; due callbacks then run in order, each at its own time."""

    def __init__(self, start: datetime.datetime | None = None) -> None:
        super().__init__()
        self._now = start or datetime.datetime.now(datetime.UTC)
        self._due: list[tuple[datetime.datetime, int, _Scheduled]] = []
        self._order = itertools.count()

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        """Run ``callback`` once the clock has been turned by ``seconds``."""
        timer = _Scheduled(callback)
        due = self._now + datetime.timedelta(seconds=seconds)
        heapq.heappush(self._due, (due, next(self._order), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Turn the clock on and run what falls due on the way."""
        target = self._now + datetime.timedelta(seconds=seconds)
        while self._due and self._due[0][0] <= target:
            due, _, timer = heapq.heappop(self._due)
            self._now = max(self._now, due)
            if not timer.cancelled:
                timer.callback()
        self._now = target

    def _true_now(self) -> datetime.datetime:
        return self._now
