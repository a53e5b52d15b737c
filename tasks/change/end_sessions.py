"""The sessions of people who are named end, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendFailed
from flexvpn.router.leavers import count_unnamed, notes_on_unnamed
from flexvpn.router.sessions import SESSION_COMMANDS, Connection, connections, user_sessions
from stores.clock import now
from tasks.change.clear_session import clear_session, clear_sessions_of
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.session.link import Link

_NEEDED = SESSION_COMMANDS[:2]


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of these users' sessions.

    Attributes:
        sessions: those that were up and are seen gone.
        nameless: how many are up whose users the router does not name: one of these users may be among them.
    """

    sessions: tuple[Connection, ...] = ()
    nameless: int = 0

    def doubt(self, users: Iterable[str]) -> tuple[str, ...]:
        """What cannot be said of these users, in words; nothing where the router names everybody."""
        who = ", ".join(sorted(users))
        return tuple(f"{text}; {who} may still be connected" for text in notes_on_unnamed(self.nameless))


def end_sessions(link: Link, users: Iterable[str], *, state: str = "") -> Ended:
    """Clear every session of these users, by address and port, or by name, and look whether they are gone.

    Args:
        link: an open session.
        users: names as they log in; IOS-XE does not tell their case apart.
        state: what a failure should say of the rest of the work.

    Raises:
        HeadendFailed: one is still up, or the router does not show its port: its address may be somebody else's too.
        NotUnderstood: the list of sessions cannot be read; that is not "none".
    """
    wanted = frozenset(user.lower() for user in users)
    asked: list[Connection] = []
    try:
        return _end(link, wanted, asked)
    except HeadendFailed as error:
        raise error.leaving(_left_by(asked, state)) from error


def _end(link: Link, wanted: frozenset[str], asked: list[Connection]) -> Ended:
    everybody, unsaid = _everybody(link)
    found = tuple(one for one in everybody if one.user.lower() in wanted)
    # A session that nobody has missed yet may have left its port to the next client behind the same NAT.
    others = {(one.peer, one.port) for one in everybody if one.user.lower() not in wanted}
    by_name = dict.fromkeys(one.user for one in found if (one.peer, one.port) in others)
    for user in by_name:
        asked += (one for one in found if one.user == user)
        clear_sessions_of(link, user)
    for one in found:
        if one.user in by_name:
            continue
        if one.port is None:
            what = f"{one.user} from {one.peer}: the router shows no port, and the address may be somebody else's too"
            raise HeadendFailed(link.headend, "clear session", what)
        asked.append(one)
        clear_session(link, one.peer, one.port)
    if not found:
        return Ended((), unsaid)
    everybody, unsaid = _everybody(link)
    left = tuple(one for one in everybody if one.user.lower() in wanted)
    if left:
        who = ", ".join(f"{one.user} from {one.peer}" for one in left)
        hint = "run it again, or `clear crypto session` at the console"
        raise HeadendFailed(link.headend, "clear session", f"still connected: {who}", hint=hint)
    return Ended(found, unsaid)


def _left_by(asked: list[Connection], state: str) -> str:
    """What a failure in the middle leaves: an answer may be all that was lost."""
    who = ", ".join(f"{one.user} from {one.peer} port {one.port}" for one in asked)
    ended = f"these may be gone, nobody else was disconnected: {who}" if asked else "nobody was disconnected"
    return f"{state}; {ended}" if state else ended


def _everybody(link: Link) -> tuple[tuple[Connection, ...], int]:
    answers = {command: show(link, command) for command in _NEEDED}
    found = connections(link.headend, answers, now()).connections
    return found, count_unnamed(user_sessions(link.headend, answers))
