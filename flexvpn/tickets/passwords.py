"""Passwords of users: how a new one is made, and which ones a router cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.base.secrets import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.intent.settings import PasswordPolicy

LONGEST: Final = 25
"""The longest password that ``username … password`` accepts (IOS-XE command reference)."""


def make_password(policy: PasswordPolicy, choose: Callable[[str], str]) -> Secret:
    """A new password: each character chosen by ``choose`` (``secrets.choice``) from the policy's alphabet."""
    return Secret("".join(choose(policy.alphabet) for _ in range(policy.length)))


def unfit(password: Secret) -> str:
    """Why a user should not be given this password, without showing it; empty if there is no reason."""
    length = len(password.reveal())
    return unsendable(password) or (
        f"it has {length} characters; routers take {LONGEST}" if length > LONGEST else ""
    )


def unsendable(password: Secret) -> str:
    """Why this password cannot be sent in a configuration line, without showing it; empty if it can."""
    value = password.reveal()
    if any(not " " <= char <= "~" for char in value):
        return "it holds a line end, a control character or one that is not ASCII"
    if value != value.strip():
        return "it begins or ends with a space"
    return ""
