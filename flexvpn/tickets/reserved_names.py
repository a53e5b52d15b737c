"""User names that no ticket may use, in addition to those that `flexvpn.base.values.UserName` refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.intent.users import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.intent.assembly import Host

RESERVED: Final = frozenset(
    # Keywords of IOS-XE in the place of a user's name, and words that our commands take for more than one user.
    {EVERYWHERE, "username", "default", "enable", "none", "local", "common-criteria-policy", "cisco", "root"}
)


def protected_names(hosts: Iterable[Host]) -> Mapping[str, str]:
    """Administrators and our own log-ins, in lower case, each with its role in words."""
    names: dict[str, str] = {}
    for host in hosts:
        names.setdefault(host.login.username.lower(), f"our own log-in on {host.name}")
        for name in sorted(host.headend.administrators):
            names.setdefault(name.lower(), f"an administrator of {host.name}")
    return names
