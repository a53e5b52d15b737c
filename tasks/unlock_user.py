"""A user who was locked out is let in again, and proved to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.errors import HeadendFailed
from flexvpn.facts import aaa
from tasks.questions import CONFIRM
from tasks.show import show

if TYPE_CHECKING:
    from tasks.link import Link


def unlock_user(link: Link, name: str) -> bool:
    """Clear one user's lock; True where there was one.

    Raises:
        CommandRefused: the router refuses the command.
        HeadendFailed: the user is locked out still.
    """
    if not _locked(link, name):
        return False
    link.must(f"clear aaa local user lockout username {name}", questions=(CONFIRM,))
    if _locked(link, name):
        raise HeadendFailed(link.headend, "unlock", f"{name} is locked out still")
    return True


def _locked(link: Link, name: str) -> bool:
    answer = show(link, aaa.read_lockout.command)
    return any(found.user == name for found in aaa.read_lockout(answer, headend=link.headend).records)
