"""A terminal without a network: keys in, screen out."""

from __future__ import annotations

import asyncio

from lab.clock import Clock
from lab.factory import fill
from lab.quirks import Quirks
from lab.router import Router
from lab.session import Session
from lab.terminal import Terminal


def make(
    name: str = "R1", release: str = "17.9.4", quirks: Quirks | None = None, clock: Clock | None = None
) -> Router:
    router = Router(name, release, quirks=quirks, clock=clock)
    fill(router, username="admin", password="lab-password", address="192.0.2.1")
    return router


class Screen:
    def __init__(self) -> None:
        self.sent = bytearray()

    def send(self, data: bytes) -> None:
        self.sent += data

    async def drained(self) -> None:
        return


def typed(router: Router, keys: str, *, privilege: int = 15, length: int = 0, width: int = 80) -> str:
    """The screen after ``keys``, line ends as ``\\n``."""
    return session_of(router, keys, privilege=privilege, length=length, width=width)[0]


def session_of(
    router: Router, keys: str, *, privilege: int = 15, length: int = 0, width: int = 80
) -> tuple[str, Session]:
    screen = Screen()
    session = Session(user="admin", privilege=privilege, line=2, length=length, width=width)

    async def run() -> None:
        terminal = Terminal(router, session, screen)
        router.log_listeners.append(terminal.log)
        terminal.feed(keys.encode())
        terminal.hang_up()
        await terminal.run()
        router.log_listeners.remove(terminal.log)

    asyncio.run(run())
    return screen.sent.decode().replace("\r\n", "\n"), session
