"""One SSH connection to one router: socket, host key, credentials, and an error for each way to fail."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko

from flexvpn.base.errors import HeadendFailed, LoginRefused, Unreachable
from tasks.session.greeting import Greeted
from tasks.session.ssh_errors import host_key_refused, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flexvpn.base.secrets import Secret, SecretRef
    from flexvpn.intent.assembly import Host

TCP_TIMEOUT = 10.0
_SSH_TIMEOUT = 20.0
_RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")


@dataclass(frozen=True, slots=True)
class Access:
    """How to log in to one headend. It holds references to secrets, no secret.

    Attributes:
        headend: its name in the inventory.
        host: name or address.
        port: of its SSH server.
        username: an administrator who lands at privilege 15.
        password: reference to the password; with a key, to what opens the key. None for a key that is not encrypted.
        key_file: private SSH key; None with a password.
        host_keys: algorithm and base64 of each recorded host key; without any, the router is unknown.
        resolve: gives the secret of a reference; called at log-in and nowhere else.
    """

    headend: str
    host: str
    username: str
    resolve: Callable[[SecretRef], Secret] = field(repr=False)
    port: int = 22
    password: SecretRef | None = None
    key_file: Path | None = None
    host_keys: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """``192.0.2.1`` or, on another port than 22, ``192.0.2.1 port 2222``."""
        return self.host if self.port == 22 else f"{self.host} port {self.port}"  # noqa: PLR2004 - SSH's own


def access_to(
    host: Host,
    folder: Path,
    resolve: Callable[[SecretRef], Secret],
    host_keys: Iterable[tuple[str, str]],
) -> Access:
    """How to log in to a host of the inventory.

    Args:
        host: of the inventory.
        folder: of the inventory; a key file's path is relative to it.
        resolve: gives the secret of a reference.
        host_keys: algorithm and base64 of each recorded key of this host and port.
    """
    key_file = host.login.key_file
    return Access(
        headend=host.name,
        host=host.hostname,
        port=host.port,
        username=host.login.username,
        resolve=resolve,
        password=host.login.password,
        key_file=None if key_file is None else folder / Path(key_file).expanduser(),
        host_keys=tuple(host_keys),
    )


class OnlyRecorded(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko publishes no types
    """Accepts the recorded host keys and no other: there is no trust on first use."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Accept a recorded key.

        Raises:
            HostKeyRefused: no key of this router is recorded, or another one.
        """
        del client, hostname
        shown = (key.get_name(), b64encode(key.asbytes()).decode())
        if shown in self._access.host_keys:
            return
        changed = any(algorithm == shown[0] for algorithm, _ in self._access.host_keys)
        raise host_key_refused(self._access, key.fingerprint, changed=changed)


def open_socket(headend: str, host: str, port: int, timeout: float = TCP_TIMEOUT) -> socket.socket:
    """A TCP connection without Nagle's delay, which costs every log-in 85 ms (docs/traps.md section 21).

    Raises:
        Unreachable: the name does not resolve, nothing listens, or nothing answers.
    """
    try:
        connection = socket.create_connection((host, port), timeout)
    except socket.gaierror as error:
        raise Unreachable(
            headend, "log-in", f"{host} does not resolve", hint="look at `hostname` in hosts.yaml, and at DNS"
        ) from error
    except ConnectionRefusedError as error:
        raise Unreachable(
            headend,
            "log-in",
            f"{host} refuses a connection to port {port}",
            hint="is SSH on (`ip ssh version 2`, an RSA key, `transport input ssh`), and is this its port?",
        ) from error
    except TimeoutError as error:
        raise Unreachable(
            headend,
            "log-in",
            f"{host} port {port} does not answer within {timeout:.0f} s",
            hint="is it up, and is the path open?",
        ) from error
    except OSError as error:
        raise Unreachable(headend, "log-in", f"{host} port {port}: {error.strerror or error}") from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return connection


def open_client(access: Access) -> paramiko.SSHClient:
    """An SSH connection that is logged in, host key checked.

    Raises:
        Unreachable: no TCP, no SSH, or no algorithm in common.
        HostKeyRefused: unknown or changed host key.
        LoginRefused: the router refuses the credentials, or the key file cannot be used.
        SecretUnavailable: the password's or passphrase's reference gives nothing.
    """
    if access.key_file is not None and not access.key_file.is_file():
        raise LoginRefused(access.headend, "log-in", f"there is no SSH key file {access.key_file}")
    password = None if access.password is None else access.resolve(access.password).reveal()
    connection = open_socket(access.headend, access.host, access.port)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(OnlyRecorded(access))
    try:
        client.connect(
            access.host,
            access.port,
            access.username,
            password,
            key_filename=None if access.key_file is None else str(access.key_file),
            look_for_keys=False,
            allow_agent=False,
            timeout=_SSH_TIMEOUT,
            banner_timeout=_SSH_TIMEOUT,
            auth_timeout=_SSH_TIMEOUT,
            sock=Greeted(connection),
            transport_factory=_transports(access),
        )
    except BaseException as error:
        client.close()
        connection.close()
        if isinstance(error, HeadendFailed) or not isinstance(error, Exception):
            raise
        raise translated(access, error) from error
    return client


@contextmanager
def limited(client: paramiko.SSHClient, seconds: float) -> Iterator[None]:
    """Close the connection if the block takes longer: paramiko waits for ever for a router that no longer answers.

    Raises:
        TimeoutError: it took longer.
    """
    late = threading.Event()

    def stop() -> None:
        late.set()
        client.close()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if late.is_set():
            raise TimeoutError(f"no answer within {seconds:.0f} s") from error
        raise
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError(f"no answer within {seconds:.0f} s")


def open_shell(access: Access, client: paramiko.SSHClient, width: int, height: int) -> paramiko.Channel:
    """An interactive session on a connection that is logged in.

    Raises:
        Unreachable: the router does not open one.
    """
    try:
        with limited(client, _SSH_TIMEOUT):
            return client.invoke_shell(term="vt100", width=width, height=height)
    except (paramiko.SSHException, OSError, EOFError) as error:
        client.close()
        raise translated(access, error) from error


def fixed_groups_first(exchanges: Iterable[str]) -> tuple[str, ...]:
    """Key exchanges in the order to offer them: each group exchange after the fixed 2048-bit group with its digest.

    A group exchange costs another round trip and may give a group of 4096 bits or more, whose arithmetic takes us a
    quarter of a second. Of the two with SHA-1, RFC 9142 section 4 advises against the group exchange alone.
    """
    ordered = list(exchanges)
    for digest in ("sha256", "sha1"):
        exchanged, fixed = f"diffie-hellman-group-exchange-{digest}", f"diffie-hellman-group14-{digest}"
        if exchanged in ordered and fixed in ordered:
            ordered.remove(exchanged)
            ordered.insert(ordered.index(fixed) + 1, exchanged)
    return tuple(ordered)


def _transports(access: Access) -> Callable[..., paramiko.Transport]:
    """Makes transports that ask for the recorded kind of host key: a server may have one of another kind as well."""
    kinds = {algorithm for algorithm, _ in access.host_keys}

    def make(*args: Any, **keywords: Any) -> paramiko.Transport:  # noqa: ANN401 - paramiko's own signature
        transport = paramiko.Transport(*args, **keywords)
        options = transport.get_security_options()
        options.kex = fixed_groups_first(options.kex)
        recorded = [
            kind for kind in options.key_types if kind in kinds or ("ssh-rsa" in kinds and kind in _RSA)
        ]
        options.key_types = tuple(recorded + [kind for kind in options.key_types if kind not in recorded])
        return transport

    return make
