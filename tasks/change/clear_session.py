"""One client's session ended, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.ios.dialogues import CONFIRM

if TYPE_CHECKING:
    from flexvpn.facts.fields import Address
    from tasks.session.link import Link


def clear_sessions_of(link: Link, user: str) -> None:
    """Clear a user's sessions by name, where address and port are somebody else's as well.

    Raises:
        CommandRefused: the router does not take the command.
    """
    link.must(f"clear crypto session username {user}", questions=(CONFIRM,))


def clear_session(link: Link, address: Address | str, port: int | None) -> None:
    """Clear a session by peer address and port: two clients behind one NAT share the address (IOSXE.md section 7).

    Raises:
        CommandRefused: the router does not take the command.
    """
    line = f"clear crypto session remote {address}" + (f" port {port}" if port else "")
    link.must(line, questions=(CONFIRM,))
