"""``show hosts``: the default domain and the name servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address, integer, name, words
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class HostEntry:
    """A name that the router knows."""

    host: str
    ttl: int | None
    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class Hosts:
    """How the router resolves names."""

    default_domain: str | None
    lookup: str | None
    name_servers: tuple[Address, ...]
    entries: tuple[HostEntry, ...]


def _records(rows: tuple[Mapping[str, Any], ...]) -> Iterator[Hosts]:
    if not rows:
        return
    merged = {key: value for row in reversed(rows) for key, value in row.items()}
    servers = (address(text) for text in words(merged.get("SERVERS"), ",") if text[:1].isalnum())
    entries = tuple(
        HostEntry(row["HOST"], integer(row, "TTL"), row["TYPE"], row["DATA"]) for row in rows if "HOST" in row
    )
    yield Hosts(
        default_domain=name(merged.get("DOMAIN")),
        lookup=name(merged.get("LOOKUP")),
        name_servers=tuple(server for server in servers if server is not None),
        entries=entries,
    )


read = Reader("show hosts", _records, always=True)
