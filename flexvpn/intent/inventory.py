"""The inventory: reads its files into one frozen headend per host, or reports every mistake in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.intent.assembly import Assembly, Drafted, Host
from flexvpn.intent.hosts import Sources, one_router_twice, resolve
from flexvpn.intent.origins import USERS, Origins
from flexvpn.intent.settings import Settings
from flexvpn.intent.users import UserEntry, read_users
from flexvpn.intent.validation import nearest, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document


@dataclass(frozen=True, slots=True)
class Inventory:
    """All hosts, users and settings, where each of them is written, and warnings about them."""

    hosts: Mapping[str, Host]
    users: tuple[UserEntry, ...]
    settings: Settings
    origins: Origins
    warnings: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """An inventory as it was read.

    Attributes:
        inventory: if there are mistakes, only what could be read, and not to be used on routers.
        mistakes: every mistake in all files, in the order of files and lines.
        drafts: hosts with mistakes, as far as they can be read.
    """

    inventory: Inventory
    mistakes: tuple[Mistake, ...] = ()
    drafts: tuple[Drafted, ...] = ()


def build(sources: Sources, today: date) -> Built:
    """The inventory as it is on this day (UTC), and every mistake in it."""
    raw_hosts, mistakes = resolve(sources)
    mistakes += one_router_twice(raw_hosts)
    group_names = tuple(sources.groups.data or {}) if isinstance(sources.groups.data, dict | None) else ()
    users, wrong = read_users(sources.users, [raw.name for raw in raw_hosts], group_names)
    mistakes += wrong
    settings, wrong = _settings(sources.settings, {raw.name for raw in raw_hosts})
    mistakes += wrong
    if not raw_hosts and not mistakes:
        mistakes.append(sources.hosts.mistake((), "no hosts"))
    origins = Origins(sources, {raw.name: raw for raw in raw_hosts})
    builder = Assembly(sources, users, origins, today)
    hosts = {raw.name: host for raw in raw_hosts if (host := builder.host(raw)) is not None}
    mistakes += builder.mistakes()
    warnings = _sorted([*_nobody(sources, users), *builder.warnings(), *_ended(users, origins, today)])
    inventory = Inventory(hosts, users, settings or Settings(), origins, warnings)
    return Built(inventory, _sorted(mistakes), tuple(builder.drafts))


def _nobody(sources: Sources, users: Sequence[UserEntry]) -> Iterator[Mistake]:
    """A warning for users.yaml without a user: it may be meant, or the file was emptied by mistake."""
    if sources.users and not users:
        yield sources.users[0].mistake((), "names no user, so nobody may connect")


def _ended(users: Sequence[UserEntry], origins: Origins, today: date) -> Iterator[Mistake]:
    for entry in users:
        if entry.ended(today):
            problem = f"the last day is over: no headend should have {entry.name} any more"
            hint = "`headend deploy` removes the account, `headend offboard --expired` this entry as well"
            yield origins.mistake("", (USERS, entry.name, "expires"), problem, hint)


def _sorted(mistakes: Sequence[Mistake]) -> tuple[Mistake, ...]:
    once = {str(mistake): mistake for mistake in mistakes}
    return tuple(sorted(once.values(), key=lambda mistake: (mistake.path, mistake.line or 0, mistake.key)))


def _settings(document: Document, hosts: set[str]) -> tuple[Settings | None, list[Mistake]]:
    settings, mistakes = read(Settings, document, (), document.data or {})
    if settings and settings.canary is not None and settings.canary not in hosts:
        mistakes.append(
            document.mistake(("canary",), f"no host {settings.canary}", nearest(settings.canary, hosts))
        )
    return settings, mistakes
