"""``show ip local pool [NAME]``: pools of client addresses, and how many addresses are free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address, integer
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class PoolRange:
    """One range of a pool."""

    begin: Address
    end: Address
    free: int
    in_use: int
    blocked: int | None


@dataclass(frozen=True, slots=True)
class LocalPool:
    """A pool. ``used`` lists each leased address and its holder, which only ``show ip local pool NAME`` prints."""

    name: str
    group: str | None
    ranges: tuple[PoolRange, ...]
    used: tuple[tuple[Address, str | None], ...]

    @property
    def free(self) -> int:
        """Addresses that can still be handed out."""
        return sum(part.free for part in self.ranges)

    @property
    def in_use(self) -> int:
        """Addresses that clients hold."""
        return sum(part.in_use for part in self.ranges)

    @property
    def size(self) -> int:
        """All addresses of the pool."""
        return sum(int(part.end) - int(part.begin) + 1 for part in self.ranges)


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[LocalPool]:
    ranges: dict[tuple[str, str | None], list[PoolRange]] = {}
    used: dict[tuple[str, str | None], list[tuple[Address, str | None]]] = {}
    for row in rows:
        name = row.get("NAME", "")
        key = (name, row.get("GROUP") if row.get("GROUPED") == name else None)
        begin, end = address(row.get("BEGIN", "")), address(row.get("END", ""))
        if begin is not None and end is not None:
            numbers = (int(row["FREE"]), int(row["IN_USE"]), integer(row, "BLOCKED"))
            ranges.setdefault(key, []).append(PoolRange(begin, end, *numbers))
        taken = address(row.get("USED_ADDRESS", ""))
        if taken is not None:
            used.setdefault(key, []).append((taken, " ".join(row.get("USED_BY", "").split()) or None))
    for key, parts in ranges.items():
        yield LocalPool(key[0], key[1], tuple(parts), tuple(used.get(key, ())))


read = Reader("show ip local pool", _records)
