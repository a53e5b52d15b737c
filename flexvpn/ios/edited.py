"""A configuration after some changes, on paper: what stands there, not what a router would refuse of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.credentials import withheld_names
from flexvpn.base.secrets import MASK
from flexvpn.ios.config import Block, Config
from flexvpn.ios.line import bare, begins, is_no, negated
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from flexvpn.ios.change import Change


def edited(config: Config, changes: Iterable[Change]) -> Config:
    """The configuration once these changes are made: what comes is there; what goes or is replaced is not."""
    blocks = {block.line: block for block in config}
    for change in changes:
        for line in [*_gone(blocks, change)]:
            del blocks[line]
        if change.adds or change.below:
            held = _held(blocks, change)
            blocks[held.line] = _inside(held, change.below) if change.below else held
    return Config(tuple(blocks.values()))


def _gone(lines: Collection[str], change: Change) -> Iterator[str]:
    """Those of the lines that a change takes away: by a ``no``, by its opposite, or by taking a line's place."""
    if is_no(change.line):
        words, told = bare(change.line), change.removes if withheld_names(change.line) else ()
        yield from (
            line
            for line in lines
            if begins(line, words) or line in change.removes or any(_is(line, text) for text in told)
        )
        return
    opposite = negated(change.line)
    if opposite in lines:
        yield opposite
    if change.replaces:
        yield from (line for line in lines if line != change.line and _is(line, change.replaces))


def _is(line: str, told: str) -> bool:
    """True where a line of a configuration is the one that a change tells of, which holds no secret."""
    return line == told or (MASK in told and withhold(line) == told)


def _held(blocks: dict[str, Block], change: Change) -> Block:
    """The block that a change enters: IOS-XE adds words behind some lines of blocks (``type tunnel``)."""
    line = change.line
    if line not in blocks and change.below:
        line = next((held for held in blocks if begins(held, line)), line)
    return blocks.get(line, Block(line))


def _inside(block: Block, changes: Iterable[Change]) -> Block:
    return Block(block.line, tuple(edited(block.inside(), changes).text().splitlines()))
