"""End all sessions of named users, and nobody else's."""

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
        sessions: those that were up and were seen to be gone.
        unnamed: number of sessions whose user the router does not name; they may be these users'.
    """

    sessions: tuple[Connection, ...] = ()
    unnamed: int = 0

    def notes(self, users: Iterable[str]) -> tuple[str, ...]:
        """A note that these users may still be connected; none where the router names the user of every session."""
        who = ", ".join(sorted(users))
        return tuple(f"{text}; {who} may still be connected" for text in notes_on_unnamed(self.unnamed))


def end_sessions(link: Link, users: Iterable[str], *, state: str = "") -> Ended:
    """Clear every session of these users, by address and port or by name, and see that they are gone.

    Args:
        link: an open session.
        users: their names at log-in; IOS-XE ignores case.
        state: how the rest of the work stands, for a failure's error.

    Raises:
        HeadendFailed: one is still up, or the router does not show its port: its address may be somebody else's too.
        NotUnderstood: the list of sessions cannot be read; that is not "none".
    """
    names = frozenset(user.lower() for user in users)
    asked: list[Connection] = []
    try:
        return _end(link, names, asked)
    except HeadendFailed as error:
        raise error.leaving(_left_by(asked, state)) from error


def _end(link: Link, names: frozenset[str], asked: list[Connection]) -> Ended:
    everybody, unnamed = _everybody(link)
    ending = tuple(session for session in everybody if session.user.lower() in names)
    # A dead session that the router still lists may have the port of the next client behind the same NAT.
    others = {(session.peer, session.port) for session in everybody if session.user.lower() not in names}
    by_name = dict.fromkeys(session.user for session in ending if (session.peer, session.port) in others)
    for user in by_name:
        asked += (session for session in ending if session.user == user)
        clear_sessions_of(link, user)
    for session in ending:
        if session.user in by_name:
            continue
        if session.port is None:
            who = f"{session.user} from {session.peer}"
            problem = f"{who}: the router shows no port, and the address may be somebody else's too"
            raise HeadendFailed(link.headend, "clear session", problem)
        asked.append(session)
        clear_session(link, session.peer, session.port)
    if not ending:
        return Ended((), unnamed)
    everybody, unnamed = _everybody(link)
    left = tuple(session for session in everybody if session.user.lower() in names)
    if left:
        who = ", ".join(f"{session.user} from {session.peer}" for session in left)
        hint = "run it again, or `clear crypto session` at the console"
        raise HeadendFailed(link.headend, "clear session", f"still connected: {who}", hint=hint)
    return Ended(ending, unnamed)


def _left_by(asked: list[Connection], state: str) -> str:
    """The state after a failure, in words; a session may be gone although the answer to its command was lost."""
    who = ", ".join(f"{session.user} from {session.peer} port {session.port}" for session in asked)
    ended = f"these may be gone, nobody else was disconnected: {who}" if asked else "nobody was disconnected"
    return f"{state}; {ended}" if state else ended


def _everybody(link: Link) -> tuple[tuple[Connection, ...], int]:
    answers = {command: show(link, command) for command in _NEEDED}
    everybody = connections(link.headend, answers, now()).connections
    return everybody, count_unnamed(user_sessions(link.headend, answers))
