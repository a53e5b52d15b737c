"""``show crypto ipsec profile`` and ``show crypto ipsec transform-set``: IPsec as the router runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, words, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SET = re.compile(r"(\S+):\s*\{\s*([^}]*?)\s*\}")


@dataclass(frozen=True, slots=True)
class TransformSet:
    """A transform set; ``modes`` are Tunnel, Transport or both, empty where the router does not say."""

    name: str
    transforms: tuple[str, ...]
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IpsecProfile:
    """An IPsec profile as the router runs it."""

    name: str
    description: str | None
    ikev2_profile: str | None
    isakmp_profile: str | None
    lifetime: timedelta | None
    lifetime_kilobytes: int | None
    idle_time: str | None
    dualstack: bool | None
    responder_only: bool | None
    pfs: bool | None
    dh_group: str | None
    pqc: str | None
    mixed_mode: str | None
    reverse_route: str | None
    transform_sets: tuple[TransformSet, ...]


def _profiles(rows: Iterable[Mapping[str, Any]]) -> Iterator[IpsecProfile]:
    for row in rows:
        if "NAME" not in row:
            continue
        get = row.get
        seconds = integer(row, "SECONDS")
        sets = (_SET.fullmatch(text) for text in get("TRANSFORM", ()))
        yield IpsecProfile(
            name=row["NAME"],
            description=get("DESCRIPTION"),
            ikev2_profile=get("IKEV2_PROFILE"),
            isakmp_profile=get("ISAKMP_PROFILE"),
            lifetime=None if seconds is None else timedelta(seconds=seconds),
            lifetime_kilobytes=integer(row, "KILOBYTES"),
            idle_time=get("IDLE_TIME"),
            dualstack=yes(get("DUALSTACK")),
            responder_only=yes(get("RESPONDER_ONLY")),
            pfs=yes(get("PFS")),
            dh_group=get("DH_GROUP"),
            pqc=get("PQC"),
            mixed_mode=get("MIXED_MODE"),
            reverse_route=get("REVERSE_ROUTE"),
            transform_sets=tuple(TransformSet(match[1], words(match[2])) for match in sets if match),
        )


def _transform_sets(rows: Iterable[Mapping[str, Any]]) -> Iterator[TransformSet]:
    for row in rows:
        if "NAME" in row:
            yield TransformSet(row["NAME"], words(row.get("TRANSFORMS")), words(row.get("MODES"), ","))


read_profiles = Reader("show crypto ipsec profile", _profiles)
read_transform_sets = Reader("show crypto ipsec transform-set", _transform_sets)
