"""``show ip interface brief``: interfaces, their addresses and whether they are up.

The template is ntc-templates' own: it reads every row of the recordings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class InterfaceBrief:
    """One interface."""

    name: str
    address: Address | None
    status: str
    protocol: str

    @property
    def up(self) -> bool:
        """True if both the interface and its protocol are up."""
        return self.status == "up" and self.protocol == "up"


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[InterfaceBrief]:
    return (
        InterfaceBrief(row["INTERFACE"], address(row.get("IP_ADDRESS", "")), row["STATUS"], row["PROTO"])
        for row in rows
    )


read = Reader("show ip interface brief", _records)
