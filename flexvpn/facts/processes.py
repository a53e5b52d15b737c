"""``show processes cpu``: how busy the router is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Load:
    """Utilisation of the processor, or of one core, in percent; ``interrupts`` is a part of ``five_seconds``."""

    five_seconds: int
    interrupts: int
    minute: int
    five_minutes: int
    core: int | None = None

    @property
    def worst(self) -> int:
        """The highest of the three averages: a debug must not start right after a peak either."""
        return max(self.five_seconds, self.minute, self.five_minutes)


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Load]:
    for row in rows:
        if "FIVE_SECONDS" in row:
            yield Load(
                five_seconds=int(row["FIVE_SECONDS"]),
                interrupts=integer(row, "INTERRUPTS") or 0,
                minute=int(row["MINUTE"]),
                five_minutes=int(row["FIVE_MINUTES"]),
                core=integer(row, "CORE"),
            )


read = Reader("show processes cpu", _records, always=True)
