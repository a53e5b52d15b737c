"""The SSH host key that a router shows, without logging in."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import paramiko

from flexvpn.errors import Unreachable
from stores.known_hosts import HostKey
from tasks.access import fixed_groups_first, open_socket

if TYPE_CHECKING:
    from flexvpn.assembly import Host

_TIMEOUT = 20.0


def host_key(host: Host) -> HostKey:
    """The key that the host shows now; whether it is the right one only its console can say.

    Raises:
        Unreachable: no TCP connection, or no SSH.
    """
    connection = open_socket(host.name, host.hostname, host.port)
    transport = paramiko.Transport(connection)
    options = transport.get_security_options()
    options.kex = fixed_groups_first(options.kex)
    try:
        transport.start_client(timeout=_TIMEOUT)
        key = transport.get_remote_server_key()
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise Unreachable(
            host.name, "host key", f"{host.hostname} does not speak SSH with us: {error}"
        ) from error
    finally:
        transport.close()
    return HostKey(key.get_name(), b64encode(key.asbytes()).decode())
