"""Real SSH in front of a router: log-in as AAA decides, VTYs, shells, single commands and SCP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import asyncssh

from lab import banners, publickey, scp, sshkeys
from lab.acl import permits
from lab.idle import IdleTimer
from lab.session import Session
from lab.shell import shell_line
from lab.terminal import Terminal

if TYPE_CHECKING:
    from lab.router import Router
    from lab.tree import Node

SERVER_VERSION = "Cisco-1.25"
CLOSING_PATIENCE = 2.0


async def listen(router: Router, host: str = "127.0.0.1", port: int = 0) -> asyncssh.SSHAcceptor:
    """Serve a router; the acceptor knows the port that the system chose."""
    acceptor = await asyncssh.listen(
        host,
        port,
        server_factory=lambda: Server(router),
        server_version=SERVER_VERSION,
        process_factory=lambda process: _serve(router, process),
        encoding=None,
        line_editor=False,
        allow_pty=True,
        keepalive_interval=0,
        login_timeout=120,
        tcp_keepalive=True,
        compression_algs=("none",),
        backlog=256,
        reuse_address=True,
        **sshkeys.options(router),
    )
    offered = (sshkeys.algorithms(router), sshkeys.in_use(router))

    def follow() -> None:
        # `ip ssh server algorithm …` and new keys hold for the next connection.
        nonlocal offered
        before, offered = offered, (sshkeys.algorithms(router), sshkeys.in_use(router))
        chosen = sshkeys.options(router) if offered != before else {}
        if chosen:
            acceptor.update(**chosen)
        if bool(offered[1]) is not bool(before[1]):
            state = "enabled" if offered[1] else "disabled"
            router.note(f"SSH-5-{state.upper()}", f"SSH 2.0 has been {state}")

    router.config_listeners.append(follow)
    router.reload_listeners.append(follow)
    return acceptor


class Server(asyncssh.SSHServer):
    """Log-in of one connection. A connection holds a VTY from its first byte to its last, SCP included."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._tries = 0
        self._connection: asyncssh.SSHServerConnection | None = None
        self.session = Session(line=-1)

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """A client is there: give it a VTY, or hang up where none is free."""
        self._connection = conn
        raw = conn.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        vty = self._router.free_vty()
        line = self._router.line_config(vty) if vty is not None else None
        peer = conn.get_extra_info("peername") or ("",)
        here = str(peer[0])
        welcome = self._router.guard.admits(here) and bool(sshkeys.in_use(self._router))
        if vty is None or line is None or not welcome or not _open_to(self._router, line, here):
            conn.abort()
            return
        self.session.line, self.session.peer = vty, str(peer[0])
        self.session.hang_up = conn.close
        self.session.started = self.session.last_input = self._router.clock.now()
        self._router.sessions.append(self.session)
        conn.set_extra_info(lab_session=self.session)
        self._router.faults.connected(conn, self.session)

    def connection_lost(self, exc: Exception | None) -> None:
        """The VTY is free again."""
        del exc
        self.session.closing = True
        self._router.faults.disconnected(self.session)
        if self.session in self._router.sessions:
            self._router.sessions.remove(self.session)

    def begin_auth(self, username: str) -> bool:
        """Everybody must log in."""
        self.session.user = username
        banner = banners.text(self._router, "login")
        if banner and self._connection is not None and self._tries == 0:
            self._connection.send_auth_banner(banner)
        return True

    def password_auth_supported(self) -> bool:
        """Passwords are always asked for."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """AAA, or the line, decides."""
        line = self._router.line_config(self.session.line)
        if self._router.accounts.login(line, username, password):
            self._welcome(username)
            return True
        self._tries += 1
        self._router.counters.failed_logins += 1
        self._router.guard.failed(username, self.session.peer)
        if self._router.running.has("login on-failure log"):
            self._router.note(
                "SEC_LOGIN-4-LOGIN_FAILED",
                f"Login failed [user: {username}] "
                f"[Source: {self.session.peer}] [localport: 22] [Reason: Login Authentication Failed]",
            )
        retries = int(self._router.running.value("ip ssh authentication-retries") or 3)
        if self._tries >= max(1, retries) and self._connection is not None:
            self._connection.disconnect(2, "Too many authentication failures")
        return False

    def public_key_auth_supported(self) -> bool:
        """Keys count once somebody has one."""
        return self._router.running.child("ip ssh pubkey-chain") is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """The key must be the user's."""
        if publickey.accepts(self._router, username, key.public_data):
            self._welcome(username)
            return True
        return False

    def _welcome(self, username: str) -> None:
        self._router.counters.logins += 1
        if self._router.running.has("login on-success log"):
            self._router.note(
                "SEC_LOGIN-5-LOGIN_SUCCESS",
                f"Login Success [user: {username}] [Source: {self.session.peer}] [localport: 22]",
            )


def _open_to(router: Router, line: Node, address: str) -> bool:
    """Tell whether a VTY takes SSH, and from this address."""
    transport = line.child("transport input")
    if transport is not None and not {"ssh", "all"} & set(transport.text.split()):
        return False
    for node in line.find("access-class"):
        _, name, direction, *_ = node.text.split()
        if direction == "in" and not permits(router, name, address):
            return False
    return True


class _Stream:
    """The channel of one process, for a terminal or for SCP."""

    def __init__(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self._process = process

    def send(self, data: bytes) -> None:
        if not self._process.channel.is_closing():
            self._process.stdout.write(data)

    async def drained(self) -> None:
        await self._process.stdout.drain()

    async def line(self) -> bytes:
        return await self._process.stdin.readline()

    async def exactly(self, size: int) -> bytes:
        return await self._process.stdin.readexactly(size)


async def _serve(router: Router, process: asyncssh.SSHServerProcess[bytes]) -> None:
    session: Session = process.get_extra_info("lab_session")
    privilege = router.accounts.exec_privilege(router.line_config(session.line), session.user)
    stream = _Stream(process)
    status = 0
    try:
        if privilege is None:
            stream.send(b"\r\n% Authorization failed.\r\n")
            status = 1
        elif process.command is not None and scp.is_scp(process.command):
            await router.faults.meet(process.command, session, "before")
            status = await scp.serve(router, privilege, process.command, stream)
            await router.faults.meet(process.command, session, "after")
        else:
            session.privilege = privilege
            await _shell(router, session, process, stream)
    except (asyncio.IncompleteReadError, asyncssh.Error, ConnectionError):
        status = 1
    process.exit(status)
    # A router closes the connection when the command or shell is done (docs/iosxe.md section 3); not before the
    # client has seen the channel close, or some drop what they had not read yet.
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.channel.wait_closed(), CLOSING_PATIENCE)
    if session in router.sessions:
        process.get_extra_info("connection").close()


async def _shell(
    router: Router, session: Session, process: asyncssh.SSHServerProcess[bytes], stream: _Stream
) -> None:
    terminal = Terminal(router, session, stream)
    size = process.get_terminal_size()
    if size[0]:
        session.width = size[0]
    if size[1]:
        session.length = size[1]
    reader = asyncio.create_task(_read(process, terminal))
    router.log_listeners.append(terminal.log)
    try:
        if process.command is not None:
            session.length = 0
            await terminal.drive(shell_line(router, session, process.command, 0))
        else:
            terminal.banner()
            await _interact(router, session, terminal)
    finally:
        terminal.flush()
        router.log_listeners.remove(terminal.log)
        reader.cancel()


async def _interact(router: Router, session: Session, terminal: Terminal) -> None:
    idle = IdleTimer(router, session)
    try:
        command = router.accounts.autocommand(session.user)
        if command is None:
            await terminal.run()
        else:
            await terminal.drive(shell_line(router, session, command, 0))
    finally:
        idle.cancel()


async def _read(process: asyncssh.SSHServerProcess[bytes], terminal: Terminal) -> None:
    while True:
        try:
            data = await process.stdin.read(4096)
        except (asyncssh.TerminalSizeChanged, asyncssh.BreakReceived, asyncssh.SignalReceived):
            continue
        except (asyncssh.Error, ConnectionError):
            data = b""
        if not data:
            terminal.hang_up()
            return
        terminal.feed(data)
