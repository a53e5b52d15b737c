"""An error in an operator's words for each way a log-in can fail; netmiko calls half of them a time-out.

See docs/traps.md section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import paramiko

from flexvpn.base.errors import HostKeyRefused, LoginRefused, Unreachable
from flexvpn.base.escapes import MOST, one_line
from tasks.session.greeting import NoVersion

if TYPE_CHECKING:
    from flexvpn.base.errors import HeadendFailed
    from tasks.session.access import Access


NOT_SSH = "all lines of the router may be in use (`show users`), or this is not its SSH port"


def host_key_refused(access: Access, fingerprint: str, *, changed: bool) -> HostKeyRefused:
    """The error for a host key that is not recorded, or not the recorded one."""
    if changed:
        problem = f"the SSH host key is not the recorded one: {access.place} shows {fingerprint}"
        hint = (
            "somebody may be in the middle, or the router has a new key: compare the fingerprint at its console "
            f"(`show ip ssh`), then `headend trust --limit {access.headend}`"
        )
    else:
        problem = f"the SSH host key is unknown: {access.place} shows {fingerprint}"
        hint = (
            f"compare the fingerprint at the router's console, then `headend trust --limit {access.headend}`"
        )
    return HostKeyRefused(access.headend, "log-in", problem, hint=hint)


def translated(access: Access, error: Exception) -> HeadendFailed:
    """The error for an exception of paramiko, in an operator's words."""
    name = access.headend
    match error:
        case paramiko.PasswordRequiredException():
            return LoginRefused(
                name,
                "log-in",
                "the SSH key is encrypted",
                hint="give its passphrase as login.password, by reference",
            )
        case paramiko.AuthenticationException():
            kind = "password" if access.key_file is None else "key"
            problem = f"the router refuses the {kind} of user {access.username}"
            return LoginRefused(
                name, "log-in", problem, hint="look at the log-in of this host in the inventory"
            )
        case paramiko.ssh_exception.IncompatiblePeer():
            problem = f"no SSH algorithm in common: {one_line(str(error), MOST)}"
            hint = (
                "on the router: `ip ssh server algorithm kex …`, `ip ssh server algorithm hostkey …`; "
                "old releases offer SHA-1 only, which paramiko 5 no longer speaks: keep paramiko below 5"
            )
            return Unreachable(name, "log-in", problem, hint=hint)
        case TimeoutError() | EOFError():
            return Unreachable(name, "log-in", f"{access.place} stopped answering during the SSH handshake")
        case paramiko.SSHException():
            return Unreachable(name, "log-in", no_ssh(access.place, error), hint=NOT_SSH)
        case _:
            problem = f"{access.place}: {type(error).__name__}: {one_line(str(error), MOST)}"
            return Unreachable(name, "log-in", problem)


def no_ssh(place: str, error: Exception) -> str:
    """Why SSH fails, with at most one line of what the other side sent, control characters escaped."""
    # While it reads the version, paramiko raises an error of its own: what stopped it is the context of that.
    before = error.__context__
    cause = before if isinstance(before, NoVersion) else error
    said = one_line(str(cause), MOST) or type(cause).__name__
    return f"{place} does not speak SSH with us: {said}"
