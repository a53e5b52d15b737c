"""Which lines of a running-config are ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flexvpn.ios.config import Block, Config
from flexvpn.ios.line import bare, begins

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; ``{name}`` in any text stands for the object's name until ``named`` fills it in."""

    text: str

    def named(self, name: str) -> Claim:
        """The same claim for one object."""
        return replace(self, text=self.text.replace("{name}", name))

    def pick(self, block: Block) -> Block | None:
        """The part of a block that is ours, or None."""
        raise NotImplementedError

    def owns_block(self, line: str) -> bool:
        """True where a whole block under this line is ours, whoever writes into it."""
        del line
        return False


@dataclass(frozen=True, slots=True)
class Line(Claim):
    """One top-level line, exactly."""

    def pick(self, block: Block) -> Block | None:
        """The line itself."""
        return block if block.line == self.text else None


@dataclass(frozen=True, slots=True)
class Setting(Claim):
    """One top-level setting in either polarity: ``ip http server`` or ``no ip http server``."""

    def pick(self, block: Block) -> Block | None:
        """The line with or without ``no``."""
        return block if bare(block.line) == self.text else None


@dataclass(frozen=True, slots=True)
class LinePrefix(Claim):
    """Every top-level line that starts with these words (a ``no`` before them included)."""

    def pick(self, block: Block) -> Block | None:
        """The line, where its words begin so."""
        line = bare(block.line)
        return block if line.startswith(self.text) or line == self.text.rstrip() else None


@dataclass(frozen=True, slots=True)
class Named(Claim):
    """Every top-level line ``text NAME …`` whose name is one of many: one claim for ten thousand users."""

    names: frozenset[str] = frozenset()

    def pick(self, block: Block) -> Block | None:
        """The line, where its name is among ours."""
        line = bare(block.line)
        if not line.startswith(f"{self.text} "):
            return None
        return block if line[len(self.text) + 1 :].split(" ", 1)[0] in self.names else None


@dataclass(frozen=True, slots=True)
class Whole(Claim):
    """A whole block: its line (and what IOS-XE may add behind it) with all children."""

    def _is(self, line: str) -> bool:
        return begins(line, self.text)

    def pick(self, block: Block) -> Block | None:
        """The block."""
        return block if self._is(block.line) else None

    def owns_block(self, line: str) -> bool:
        """The line of this block."""
        return self._is(line)


@dataclass(frozen=True, slots=True)
class Within(Claim):
    """Child lines, by prefix, under a parent that is not ours: never created, never emptied."""

    prefixes: tuple[str, ...] = ()

    def named(self, name: str) -> Claim:
        """The same claim for one object."""
        return replace(
            self,
            text=self.text.replace("{name}", name),
            prefixes=tuple(prefix.replace("{name}", name) for prefix in self.prefixes),
        )

    def pick(self, block: Block) -> Block | None:
        """The parent with only our children, or None where it has none of them."""
        if block.line != self.text:
            return None
        ours = tuple(child for child in block.children if self._ours(child))
        return Block(block.line, ours) if ours else None

    def _ours(self, child: str) -> bool:
        words = bare(child)
        return any(words == prefix.rstrip() or words.startswith(prefix) for prefix in self.prefixes)


def owned(config: Config, claims: Iterable[Claim]) -> Config:
    """The part of ``config`` that the claims pick, in its own order."""
    all_claims = tuple(claims)
    if not all_claims:
        return Config()
    blocks: list[Block] = []
    for block in config:
        picked = [part for claim in all_claims if (part := claim.pick(block)) is not None]
        if picked:
            names = {child for part in picked for child in part.children}
            blocks.append(Block(block.line, tuple(child for child in block.children if child in names)))
    return Config(tuple(blocks))
