"""The inventory: files of people -> one frozen headend per host, or every mistake in them at once."""

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
    """All hosts, all users, the settings, where each of them was written; and what is worth saying about them."""

    hosts: Mapping[str, Host]
    users: tuple[UserEntry, ...]
    settings: Settings
    origins: Origins
    warnings: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """An inventory as it was read.

    Attributes:
        inventory: where anything is wrong, what could be read; nothing is to be done with it.
        mistakes: every mistake in all files, in the order of files and lines.
        drafts: hosts that are refused.
    """

    inventory: Inventory
    mistakes: tuple[Mistake, ...] = ()
    drafts: tuple[Drafted, ...] = ()


def build(sources: Sources, today: date) -> Built:
    """The inventory as it stands on this day (UTC), and every mistake in it."""
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
    found = Inventory(hosts, users, settings or Settings(), origins, warnings)
    return Built(found, _sorted(mistakes), tuple(builder.drafts))


def _nobody(sources: Sources, users: Sequence[UserEntry]) -> Iterator[Mistake]:
    """A record of users that is there and names nobody: meant, or the rest of a file that was emptied by mistake."""
    if sources.users and not users:
        yield sources.users[0].mistake((), "names no user, so nobody may connect")


def _ended(users: Sequence[UserEntry], origins: Origins, today: date) -> Iterator[Mistake]:
    for entry in users:
        if entry.ended(today):
            what = f"the last day is over: no headend should have {entry.name} any more"
            hint = "`headend deploy` removes the account, `headend offboard --expired` this entry as well"
            yield origins.mistake("", (USERS, entry.name, "expires"), what, hint)


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
