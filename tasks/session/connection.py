"""Nornir's door to a router: one session per host, opened when a task first asks for it, closed when it is done."""

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
"""nornir-netmiko's own name: its tasks find our session, and share it."""
ACCESS: Final = "access"


class HeadendConnection(Netmiko):  # type: ignore[misc]  # nornir-netmiko publishes no types
    """nornir-netmiko's plugin with a session of ours. What it needs lies in ``extras["access"]``: no secret."""

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
    """Make the plugin known to Nornir; more often than once does no harm."""
    ConnectionPluginRegister.register(CONNECTION, HeadendConnection)


def link_of(task: Task) -> Link:
    """The session of the host that a task runs for; opened at the first call, and anew where the router has hung up.

    Raises:
        HeadendFailed: Unreachable, HostKeyRefused or LoginRefused.
    """
    link = cast("Link", task.host.get_connection(CONNECTION, task.nornir.config))
    if link.usable:
        return link
    task.host.close_connection(CONNECTION)
    return cast("Link", task.host.get_connection(CONNECTION, task.nornir.config))
