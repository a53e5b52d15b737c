"""Addresses for clients (the document, step 3)."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, Self

from pydantic import Field, model_validator

from flexvpn.base.values import AddressRange, PoolName
from flexvpn.ios.addresses import AddressSet
from flexvpn.ios.change import Change, added, removed
from flexvpn.ios.claims import LinePrefix
from flexvpn.ios.line import begins, negated
from flexvpn.ios.remediation import Remediation
from flexvpn.sections.section import Obstacle, Ref, Section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from flexvpn.ios.config import Config

_LINE: Final = "ip local pool "


class AddressPool(Section):
    """Addresses handed to clients: a set, however many ranges it is written in.

    It grows by the addresses that are missing, because IOS-XE refuses a range that overlaps any pool, its own
    included (IOSXE.md section 7). Where it shrinks, the pool goes and what remains comes back on the next lines:
    whether ``no`` with a range takes that range or the pool is not settled, without a range it takes all of them.
    """

    template = "address_pools.j2"
    owns = {"pool": (LinePrefix(_LINE + "{name} "),)}  # noqa: RUF012 - a ClassVar, declared so in Section

    name: PoolName = "ACPool"
    ranges: tuple[AddressRange, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _disjoint(self) -> AddressPool:
        ordered = sorted(self.ranges, key=lambda item: item.first)
        for before, after in pairwise(ordered):
            if before.overlaps(after):
                raise ValueError(
                    f"the ranges {_dash(before)} and {_dash(after)} of one pool overlap; IOS-XE refuses the second"
                )
        return self

    def defines(self) -> frozenset[Ref]:
        """The pool."""
        return frozenset({Ref("pool", self.name)})

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Compare pools as sets of addresses; an address is given up before another pool takes it."""
        present, wanted = _pools(running), _pools(intended)
        changes: list[Change] = []
        waiting: list[Change] = []
        for name, addresses in wanted.items():
            held = present.get(name, AddressSet())
            shrinks = bool(held - addresses)
            changes += [_removed(name, running)] if shrinks else []
            others = AddressSet.of(
                part for other, taken in present.items() if other != name for part in taken.ranges
            )
            for part in (addresses if shrinks else addresses - held).ranges:
                clash = bool(AddressSet.of((part,)) & others)
                (waiting if clash else changes).append(added(f"{_LINE}{name} {part}"))
        gone = tuple(_removed(name, running) for name in present if name not in wanted)
        if waiting:
            # A pool that is to go may hold what another waits for.
            return Remediation((*changes, *gone, *waiting))
        return Remediation(tuple(changes), gone)

    @classmethod
    def obstacles(cls, items: Sequence[Self], running: Config, sent: Collection[str]) -> Iterator[Obstacle]:
        """A pool of somebody else that overlaps ours; one that we made under another name goes in this very push."""
        names = {pool.name for pool in items}
        for block in running.starting(_LINE):
            name, *words = block.line.removeprefix(_LINE).split()
            theirs = _range(words)
            if name in names or theirs is None or negated(f"{_LINE}{name}") in sent:
                continue
            for pool in items:
                for part in pool.ranges:
                    if part.overlaps(theirs):
                        yield Obstacle(
                            f"its pool {name} ({theirs}) overlaps our {pool.name} ({part})",
                            "give one of them other addresses; the router refuses an overlap",
                        )

    @classmethod
    def costs(cls, running: Config, intended: Config, leased: Mapping[str, int]) -> tuple[str, ...]:
        """Pools that lose addresses while clients hold some: those keep theirs, and a second client may get it too."""
        return tuple(
            f"pool {name} loses addresses while {leased[name]} of it are in use: a client keeps the address it has "
            "until it disconnects, and the router may refuse to drop the pool meanwhile"
            for name in cls.shrinks(running, intended)
            if leased.get(name)
        )

    @classmethod
    def shrinks(cls, running: Config, intended: Config) -> tuple[str, ...]:
        """Names of the pools that lose addresses: a client that holds one of them keeps it until it disconnects."""
        present, wanted = _pools(running), _pools(intended)
        return tuple(name for name, held in present.items() if held - wanted.get(name, AddressSet()))


def _removed(name: str, running: Config) -> Change:
    words = f"{_LINE}{name}"
    return removed(words, (block.line for block in running if begins(block.line, words)))


def _range(words: Sequence[str]) -> AddressRange | None:
    try:
        return AddressRange.model_validate(" ".join(words[:2]))
    except ValueError:
        return None


def _dash(part: AddressRange) -> str:
    return str(part).replace(" ", "-")


def _ranges(config: Config) -> list[tuple[str, AddressRange]]:
    lines = [block.line.split()[3:] for block in config.starting(_LINE)]
    return [(words[0], AddressRange.model_validate(" ".join(words[1:3]))) for words in lines]


def _pools(config: Config) -> dict[str, AddressSet]:
    return {
        name: AddressSet.of(part for _, part in parts)
        for name, parts in groupby(
            sorted(_ranges(config), key=lambda pair: pair[0]), key=lambda pair: pair[0]
        )
    }
