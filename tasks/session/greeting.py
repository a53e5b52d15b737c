"""What an SSH server may send before its version (RFC 4253, section 4.2): counted, dropped, never shown or logged."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import socket

MOST: Final = 65_536
"""Bytes before and within the version: OpenSSH's client bears 8 KiB a line; paramiko alone reads on without end."""
_VERSION: Final = b"SSH-"


class NoVersion(OSError):
    """Whoever answers sends something, and no SSH version in it."""


class Greeted:
    """A socket for paramiko, which gets to see the server's version and what follows, and no line before it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._line, self._count, self._over = b"", 0, False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the socket's own
        return getattr(self._connection, name)

    def recv(self, size: int) -> bytes:
        """The next bytes that concern SSH.

        Raises:
            NoVersion: too much came, and no version.
        """
        while not self._over:
            data = self._connection.recv(size)
            self._count += len(data)
            if not data and self._count:
                raise NoVersion("it closed the connection without an SSH version")
            if not data:
                return data
            self._line = _from_version(self._line + data)
            if self._line.startswith(_VERSION):
                self._over = True
                return self._line
            if self._count > MOST:
                raise NoVersion(f"it sent more than {MOST:,} bytes and no SSH version")
        return self._connection.recv(size)


def _from_version(data: bytes) -> bytes:
    """The last line that is not whole yet, or all from the version on."""
    while not data.startswith(_VERSION):
        _, newline, rest = data.partition(b"\n")
        if not newline:
            break
        data = rest
    return data


def quiet() -> None:
    """Silence what logs on its own account: Nornir logs arguments and traces, netmiko and paramiko what is sent.

    Paramiko's thread logs what a server said, and its own traces; where nobody listens Python prints those on stderr.
    """
    for name in ("nornir", "netmiko", "paramiko", "napalm"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
