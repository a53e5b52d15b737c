"""``show debugging`` and ``show event manager policy registered``: debugs that are on, and EEM policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Debug:
    """One debug that is on, as the router names it: ``IKEv2 packet``."""

    name: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One registered policy of the Embedded Event Manager. ``seconds`` is a timer's, None for other events."""

    name: str
    kind: str
    event: str
    seconds: float | None


def _debugs(rows: Iterable[Mapping[str, Any]]) -> Iterator[Debug]:
    for row in rows:
        if "NAME" in row:
            yield Debug(row["NAME"])


def _policies(rows: Iterable[Mapping[str, Any]]) -> Iterator[Policy]:
    for row in rows:
        if "NAME" in row:
            seconds = row.get("TIME")
            yield Policy(
                row["NAME"], row.get("CLASS", ""), row.get("EVENT", ""), float(seconds) if seconds else None
            )


read = Reader("show debugging", _debugs)
read_policies = Reader("show event manager policy registered", _policies)
