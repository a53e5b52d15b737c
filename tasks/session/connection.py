"""Nornir's connection to a router: one session per host, opened when a task first needs it, closed when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from nornir.core.plugins.connections import ConnectionPluginRegister
from nornir_netmiko.connections import CONNECTION_NAME, Netmiko

from tasks.session.access import Access
from tasks.session.link import Link

if TYPE_CHECKING:
    from nornir.core.configuration import Config
    from nornir.core.task import Task

CONNECTION: Final = CONNECTION_NAME
"""nornir-netmiko's own name, so that its tasks share our session."""
ACCESS: Final = "access"


class HeadendConnection(Netmiko):  # type: ignore[misc]  # nornir-netmiko publishes no types
    """nornir-netmiko's plugin with a session of ours. ``extras["access"]`` says how to log in, and holds no secret."""

    def __init__(self) -> None:
        self.connection: Link | None = None

    def open(
        self,
        hostname: str | None,
        username: str | None,
        password: str | None,
        port: int | None,
        platform: str | None,
        extras: dict[str, Any] | None = None,
        configuration: Config | None = None,
    ) -> None:
        """Log in.

        Raises:
            HeadendFailed: Unreachable, HostKeyRefused or LoginRefused.
        """
        del hostname, username, password, port, platform, configuration
        access: Access = (extras or {})[ACCESS]
        self.connection = Link(access)

    def close(self) -> None:
        """Leave the router."""
        if self.connection is not None:
            self.connection.disconnect()
            self.connection = None


def register() -> None:
    """Register the plugin with Nornir; doing so again does no harm."""
    ConnectionPluginRegister.register(CONNECTION, HeadendConnection)


def link_of(task: Task) -> Link:
    """The session of a task's host; opened at the first call, and opened again where the router has closed it.

    Raises:
        HeadendFailed: Unreachable, HostKeyRefused or LoginRefused.
    """
    link = cast("Link", task.host.get_connection(CONNECTION, task.nornir.config))
    if link.usable:
        return link
    task.host.close_connection(CONNECTION)
    return cast("Link", task.host.get_connection(CONNECTION, task.nornir.config))
