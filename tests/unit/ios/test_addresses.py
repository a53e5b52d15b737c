from __future__ import annotations

from ipaddress import IPv4Address

from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.values import AddressRange
from flexvpn.ios.addresses import AddressSet

_spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12)), max_size=5)


def _set(spans: list[tuple[int, int]]) -> AddressSet:
    return AddressSet.of(
        AddressRange(first=IPv4Address(first), last=IPv4Address(first + length)) for first, length in spans
    )


def _members(found: AddressSet) -> set[int]:
    return {number for part in found.ranges for number in range(int(part.first), int(part.last) + 1)}


@given(_spans, _spans)
def test_sets_of_ranges_behave_as_sets_of_addresses(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    first, second = _set(one), _set(other)
    assert _members(first & second) == _members(first) & _members(second)
    assert _members(first - second) == _members(first) - _members(second)
    assert bool(first) == bool(_members(first))
    assert (first == second) == (_members(first) == _members(second))
    assert all((IPv4Address(number) in first) == (number in _members(first)) for number in range(80))


def test_ranges_that_touch_are_one() -> None:
    assert str(_set([(5, 5), (11, 9)]).ranges[0]) == "0.0.0.5 0.0.0.20"
