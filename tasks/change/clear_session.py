"""Client sessions ended: those that are named, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.ios.dialogues import CONFIRM
from flexvpn.planning.plan import ClearSession
from flexvpn.planning.push import sessions

if TYPE_CHECKING:
    from flexvpn.facts.fields import Address
    from flexvpn.planning.plan import Plan
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link


def clear_sessions_of(link: Link, user: str) -> None:
    """Clear all sessions of a user by name; for a session whose address and port another session has as well.

    Raises:
        CommandRefused: the router does not take the command.
    """
    link.must(f"clear crypto session username {user}", questions=(CONFIRM,))


def clear_session(link: Link, address: Address | str, port: int | None) -> None:
    """Clear a session by its public address and port: two clients behind a NAT share the address.

    See docs/iosxe.md section 7.

    Raises:
        CommandRefused: the router does not take the command.
    """
    line = f"clear crypto session remote {address}" + (f" port {port}" if port else "")
    link.must(line, questions=(CONFIRM,))


def clear_cut_sessions(link: Link, plan: Plan, before: Inspection) -> tuple[str, ...]:
    """Clear the sessions that a plan cuts, right before it merges lines of their template.

    A router refuses such lines while sessions use the template (docs/iosxe.md section 7).

    Args:
        link: an open session.
        plan: what is pushed.
        before: the inspection that it was made from.

    Returns:
        Whose sessions were cleared: the user's name, or the peer's address where the router names no user.

    Raises:
        CommandRefused: the router does not take the command.
    """
    cut: list[str] = []
    for session in sessions(before) if plan.cuts_sessions else ():
        if session.peer is not None:
            clear_session(link, session.peer, session.port)
            cut.append(session.username or str(session.peer))
    for step in plan.steps:
        if isinstance(step, ClearSession):
            clear_session(link, step.address, step.port)
            cut.append(step.user)
    return tuple(cut)
