"""Which hosts of an inventory a command is for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.intent.validation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.intent.assembly import Host

_ALL = "all"


def select(hosts: Mapping[str, Host], limit: Iterable[str], filters: Iterable[str]) -> tuple[Host, ...]:
    """The hosts that ``--limit`` and ``--filter`` leave, in the inventory's order.

    Args:
        hosts: all of them.
        limit: names, globs, groups; several in one word with commas. Empty means all.
        filters: ``KEY=VALUE``: a label, or ``name``, ``hostname``, ``port``, ``release``; all of them must match.

    Raises:
        OptionsRefused: a word of ``limit`` matches nothing, a filter is malformed, or no host is left.
    """
    mistakes: list[Mistake] = []
    limited = _limited(hosts, limit, mistakes)
    pairs = [_pair(text, mistakes) for text in filters]
    if mistakes:
        raise OptionsRefused(mistakes)
    left = tuple(
        host
        for host in hosts.values()
        if host.name in limited and all(fnmatchcase(_value(host, key), value) for key, value in pairs)
    )
    if not left:
        said = " ".join(f"{key}={value}" for key, value in pairs)
        raise OptionsRefused([Mistake(f"no host is left by {said}", key="--filter")])
    return left


def _limited(hosts: Mapping[str, Host], limit: Iterable[str], mistakes: list[Mistake]) -> set[str]:
    words = [word.strip() for text in limit for word in text.split(",") if word.strip()]
    if not words:
        return set(hosts)
    groups = {group for host in hosts.values() for group in host.groups}
    chosen: set[str] = set()
    for word in words:
        named = {host.name for host in hosts.values() if _named(word, host)}
        if not named:
            mistakes.append(
                Mistake(f"no host and no group {word}", key="--limit", hint=nearest(word, {*hosts, *groups}))
            )
        chosen |= named
    return chosen


def _named(word: str, host: Host) -> bool:
    return word == _ALL or any(fnmatchcase(name, word) for name in (host.name, *host.groups))


def _pair(text: str, mistakes: list[Mistake]) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        mistakes.append(Mistake(f"{text} is no KEY=VALUE", key="--filter"))
    return key, value


def _value(host: Host, key: str) -> str:
    if key in {"name", "hostname", "port"}:
        return str(getattr(host, key))
    return str(host.headend.release) if key == "release" else host.labels.get(key, "")
