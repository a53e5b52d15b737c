"""The SCP server: the old protocol that IOS-XE speaks, and no SFTP beside it.

Errors have the words that scripts look for: ``Privilege denied.`` below 15 and ``Administratively
disabled.`` while the server is off (docs/iosxe.md section 3).
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import shlex
from typing import TYPE_CHECKING, Protocol

from lab import storage
from lab.flash import NoSpaceError, canonical_path

if TYPE_CHECKING:
    from lab.router import Router

OK = b"\0"
CHUNK = 1024


class Channel(Protocol):
    """The byte stream of one ``scp`` command."""

    async def line(self) -> bytes:
        """Bytes up to and with the next line end."""

    async def exactly(self, size: int) -> bytes:
        """That many bytes."""

    def send(self, data: bytes) -> None:
        """Send bytes to the client."""


def is_scp(command: str) -> bool:
    """Tell whether an exec request is one of ``scp -t`` and ``scp -f``."""
    return re.match(r"scp\s", command) is not None


def refusal(router: Router, privilege: int) -> str | None:
    """Why this session may not copy, in IOS-XE's words."""
    if not router.running.has("ip scp server enable"):
        return "Administratively disabled."
    if privilege < 15:
        return "Privilege denied."
    return None


async def serve(router: Router, privilege: int, command: str, channel: Channel) -> int:
    """Run one ``scp`` command; the exit status."""
    words = shlex.split(command)
    flags = "".join(word[1:] for word in words[1:] if word.startswith("-"))
    path = next((word for word in words[1:] if not word.startswith("-")), "")
    why = refusal(router, privilege)
    if why is not None:
        channel.send(b"\x01" + why.encode() + b"\n")
        return 1
    if "t" in flags:
        return await _sink(router, path, channel)
    return await _source(router, path, channel)


async def _sink(router: Router, path: str, channel: Channel) -> int:
    channel.send(OK)
    status = 0
    while True:
        head = await channel.line()
        if not head:
            return status
        kind = head[:1]
        if kind in (b"T", b"E"):
            channel.send(OK)
            continue
        if kind != b"C":
            channel.send(b"\x01scp: protocol error\n")
            return 1
        _, size, name = head.decode().rstrip("\n").split(" ", 2)
        channel.send(OK)
        target = path
        if router.flash.is_directory(path) or path.endswith("/"):
            target = posixpath.join(canonical_path(path), name)
        data = await _received(router, target, int(size), channel)
        await channel.exactly(1)
        try:
            router.flash.write(target, data)
        except NoSpaceError:
            _keep(router, target, data[: router.flash.free])
            channel.send(f"\x01%Error writing {path} (No space left on device)\n".encode())
            return 1
        router.counters.scp_puts += 1
        channel.send(OK)


async def _received(router: Router, target: str, size: int, channel: Channel) -> bytes:
    """The bytes of one file, at the pace of a fault; what arrived before a connection broke may stay behind."""
    data = bytearray()
    whole = False
    try:
        while len(data) < size:
            piece = min(CHUNK, size - len(data))
            await router.faults.pace(piece)
            data += await channel.exactly(piece)
        whole = True
    finally:
        if not whole:
            _keep(router, target, bytes(data))
    return bytes(data)


def _keep(router: Router, target: str, data: bytes) -> None:
    if router.quirks.scp_keeps_partial:
        with contextlib.suppress(NoSpaceError):
            router.flash.write(target, data)


async def _source(router: Router, path: str, channel: Channel) -> int:
    await channel.exactly(1)
    data = storage.read(router, path)
    if data is None:
        channel.send(f"\x01scp: {path}: No such file or directory\n".encode())
        return 1
    channel.send(f"C0644 {len(data)} {posixpath.basename(path.rpartition(':')[2])}\n".encode())
    await channel.exactly(1)
    await router.faults.pace(len(data))
    channel.send(data + OK)
    await channel.exactly(1)
    router.counters.scp_gets += 1
    return 0
