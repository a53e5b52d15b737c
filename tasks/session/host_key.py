"""The SSH host key that a router shows, without logging in."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import paramiko

from flexvpn.base.errors import Unreachable
from stores.known_hosts import HostKey
from tasks.session.access import fixed_groups_first, open_socket
from tasks.session.greeting import Greeted, quiet
from tasks.session.ssh_errors import NOT_SSH, no_ssh

if TYPE_CHECKING:
    from flexvpn.intent.assembly import Host

_TIMEOUT = 20.0


def host_key(host: Host) -> HostKey:
    """The key that the host shows now; only its console can tell whether that is the right one.

    Raises:
        Unreachable: no TCP connection, or no SSH.
    """
    quiet()
    transport = paramiko.Transport(Greeted(open_socket(host.name, host.hostname, host.port)))
    options = transport.get_security_options()
    options.kex = fixed_groups_first(options.kex)
    try:
        transport.start_client(timeout=_TIMEOUT)
        key = transport.get_remote_server_key()
    except Exception as error:
        # Where a server sends anything but a key exchange, paramiko raises all kinds of errors, ValueError included.
        problem = no_ssh(f"{host.hostname} port {host.port}", error)
        raise Unreachable(host.name, "host key", problem, hint=NOT_SSH) from error
    finally:
        transport.close()
    return HostKey(key.get_name(), b64encode(key.asbytes()).decode())
