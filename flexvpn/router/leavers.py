"""Whose sessions end with a push, and who is connected without being meant to be. Pure.

A session ends with a push where the push takes its account away, or where the router's record says that we had put the
account there and it is gone already: an earlier run may have been cut off between the two. Everybody else who is
connected and not in the intent (an account that is not ours, somebody whom a RADIUS server knows) is named by `drift`
and by `verify`, and stays connected: what is not ours is not touched.
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


class Uninvited(BaseModel):
    """Somebody who is connected and should not be.

    Attributes:
        user: as the router names them.
        why: in words that follow "is connected".
        addresses: from where.
        ends: the next push ends it; otherwise it is for a person to end.
    """

    model_config = FROZEN

    user: str
    why: str
    addresses: tuple[str, ...] = ()
    ends: bool = False


def leavers(headend: Headend, observation: Observation, removed: Iterable[str]) -> frozenset[str]:
    """Whose sessions end with a push that removes these users; in lower case, for IOS-XE tells no case apart."""
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
    """The sessions of these users, given in lower case."""
    return tuple(one for one in sessions if one.user.lower() in names) if names else ()


def of_others(
    lost: Iterable[CryptoSession], sessions: Iterable[UserSession], names: frozenset[str]
) -> tuple[CryptoSession, ...]:
    """What is lost of sessions that were not of these users."""
    theirs = {(one.address, one.port) for one in of_users(sessions, names)}
    return tuple(one for one in lost if (str(one.peer), one.port) not in theirs)


def nameless(sessions: Iterable[UserSession]) -> int:
    """How many sessions are up whose user the router does not name."""
    return sum(not one.user for one in sessions)


def doubt(unsaid: int) -> tuple[str, ...]:
    """What is said of so many sessions without a name, and never that nobody is connected."""
    sessions = counted(unsaid, "session")
    return (f"{sessions} of which the router names no user: whose is not known",) if unsaid else ()


def uninvited(
    headend: Headend,
    sessions: Iterable[UserSession],
    barred: Mapping[str, str],
    *,
    ending: Iterable[UserSession],
    us: str,
) -> Iterator[Uninvited]:
    """Everybody who is connected and not in the intent, each once; its administrators and our own log-in are."""
    known = intended(headend) | {name.lower() for name in (*headend.administrators, us)}
    reasons = {name.lower(): why for name, why in barred.items()}
    ends = {one.user.lower() for one in ending}
    found: dict[str, list[UserSession]] = {}
    for one in sessions:
        if one.user and one.user.lower() not in known:
            found.setdefault(one.user.lower(), []).append(one)
    for name, theirs in found.items():
        yield Uninvited(
            user=theirs[0].user,
            why=f"though {reasons[name]}" if name in reasons else "and is not in users.yaml for this headend",
            addresses=tuple(dict.fromkeys(one.address for one in theirs)),
            ends=name in ends,
        )
