"""Many routers in one process, on one event loop, each on a loopback port of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from typing import TYPE_CHECKING

from lab import factory, sshd, sshkeys
from lab.clock import Clock, ManualClock
from lab.quirks import Quirks
from lab.releases import DEFAULT
from lab.router import Router

if TYPE_CHECKING:
    import asyncssh

DEFAULTS = {"edge-split": "16.9.2", "edge-full": DEFAULT}
ADDRESSES = {"edge-split": "192.0.2.1", "edge-full": "192.0.2.65"}


@dataclasses.dataclass(frozen=True, slots=True)
class RouterSpec:
    """What router to start. Without a password one is made."""

    name: str
    release: str = DEFAULT
    fresh: bool = False
    quirks: Quirks | None = None
    clock: str = "real"
    username: str = "admin"
    password: str = dataclasses.field(default="", repr=False)
    address: str = ""
    port: int = 0
    boot_seconds: float = 0.0
    """How long a reload keeps the router off the network; real ones take minutes."""


@dataclasses.dataclass(slots=True)
class RunningRouter:
    """A router that answers."""

    router: Router
    username: str
    password: str = dataclasses.field(repr=False)
    host: str
    port: int
    host_key: str
    fresh: bool
    acceptor: asyncssh.SSHAcceptor


class Host:
    """Starts routers and stops them. All methods belong to the event loop's thread."""

    def __init__(self) -> None:
        self.routers: dict[str, RunningRouter] = {}
        # One made-up password for all: a hash costs milliseconds, and there may be a thousand routers.
        self._password = secrets.token_urlsafe(12)
        self._booting: set[asyncio.Task[None]] = set()

    async def start(self, spec: RouterSpec) -> RunningRouter:
        """Make one router and serve it."""
        clock = ManualClock() if spec.clock == "manual" else Clock()
        router = Router(spec.name, spec.release, quirks=spec.quirks, clock=clock)
        router.pki.generate(f"{spec.name}.{factory.DOMAIN}", sshkeys.host_key(spec.name), clock.now())
        password = spec.password or self._password
        number = len(self.routers)
        address = spec.address or ADDRESSES.get(spec.name) or f"192.0.{2 + number // 250}.{1 + number % 250}"
        factory.fill(router, username=spec.username, password=password, address=address, fresh=spec.fresh)
        acceptor = await sshd.listen(router, port=spec.port)
        running = RunningRouter(
            router,
            spec.username,
            password,
            "127.0.0.1",
            acceptor.get_port(),
            sshkeys.public_host_key(sshkeys.in_use(router)[0]),
            spec.fresh,
            acceptor,
        )
        self.routers[spec.name] = running
        router.boot_seconds = spec.boot_seconds
        router.reload_listeners.append(lambda: self._go_down(running))
        return running

    def _go_down(self, running: RunningRouter) -> None:
        seconds = running.router.boot_seconds
        if not seconds:
            return
        running.acceptor.close()
        task = asyncio.get_running_loop().create_task(self._come_back(running, seconds))
        self._booting.add(task)
        task.add_done_callback(self._booting.discard)

    async def _come_back(self, running: RunningRouter, seconds: float) -> None:
        await asyncio.sleep(seconds)
        running.acceptor = await sshd.listen(running.router, port=running.port)

    async def stop(self) -> None:
        """Close every listener and every session."""
        for task in tuple(self._booting):
            task.cancel()
        for running in self.routers.values():
            for session in tuple(running.router.sessions):
                session.end()
            running.acceptor.close()
        for running in self.routers.values():
            await asyncio.wait_for(running.acceptor.wait_closed(), 5)
