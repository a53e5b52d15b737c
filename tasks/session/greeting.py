"""Lines before an SSH server's version (RFC 4253, section 4.2): counted, dropped, never shown or logged."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import socket

MOST: Final = 65_536
"""Bytes up to the end of the version. OpenSSH's client takes 8 KiB a line; paramiko alone would read on for ever."""
_VERSION: Final = b"SSH-"


class NoVersion(OSError):
    """The other side sends something, but no SSH version."""


class Greeted:
    """A socket for paramiko that drops all lines before the server's version."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._line, self._count, self._over = b"", 0, False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the socket's own
        return getattr(self._connection, name)

    def recv(self, size: int) -> bytes:
        """The next bytes, from the server's version on.

        Raises:
            NoVersion: the server closed the connection, or sent `MOST` bytes, without a version.
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
    """Everything from the version on; before it has come, the last line that is not complete yet."""
    while not data.startswith(_VERSION):
        _, newline, rest = data.partition(b"\n")
        if not newline:
            break
        data = rest
    return data


def quiet() -> None:
    """Switch off the libraries' own logs: Nornir logs arguments and traces, netmiko and paramiko what is sent.

    Paramiko's thread also logs what a server sent and its own traces; without a handler Python prints them on stderr.
    """
    for name in ("nornir", "netmiko", "paramiko", "napalm"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
