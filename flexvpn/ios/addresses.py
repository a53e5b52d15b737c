"""Sets of IPv4 addresses, kept as ranges: a pool of a /16 costs as much as one of six addresses."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from flexvpn.base.values import AddressRange

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class AddressSet:
    """A set of addresses as its largest possible ranges, in order; equal sets compare equal."""

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, ranges: Iterable[AddressRange]) -> AddressSet:
        """The union of ranges."""
        return cls._union((int(part.first), int(part.last)) for part in ranges)

    @classmethod
    def _union(cls, spans: Iterable[tuple[int, int]]) -> AddressSet:
        merged: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    @property
    def ranges(self) -> tuple[AddressRange, ...]:
        """The set as ranges."""
        return tuple(
            AddressRange(first=IPv4Address(first), last=IPv4Address(last)) for first, last in self.spans
        )

    def __bool__(self) -> bool:
        """True where it holds an address."""
        return bool(self.spans)

    def __contains__(self, address: IPv4Address) -> bool:
        """True where the address lies in it."""
        return any(first <= int(address) <= last for first, last in self.spans)

    def __and__(self, other: AddressSet) -> AddressSet:
        """Addresses in both."""
        common = (
            (max(a, c), min(b, d)) for a, b in self.spans for c, d in other.spans if max(a, c) <= min(b, d)
        )
        return self._union(common)

    def __sub__(self, other: AddressSet) -> AddressSet:
        """Addresses in this one alone."""
        left = list(self.spans)
        for first, last in other.spans:
            rest: list[tuple[int, int]] = []
            for start, end in left:
                if end < first or start > last:
                    rest.append((start, end))
                    continue
                if start < first:
                    rest.append((start, first - 1))
                if end > last:
                    rest.append((last + 1, end))
            left = rest
        return AddressSet(tuple(left))
