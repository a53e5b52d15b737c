"""Names that no ticket may use, beside those that `flexvpn.base.values.UserName` refuses already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.intent.users import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.intent.assembly import Host

RESERVED: Final = frozenset(
    # Keywords where IOS-XE takes a user's name, and words that commands of ours read as more than one user.
    {EVERYWHERE, "username", "default", "enable", "none", "local", "common-criteria-policy", "cisco", "root"}
)


def protected_names(hosts: Iterable[Host]) -> Mapping[str, str]:
    """Administrators, break-glass names and our own log-ins, lower case, with what each is."""
    found: dict[str, str] = {}
    for host in hosts:
        found.setdefault(host.login.username.lower(), f"our own log-in on {host.name}")
        for name in sorted(host.headend.administrators):
            found.setdefault(name.lower(), f"an administrator of {host.name}")
    return found
