"""``show derived-config interface X``: the lines of a live interface, those of its virtual template included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class DerivedInterface:
    """An interface and its lines, without indentation."""

    interface: str
    lines: tuple[str, ...]


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[DerivedInterface]:
    for row in rows:
        if "INTERFACE" in row:
            yield DerivedInterface(row["INTERFACE"], tuple(row.get("LINE", ())))


read = Reader("show derived-config interface Virtual-Access1", _records, always=True, quote=False)
