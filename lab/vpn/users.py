"""What an AAA login list makes of a name and a password."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router


class Verdict(Enum):
    """Why a user may enter or not; a client is told none of it."""

    GOOD = "good"
    NO_LIST = "the AAA login list does not exist"
    NOT_A_PASSWORD = "the local method cannot check a secret"  # noqa: S105
    REFUSED = "user authentication failed"
    LOCKED = "user is locked out"


def verify_user(router: Router, login_list: str, user: str, password: str) -> Verdict:
    """Judge by the login list's methods; failures count towards the lock-out."""
    lists = router.accounts.methods("authentication login", login_list)
    if not router.running.has("aaa new-model") or (lists is None and login_list != "default"):
        return Verdict.NO_LIST
    if user in router.accounts.locked:
        return Verdict.LOCKED
    known = router.accounts.user(user)
    if known is not None and known.what == "secret" and not router.quirks.local_secret_works:
        return Verdict.NOT_A_PASSWORD
    return Verdict.GOOD if router.accounts.authenticate(login_list, user, password) else Verdict.REFUSED
