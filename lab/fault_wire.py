"""Between asyncssh and the socket of one connection: bytes that come late, stop, or end in a reset."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import socket
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import asyncssh

_CLOSE = b""


class Severed(ConnectionError):
    """A fault took the connection away while a session was using it."""


@dataclasses.dataclass(slots=True)
class _Lane:
    """One direction: what waits, and for how long."""

    forward: Callable[[bytes], object]
    waiting: collections.deque[tuple[float, bytes]] = dataclasses.field(default_factory=collections.deque)
    timer: asyncio.TimerHandle | None = None


class Gate(asyncio.Protocol):
    """Stands where asyncssh sees its transport and where the transport sees its protocol.

    ``delay`` is asked for each packet. Without faults a packet passes at the cost of two comparisons.
    """

    def __init__(
        self,
        connection: asyncssh.SSHServerConnection,
        transport: asyncio.Transport,
        delay: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._transport = transport
        self._delay = delay
        self._in = _Lane(connection.data_received)
        self._out = _Lane(self._write)
        self._left = 0
        self._then: Callable[[], None] | None = None
        self._ended = False
        self._open = asyncio.Event()
        self._open.set()

    @classmethod
    def between(cls, connection: asyncssh.SSHServerConnection, delay: Callable[[], float]) -> Gate:
        """Put a gate into a connection that is being made.

        asyncssh has no public way to its transport; a test notices if this one goes.
        """
        transport = connection._transport  # noqa: SLF001
        if transport is None:
            raise Severed("the connection is gone already")
        gate = cls(connection, transport, delay)
        transport.set_protocol(gate)
        connection._transport = gate  # type: ignore[assignment]  # noqa: SLF001
        return gate

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a transport has
        return getattr(self._transport, name)

    @property
    def silent(self) -> bool:
        """Whether nothing passes."""
        return not self._open.is_set()

    def count_down(self, count: int, then: Callable[[], None]) -> None:
        """Let ``count`` more bytes pass, both directions together, and then do something."""
        self._left, self._then = count, then

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._then = None
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._drop_all()
        self._transport.abort()

    def silence(self) -> None:
        """Let nothing pass until ``lift``."""
        self._then = None
        self._open.clear()

    def lift(self) -> None:
        """Let pass what has waited, and what comes; what a client sent that has gone since never arrives."""
        self._open.set()
        if self._ended:
            self._in.waiting.clear()
        for lane in (self._in, self._out):
            self._release(lane)
        if self._ended:
            self._end()

    async def passage(self) -> None:
        """Wait until bytes pass again.

        Raises:
            Severed: the connection ended instead.
        """
        await self._open.wait()
        if self._transport.is_closing():
            raise Severed("the connection ended in silence")

    # What asyncssh does to its transport.

    def write(self, data: bytes) -> None:
        """Send bytes, sooner or later."""
        self._take(self._out, bytes(data))

    def close(self) -> None:
        """Close once all was sent; a silent connection ends at once: its peer will not see the rest."""
        if self._out.waiting and not self.silent:
            self._out.waiting.append((0.0, _CLOSE))
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close without sending the rest."""
        self._drop_all()
        self._transport.abort()

    # What the transport does to its protocol.

    def data_received(self, data: bytes) -> None:
        """Bytes of the client."""
        self._take(self._in, data)

    def eof_received(self) -> bool | None:
        """The client has no more to say; in a silence nobody hears of that, and its session stays."""
        self._ended = True
        if not self.silent:
            self._end()
        return self.silent

    def _end(self) -> None:
        while self._in.waiting:
            self._connection.data_received(self._in.waiting.popleft()[1])
        self._connection.eof_received()
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over: nobody waits for its bytes."""
        self._drop_all()
        self._open.set()
        self._connection.connection_lost(exc)

    def _take(self, lane: _Lane, data: bytes) -> None:
        if self._then is not None:
            data = self._counted(lane, data)
        seconds = self._delay()
        if data and not lane.waiting and not seconds and self._open.is_set():
            lane.forward(data)
        elif data:
            loop = asyncio.get_running_loop()
            earliest = lane.waiting[-1][0] if lane.waiting else 0.0
            lane.waiting.append((max(earliest, loop.time() + seconds), data))
            self._release(lane)

    def _counted(self, lane: _Lane, data: bytes) -> bytes:
        """What may still pass; at the last byte, what was to happen happens."""
        if len(data) <= self._left:
            self._left -= len(data)
            return data
        if self._left:
            lane.forward(data[: self._left])
        then, self._then = self._then, None
        rest = data[self._left :]
        if then is not None:
            then()
        # A silence keeps the rest for later; after a reset there is no later.
        return rest if self.silent else b""

    def _release(self, lane: _Lane) -> None:
        """Send what is due, and come back for the rest."""
        if lane.timer is not None:
            lane.timer.cancel()
            lane.timer = None
        loop = asyncio.get_running_loop()
        while lane.waiting and not self.silent:
            due, data = lane.waiting[0]
            if due > loop.time():
                lane.timer = loop.call_at(due, self._release, lane)
                return
            lane.waiting.popleft()
            lane.forward(data)

    def _write(self, data: bytes) -> None:
        if data == _CLOSE:
            self._transport.close()
        else:
            self._transport.write(data)

    def _drop_all(self) -> None:
        for lane in (self._in, self._out):
            lane.waiting.clear()
            if lane.timer is not None:
                lane.timer.cancel()
                lane.timer = None
