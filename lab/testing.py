"""Simulated routers for tests: an event loop in a thread, routers on loopback ports.

``running_lab(RouterSpec("r1", release="16.9.2"))`` is a context manager; in it, ``lab["r1"]`` has host,
port, username, password, host_key and the ``router`` itself, which ``lab.call`` may work on.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from lab.host import Host, RouterSpec, RunningRouter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lab.fault import Fault

T = TypeVar("T")
PATIENCE = 30


class Lab:
    """Running routers by name. ``call`` runs a function on the routers' own thread."""

    def __init__(self, host: Host, loop: asyncio.AbstractEventLoop) -> None:
        self._host = host
        self._loop = loop

    def __getitem__(self, name: str) -> RunningRouter:
        return self._host.routers[name]

    def call(self, function: Callable[[], T]) -> T:
        """Run ``function()`` where no session can interfere, and return its result."""

        async def run() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE)

    def configure(self, name: str, text: str) -> str:
        """Type configuration at a router's console, behind everybody's back."""
        return self.call(lambda: self[name].router.configure(text))

    def show(self, name: str, command: str) -> str:
        """What an EXEC command prints."""
        return self.call(lambda: self[name].router.execute(command))

    def lines_received(self, name: str) -> list[str]:
        """All that a router's command line was sent, once everybody has logged out.

        A client is gone before the router has read its last line: whoever counted at once would now and then miss it.
        """
        end = time.monotonic() + PATIENCE
        while self.call(lambda: len(self[name].router.sessions)):
            if time.monotonic() > end:
                raise TimeoutError(f"somebody is still logged in to {name}")
            time.sleep(0.005)
        return self.call(lambda: list(self[name].router.counters.lines))

    def fault(self, name: str, *faults: Fault, seed: int | None = None) -> None:
        """Make a router fail; several faults may be set, each stays until it is cleared or has happened."""

        def begin() -> None:
            held = self[name].router.faults
            if seed is not None:
                held.seed(seed)
            for fault in faults:
                held.set(fault)

        self.call(begin)

    def clear_faults(self, name: str, kind: str = "") -> None:
        """Take back a router's faults, or those of one kind."""
        self.call(lambda: self[name].router.faults.clear(kind))

    def advance(self, name: str, seconds: float) -> None:
        """Turn a manual clock."""
        from lab.clock import ManualClock

        clock = self[name].router.clock
        if not isinstance(clock, ManualClock):
            raise TypeError(f"{name} runs on the wall clock: start it with clock='manual'")
        self.call(lambda: clock.advance(seconds))


@contextlib.contextmanager
def running_lab(*specs: RouterSpec) -> Iterator[Lab]:
    """Start routers, hand them out, stop them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="lab", daemon=True)
    thread.start()
    host = Host()

    async def start() -> None:
        for spec in specs:
            await host.start(spec)

    try:
        asyncio.run_coroutine_threadsafe(start(), loop).result(PATIENCE)
        yield Lab(host, loop)
    finally:
        asyncio.run_coroutine_threadsafe(host.stop(), loop).result(PATIENCE)
        asyncio.run_coroutine_threadsafe(_settle(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


async def _settle() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


__all__ = ["Lab", "RouterSpec", "RunningRouter", "running_lab"]
