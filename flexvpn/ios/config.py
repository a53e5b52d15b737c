"""A configuration as blocks, as IOS-XE prints it and as our templates write it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flexvpn.ios.banners import as_sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PREAMBLE = re.compile(
    r"^(Building configuration|Current configuration|Derived configuration|Using \d+ out of)"
)
_BANNER = re.compile(r"^banner \S+ (\^C|\S)")
_POLICY = "crypto ikev2 authorization policy "
_INDENT = " "
_SEQUENCE = re.compile(r"^\d+ (?=permit |deny |remark )")


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level line and the lines below it; deeper lines keep their indent beyond the first."""

    line: str
    children: tuple[str, ...] = ()

    def text(self) -> str:
        """The block as configuration text, children indented by one space."""
        return "\n".join([self.line, *(f" {child}" for child in self.children)])

    def inside(self) -> Config:
        """What stands in the block, as a configuration of its own."""
        inside: list[list[str]] = []
        for child in self.children:
            if child[0] == _INDENT and inside:
                inside[-1].append(child[1:])
            else:
                inside.append([child])
        return merge(Block(line, tuple(children)) for line, *children in inside)


@dataclass(frozen=True, slots=True)
class Config:
    """Blocks in order, each top-level line once."""

    blocks: tuple[Block, ...] = ()
    _index: dict[str, Block] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the blocks by their line."""
        self._index.update((block.line, block) for block in self.blocks)

    def __iter__(self) -> Iterator[Block]:
        """Blocks in order."""
        return iter(self.blocks)

    def __bool__(self) -> bool:
        """True where there is at least one block."""
        return bool(self.blocks)

    def __contains__(self, line: str) -> bool:
        """True where a top-level line reads exactly so."""
        return line in self._index

    def block(self, line: str) -> Block | None:
        """The block whose top-level line reads exactly so."""
        return self._index.get(line)

    def starting(self, prefix: str) -> tuple[Block, ...]:
        """All blocks whose top-level line starts with ``prefix``."""
        return tuple(block for block in self.blocks if block.line.startswith(prefix))

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Every line, its block before it."""
        for block in self.blocks:
            yield (block.line,)
            yield from ((block.line, child) for child in block.children)

    def text(self) -> str:
        """The configuration as text, one block after the other."""
        return "".join(f"{block.text()}\n" for block in self.blocks)


def merge(blocks: Iterable[Block]) -> Config:
    """One configuration of many blocks: those with the same line become one, each child once, in order.

    Cisco's document opens the authorization policy in steps 4 and 13 and the template in 12 and 14.
    """
    merged: dict[str, dict[str, None]] = {}
    for block in blocks:
        merged.setdefault(block.line, {}).update(dict.fromkeys(block.children))
    return Config(tuple(Block(line, tuple(children)) for line, children in merged.items()))


def alike(first: Iterable[Block], second: Iterable[Block]) -> bool:
    """True where two configurations say the same: blocks may stand in another order, the lines in them may not.

    A router that goes back may write a block at another place than before. Only the lines of numbered access lists are
    blocks of which the order counts.
    """
    left, right = [*first], [*second]
    return Counter(left) == Counter(right) and _numbered(left) == _numbered(right)


def _numbered(blocks: Iterable[Block]) -> list[str]:
    """The lines of numbered access lists, each list's in their order."""
    lines = (block.line for block in blocks if block.line.startswith("access-list "))
    return sorted(lines, key=lambda line: line.split()[1])


def differing(first: Iterable[Block], second: Iterable[Block]) -> tuple[str, ...]:
    """What differs between two configurations, by the first words of each block; a whole line may hold a secret."""
    return tuple(sorted({" ".join(block.line.split()[:2]) for block in {*first} ^ {*second}}))


def unnumbered(entry: str, parent: str) -> str:
    """An access list's entry without its number, which older releases do not print; other lines as they are."""
    return _SEQUENCE.sub("", entry) if parent.startswith("ip access-list ") else entry


def _canonical(words: str, parent: str) -> str:
    return as_sent(words) if parent.startswith(_POLICY) else unnumbered(words, parent)


def parse(text: str) -> Config:
    """Read a configuration as IOS-XE prints it (docs/iosxe.md section 1.0).

    Header, ``!`` separators, ``end``, trailing and doubled spaces are noise; access list sequence numbers and the
    alignment of ``deny   any`` are how newer releases print what older ones print without them. A banner is one line.
    """
    blocks: list[Block] = []
    line, children = "", list[str]()
    delimiter = ""
    for raw in text.splitlines():
        if delimiter:
            delimiter = "" if delimiter in raw else delimiter
            continue
        # A password may hold two spaces in a row, and no router prints two before it.
        words = raw.strip() if raw.startswith("username ") else " ".join(raw.split())
        if not words or words.startswith("!") or _PREAMBLE.match(words):
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        if indent == 0:
            if line:
                blocks.append(Block(line, tuple(children)))
            if banner := _BANNER.match(words):
                delimiter = "" if words.count(banner[1]) > 1 else banner[1]
            line, children = ("" if words == "end" else words), []
        elif line:
            children.append(" " * (indent - 1) + _canonical(words, line))
            if line.startswith(_POLICY) and words.startswith("banner ^C") and words.count("^C") == 1:
                delimiter = "^C"
    if line:
        blocks.append(Block(line, tuple(children)))
    return merge(blocks)
