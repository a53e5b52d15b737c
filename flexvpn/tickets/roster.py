"""Who may connect where: the record of users beside what routers hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.usernames import user_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flexvpn.intent.assembly import Host
    from flexvpn.intent.users import UserEntry
    from flexvpn.ios.config import Config


class RosterUser(BaseModel):
    """One user of the record. ``connected`` is empty where no router was asked."""

    model_config = FROZEN

    name: str
    headends: tuple[str, ...]
    state: str
    expires: str = ""
    ticket: str = ""
    owner: str = ""
    note: str = ""
    credential: str = ""
    connected: tuple[str, ...] = ()


class Stranger(BaseModel):
    """A user on a router whom nobody asked for; ``why`` says it of whom users.yaml names and bars."""

    model_config = FROZEN

    name: str
    headend: str
    privilege: int
    why: str = ""


class Roster(BaseModel):
    """Everybody."""

    model_config = FROZEN

    users: tuple[RosterUser, ...]
    strangers: tuple[Stranger, ...] = ()
    asked: tuple[str, ...] = ()


def roster_user(
    entry: UserEntry, hosts: Mapping[str, Host], today: date, connected: tuple[str, ...] = ()
) -> RosterUser:
    """One user: on which headends, and in which state (``active``, ``expired``, ``disabled``)."""
    return RosterUser(
        name=entry.name,
        headends=tuple(name for name, host in hosts.items() if entry.on(name, host.groups, today)),
        state="disabled" if entry.disabled else "expired" if entry.ended(today) else "active",
        expires=entry.expires.isoformat() if entry.expires else "",
        ticket=entry.ticket or "",
        owner=entry.owner or "",
        note=entry.note or "",
        credential="secret" if entry.secret else str(entry.password),
        connected=connected,
    )


def strangers(host: Host, config: Config) -> tuple[Stranger, ...]:
    """Users of a router whom neither the record nor the list of administrators knows; operators are none of ours."""
    expected = host.headend.user_names | host.headend.administrators | {host.login.username}
    return tuple(
        Stranger(name=name, headend=host.name, privilege=user.privilege, why=host.barred.get(name, ""))
        for name, user in user_lines(config).items()
        if name not in expected and not user.is_operator
    )
