"""One person's sessions end, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.connected import SESSION_COMMANDS, Connection, connections
from flexvpn.errors import HeadendFailed
from stores.clock import now
from tasks.clear_session import clear_session, clear_sessions_of
from tasks.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.link import Link

_NEEDED = SESSION_COMMANDS[:2]


def end_sessions(link: Link, users: Iterable[str], *, state: str = "") -> tuple[Connection, ...]:
    """Clear every session of these users, by address and port, or by name, and look whether they are gone.

    Args:
        link: an open session.
        users: names as they log in; IOS-XE does not tell their case apart.
        state: what a failure should say of the rest of the work.

    Raises:
        HeadendFailed: one is still up, or the router does not show its port: its address may be somebody else's too.
        NotUnderstood: the list of sessions cannot be read; that is not "none".
    """
    wanted = {user.lower() for user in users}
    everybody = _everybody(link)
    found = tuple(one for one in everybody if one.user.lower() in wanted)
    # A session that nobody has missed yet may have left its port to the next client behind the same NAT.
    others = {(one.peer, one.port) for one in everybody if one.user.lower() not in wanted}
    shared = tuple(one for one in found if (one.peer, one.port) in others)
    for user in dict.fromkeys(one.user for one in shared):
        clear_sessions_of(link, user)
    for one in found:
        if one in shared:
            continue
        if one.port is None:
            what = f"{one.user} from {one.peer}: the router shows no port, and the address may be somebody else's too"
            raise HeadendFailed(link.headend, "clear session", what, state=state)
        clear_session(link, one.peer, one.port)
    left = tuple(one for one in _everybody(link) if one.user.lower() in wanted) if found else ()
    if left:
        who = ", ".join(f"{one.user} from {one.peer}" for one in left)
        raise HeadendFailed(
            link.headend,
            "clear session",
            f"still connected: {who}",
            state=state,
            hint="run it again, or `clear crypto session` at the console",
        )
    return found


def _everybody(link: Link) -> tuple[Connection, ...]:
    answers = {command: show(link, command) for command in _NEEDED}
    return connections(link.headend, answers, now()).connections
