"""Hosts with what they inherit, by Nornir's rules: whole keys, host before groups before defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple

from flexvpn.intent.documents import Document, Path
from flexvpn.intent.validation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flexvpn.base.mistake import Mistake

_HOST_KEYS = frozenset({"hostname", "port", "platform", "groups", "data"})
_GROUP_KEYS = frozenset({"port", "platform", "groups", "data"})
_DEFAULTS_KEYS = frozenset({"port", "platform", "data"})
_ELSEWHERE = {
    "username": "log-ins are written as data.login: {username: …, password: env:NAME}",
    "password": "log-ins are written as data.login: {username: …, password: env:NAME}; what is here is not shown",
    "connection_options": "how to connect is the tool's own business",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_RESERVED = frozenset({"all"})
_SSH = 22


class Origin(NamedTuple):
    """A value, with the document and the path that it comes from."""

    document: Document
    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class RawHost:
    """One host before its data is read.

    Attributes:
        name: in the inventory.
        place: the host's own entry.
        values: hostname, port and platform, as far as they are set.
        groups: every group it is in, parents of groups included, nearest first.
        data: each key with its origin.
    """

    name: str
    place: Origin
    values: Mapping[str, Origin]
    groups: tuple[str, ...]
    data: Mapping[str, Origin]


@dataclass(frozen=True, slots=True)
class Sources:
    """The inventory's files; absent ones are empty documents."""

    hosts: Document
    groups: Document
    defaults: Document
    settings: Document
    users: tuple[Document, ...]


def resolve(sources: Sources) -> tuple[tuple[RawHost, ...], list[Mistake]]:
    """Every host with what it inherits, and every mistake outside its ``data``."""
    mistakes: list[Mistake] = []
    hosts = _entries(sources.hosts, _HOST_KEYS, mistakes)
    groups = _entries(sources.groups, _GROUP_KEYS, mistakes)
    defaults = _frame(Origin(sources.defaults, (), sources.defaults.data or {}), _DEFAULTS_KEYS, mistakes)
    for place in (*hosts.values(), *groups.values()):
        mistakes += _unknown_groups(place, set(groups))
    return tuple(_raw_host(name, place, groups, defaults) for name, place in hosts.items()), mistakes


def one_router_twice(hosts: Iterable[RawHost]) -> Iterator[Mistake]:
    """Mistakes for entries that are the same SSH server: each would undo what the other has just configured."""
    first: dict[tuple[str, str], Origin] = {}
    for raw in hosts:
        address = raw.values.get("hostname", raw.place._replace(value=raw.name))
        port = raw.values["port"].value if "port" in raw.values else _SSH
        key = (_literal(str(address.value)), str(port))
        there = first.setdefault(key, address)
        if there is not address:
            line = there.document.line(there.path)
            yield address.document.mistake(
                address.path,
                f"{raw.name} and {there.path[0]} ({there.document.path}:{line}) are one router:"
                f" {address.value} port {port}",
                "one entry for each router; what both should have goes into one of them",
            )


def _literal(address: str) -> str:
    """One notation for all ways to write an address; host names in lower case."""
    try:
        return str(ip_address(address))
    except ValueError:
        return address.lower()


def _entries(document: Document, keys: frozenset[str], mistakes: list[Mistake]) -> dict[str, Origin]:
    data = document.data or {}
    if not isinstance(data, dict):
        mistakes.append(document.mistake((), "expected names with their keys below"))
        return {}
    entries: dict[str, Origin] = {}
    for name, value in data.items():
        if not _NAME.fullmatch(name) or name in _RESERVED:
            mistakes.append(
                document.mistake(
                    (name,), "names are letters, digits, dot, dash and underscore; `all` is taken"
                )
            )
            continue
        entries[name] = _frame(Origin(document, (name,), value or {}), keys, mistakes)
    return entries


def _frame(place: Origin, keys: frozenset[str], mistakes: list[Mistake]) -> Origin:
    """Check the keys of an entry. Returns the entry, or an empty one if it is not a mapping."""
    document, path, value = place
    if not isinstance(value, dict):
        mistakes.append(document.mistake(path, f"expected keys: {', '.join(sorted(keys))}"))
        return Origin(document, path, {})
    for key, below in value.items():
        here = (*path, key)
        if key in _ELSEWHERE:
            mistakes.append(document.mistake(here, "not here", _ELSEWHERE[key]))
        elif key not in keys:
            mistakes.append(document.mistake(here, "unknown key", nearest(key, keys)))
        elif key == "data" and not isinstance(below, dict | None):
            mistakes.append(document.mistake(here, "expected keys: the sections of a headend"))
        elif key == "groups" and not _is_names(below):
            mistakes.append(document.mistake(here, "expected a list of names"))
    return place


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _groups_of(place: Origin) -> list[str]:
    groups = place.value.get("groups")
    return groups if _is_names(groups) else []


def _unknown_groups(place: Origin, group_names: set[str]) -> Iterator[Mistake]:
    for number, name in enumerate(_groups_of(place)):
        if name not in group_names:
            yield place.document.mistake(
                (*place.path, "groups", number), f"no group {name} in groups.yaml", nearest(name, group_names)
            )


def _raw_host(name: str, place: Origin, groups: Mapping[str, Origin], defaults: Origin) -> RawHost:
    chain = tuple(dict.fromkeys(_ancestors(place, groups, frozenset())))
    values: dict[str, Origin] = {}
    data: dict[str, Origin] = {}
    for level in (place, *(groups[group] for group in chain), defaults):
        for key in ("hostname", "port", "platform"):
            if level.value.get(key) is not None:
                values.setdefault(key, Origin(level.document, (*level.path, key), level.value[key]))
        below = level.value.get("data")
        for key, value in (below if isinstance(below, dict) else {}).items():
            data.setdefault(key, Origin(level.document, (*level.path, "data", key), value))
    return RawHost(name, place, values, chain, data)


def _ancestors(place: Origin, groups: Mapping[str, Origin], above: frozenset[str]) -> Iterator[str]:
    """Groups in Nornir's order: each is followed by its own groups; a group that contains itself counts once."""
    for name in _groups_of(place):
        if name in groups and name not in above:
            yield name
            yield from _ancestors(groups[name], groups, above | {name})
