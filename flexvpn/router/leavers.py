"""Whose VPN sessions a push ends, and who is connected though the intent does not have them. Pure.

A push ends a user's sessions where it removes the account, or where the router's record says that we had created the
account and it is gone already: an earlier run may have been cut off after it removed the account and before it ended
the sessions. Everybody else who is connected and not in the intent (an account that is not ours, a user whom a RADIUS
server knows) is named by `drift` and by `verify`, and stays connected: what is not ours is not touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.ios.usernames import user_lines
from flexvpn.sections.local_users import USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flexvpn.facts.crypto_session import CryptoSession
    from flexvpn.router.inspection import Observation
    from flexvpn.router.sessions import UserSession
    from flexvpn.sections.headend import Headend


class UnintendedSessions(BaseModel):
    """The sessions of one user who is connected and should not be.

    Attributes:
        user: as the router names them.
        why: in words that follow "is connected".
        addresses: public addresses that they are connected from.
        ends: the next push ends these sessions; otherwise a person has to.
    """

    model_config = FROZEN

    user: str
    why: str
    addresses: tuple[str, ...] = ()
    ends: bool = False


def leavers(headend: Headend, observation: Observation, removed: Iterable[str]) -> frozenset[str]:
    """The users whose sessions a push ends that removes these users; in lower case, as IOS-XE tells no case apart."""
    names = {name.lower() for name in removed}
    refs = observation.record.refs() if observation.record else frozenset()
    put_there = {ref.name.lower() for ref in refs if ref.kind == USER}
    if put_there:
        there = {name.lower() for name in user_lines(observation.config)}
        names |= put_there - there - {name.lower() for name in headend.administrators}
    return frozenset(names - intended(headend))


def intended(headend: Headend) -> frozenset[str]:
    """The users of the intent, in lower case."""
    return frozenset(name.lower() for name in headend.user_names)


def of_users(sessions: Iterable[UserSession], names: frozenset[str]) -> tuple[UserSession, ...]:
    """The sessions of these users, who are given in lower case."""
    return tuple(session for session in sessions if session.user.lower() in names) if names else ()


def of_others(
    lost: Iterable[CryptoSession], sessions: Iterable[UserSession], names: frozenset[str]
) -> tuple[CryptoSession, ...]:
    """Those of the lost sessions that did not belong to these users, who are given in lower case."""
    theirs = {(session.address, session.port) for session in of_users(sessions, names)}
    return tuple(session for session in lost if (str(session.peer), session.port) not in theirs)


def count_unnamed(sessions: Iterable[UserSession]) -> int:
    """The number of sessions whose user the router does not name."""
    return sum(not session.user for session in sessions)


def notes_on_unnamed(number: int) -> tuple[str, ...]:
    """A note on so many sessions without a user's name: they are sessions, and may be anybody's; none for none."""
    sessions = counted(number, "session")
    return (f"{sessions} of which the router names no user: whose is not known",) if number else ()


def unintended_sessions(
    headend: Headend,
    sessions: Iterable[UserSession],
    barred: Mapping[str, str],
    *,
    ending: Iterable[UserSession],
    us: str,
) -> Iterator[UnintendedSessions]:
    """Everybody who is connected and should not be, each once; administrators and our own log-in may be connected.

    Args:
        headend: the intent.
        sessions: those that are up.
        barred: users who may not connect today, each with the reason.
        ending: sessions that the next push ends.
        us: our own log-in's name.
    """
    expected = intended(headend) | {name.lower() for name in (*headend.administrators, us)}
    reasons = {name.lower(): why for name, why in barred.items()}
    ends = {session.user.lower() for session in ending}
    sessions_by_user: dict[str, list[UserSession]] = {}
    for session in sessions:
        if session.user and session.user.lower() not in expected:
            sessions_by_user.setdefault(session.user.lower(), []).append(session)
    for name, theirs in sessions_by_user.items():
        yield UnintendedSessions(
            user=theirs[0].user,
            why=f"though {reasons[name]}" if name in reasons else "and is not in users.yaml for this headend",
            addresses=tuple(dict.fromkeys(session.address for session in theirs)),
            ends=name in ends,
        )
