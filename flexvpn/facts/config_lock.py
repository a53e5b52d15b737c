"""``show configuration lock``: who has locked the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, name
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class ConfigLock:
    """One lock. ``state`` is LOCKED or FREE; a session lock prints none and is held."""

    kind: str
    owner_pid: int
    user: str | None
    tty: str | None
    mode: str | None
    state: str | None
    active: timedelta | None
    debug_info: str | None

    @property
    def held(self) -> bool:
        """True if somebody holds it."""
        return self.state != "FREE"


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[ConfigLock]:
    for row in rows:
        if "OWNER_PID" not in row:
            continue
        seconds = integer(row, "ACTIVE")
        yield ConfigLock(
            kind=row.get("KIND", ""),
            owner_pid=int(row["OWNER_PID"]),
            user=name(row.get("USER")),
            tty=name(row.get("TTY")),
            mode=name(row.get("TYPE")),
            state=row.get("STATE"),
            active=None if seconds is None else timedelta(seconds=seconds),
            debug_info=name(row.get("DEBUG")),
        )


read = Reader("show configuration lock", _records)
