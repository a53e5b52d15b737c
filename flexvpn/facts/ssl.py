"""``show crypto ssl policy|profile|proposal|authorization policy|session``: the SSL side of profile download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address, integer, span
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class SslObject:
    """A policy, profile, proposal or authorization policy: its settings as the router words them."""

    kind: str
    name: str
    settings: tuple[tuple[str, str], ...]
    values: tuple[str, ...]

    def setting(self, key: str) -> str | None:
        """The first value under ``key``, whatever its case; None if there is none."""
        return next((value for name, value in self.settings if name.lower() == key.lower()), None)

    @property
    def active(self) -> bool | None:
        """True if the router says ACTIVE, UP or ENABLE; None if it says nothing."""
        status = self.setting("Status")
        return None if status is None else status.upper() in {"ACTIVE", "UP", "ENABLE", "ENABLED"}


@dataclass(frozen=True, slots=True)
class SslSession:
    """One client of ``show crypto ssl session``."""

    profile: str | None
    user: str
    client: Address | None
    connections: int | None
    created: timedelta | None
    last_used: timedelta | None


@dataclass(frozen=True, slots=True)
class SslSessionDetail:
    """One session of ``show crypto ssl session user``: its settings as the router words them."""

    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SslCounter:
    """One counter of ``show crypto ssl stats``."""

    name: str
    count: int


def _pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition(":")
    return key.strip(), value.strip()


def _objects(rows: Iterable[Mapping[str, Any]]) -> Iterator[SslObject]:
    for row in rows:
        if "NAME" in row:
            settings = tuple(_pair(text) for text in row.get("SETTING", ()))
            yield SslObject(row["KIND"], row["NAME"], settings, tuple(row.get("VALUE", ())))


def _sessions(rows: Iterable[Mapping[str, Any]]) -> Iterator[SslSession]:
    profile: str | None = None
    for row in rows:
        profile = row.get("NAME", profile)
        if "USER" in row:
            yield SslSession(
                profile=profile,
                user=row["USER"],
                client=address(row.get("ADDRESS", "")),
                connections=integer(row, "CONNECTIONS"),
                created=span(row.get("CREATED", "")),
                last_used=span(row.get("LAST_USED", "")),
            )


def _session_profiles(rows: tuple[Mapping[str, Any], ...]) -> Iterator[SslObject | SslSession]:
    """The profiles, and the clients that the router lists after a profile's name."""
    yield from _objects(row for row in rows if row.get("KIND") != "SSL profile name")
    yield from _sessions(rows)


def _details(rows: Iterable[Mapping[str, Any]]) -> Iterator[SslSessionDetail]:
    return (
        SslSessionDetail(tuple(_pair(text) for text in (row["SESSION"], *row.get("SETTING", ()))))
        for row in rows
        if "SESSION" in row
    )


def _counters(rows: Iterable[Mapping[str, Any]]) -> Iterator[SslCounter]:
    return (SslCounter(row["NAME"], int(row["COUNT"])) for row in rows)


read_policies = Reader("show crypto ssl policy", _objects)
read_profiles = Reader("show crypto ssl profile", _objects)
read_proposals = Reader("show crypto ssl proposal", _objects)
read_authorization_policies = Reader("show crypto ssl authorization policy", _objects)
read_session_profiles: Reader[SslObject | SslSession] = Reader(
    "show crypto ssl session profile", _session_profiles, sparse=True
)
read_sessions = Reader("show crypto ssl session", _sessions, sparse=True)
read_session_details = Reader("show crypto ssl session user", _details)
read_stats = Reader("show crypto ssl stats", _counters, always=True)
