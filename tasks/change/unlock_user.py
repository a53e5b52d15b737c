"""Unlock a user who was locked out, and see that the lock is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendFailed, Unreachable
from flexvpn.facts import aaa
from flexvpn.ios.dialogues import CONFIRM
from tasks.read.show import show

if TYPE_CHECKING:
    from tasks.session.link import Link


def unlock_user(link: Link, name: str) -> bool:
    """Clear one user's lock; True where there was one.

    Raises:
        CommandRefused: the router refuses the command.
        HeadendFailed: the user is still locked out.
    """
    if not _locked(link, name):
        return False
    try:
        link.must(f"clear aaa local user lockout username {name}", questions=(CONFIRM,))
        if _locked(link, name):
            raise HeadendFailed(link.headend, "unlock", f"{name} is locked out still")
    except Unreachable as error:
        state = f"whether {name} is locked out still is not known; nothing else was changed"
        raise error.leaving(state, hint="run it again: it looks first") from error
    return True


def _locked(link: Link, name: str) -> bool:
    answer = show(link, aaa.read_lockout.command)
    return any(lock.user == name for lock in aaa.read_lockout(answer, headend=link.headend).records)
