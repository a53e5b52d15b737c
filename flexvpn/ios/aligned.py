"""A router's configuration beside the intended one, its secrets out of sight.

What a section compares, what a plan shows and what a report says holds no value of the router. A line whose secret is
the intended one counts as the intended line; any other value has a placeholder until the last hop: what is sent is what
the router shows, to the byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from flexvpn.base.credentials import TOKEN, mask_withheld, withheld_token
from flexvpn.base.secrets import MASK, Secret
from flexvpn.ios.config import Block, Config, merge
from flexvpn.ios.secret_lines import spot_in
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.base.credentials import Credentials
    from flexvpn.ios.change import Change
    from flexvpn.ios.secret_lines import SecretLine, Spot


@dataclass(frozen=True, slots=True)
class Aligned:
    """What a router holds of a section, without its secrets.

    Attributes:
        config: lines that hold the intended secret read as the intended ones; every other value is a placeholder.
        withheld: those values, by the name of the placeholder.
        written: for each line that was put in other words, with its parent before it, the router's own words.
    """

    config: Config
    withheld: Mapping[str, Secret] = field(default_factory=dict)
    written: Mapping[tuple[str, str], str] = field(default_factory=dict)


def align(
    running: Config, intended: Config, secret_lines: tuple[SecretLine, ...], credentials: Credentials
) -> Aligned:
    """Put each secret of a router that is the intended one in the intended words, and every other one out of sight."""
    if not secret_lines:
        return Aligned(running)
    pairs = _Pairs(secret_lines, credentials)
    lines = pairs.aligned([block.line for block in running], [block.line for block in intended], "")
    blocks: list[Block] = []
    for line, block in zip(lines, running, strict=True):
        counterpart = intended.block(line) if block.children else None
        meant = counterpart.children if counterpart else ()
        children = pairs.aligned(block.children, meant, line) if block.children else ()
        blocks.append(Block(line, children))
    # Should a router show a place twice, both lines may be the intended one.
    return Aligned(merge(blocks), pairs.hiding.values, pairs.written)


@dataclass(slots=True)
class _Hiding:
    """Puts placeholders where values of a router stand, and keeps the values apart."""

    values: dict[str, Secret] = field(default_factory=dict)

    def of(self, spot: Spot, parent: str) -> str:
        """The line with a placeholder; its type stays, for a person to see."""
        return spot.of(spot.type + self._token(spot.masked(), parent, spot.value.removeprefix(spot.type)))

    def by_form(self, line: str, parent: str) -> str:
        """A line that may hold a secret by its form alone; as it is where it holds none."""
        parts = withhold(line).split(MASK)
        if len(parts) == 1 or TOKEN.search(line):
            return line
        match = re.fullmatch(r"(.+?)".join(map(re.escape, parts)), line)
        if match is None:  # the mask itself stands in the line
            return line
        text = parts[0]
        for value, rest in zip(match.groups(), parts[1:], strict=True):
            text += self._token(f"{text}{MASK}", parent, value) + rest
        return text

    def _token(self, place: str, parent: str, value: str) -> str:
        """A name that tells of the place and never of the value."""
        number = 0
        while True:
            name = sha256(f"withheld\0{parent}\0{place}\0{number}".encode()).hexdigest()[:12]
            secret = self.values.setdefault(name, Secret(value))
            if secret.reveal() == value:
                return withheld_token(name)
            number += 1


@dataclass(slots=True)
class _Pairs:
    secret_lines: tuple[SecretLine, ...]
    credentials: Credentials
    hiding: _Hiding = field(default_factory=_Hiding)
    written: dict[tuple[str, str], str] = field(default_factory=dict)

    def aligned(self, running: Iterable[str], intended: Iterable[str], parent: str) -> tuple[str, ...]:
        meant = {spot.place: spot for line in intended if (spot := spot_in(line, parent, self.secret_lines))}
        return tuple(self._aligned(line, meant, parent) for line in running)

    def _aligned(self, line: str, meant: Mapping[tuple[str, ...], Spot], parent: str) -> str:
        spot = spot_in(line, parent, self.secret_lines)
        if spot is None:
            return line
        other = meant.get(spot.place)
        if other is None or not spot.same(other, self.credentials):
            return self.hiding.of(spot, parent)
        text = spot.of(other.value)
        self.written[parent, text] = spot.masked()
        return text


class OutOfSight:
    """Takes the router's values out of changes that were made of aligned configurations.

    Attributes:
        withheld: all values that have a placeholder now, by its name.
    """

    def __init__(self, aligned: Aligned) -> None:
        self._hiding = _Hiding(dict(aligned.withheld))
        self._aligned = aligned
        self._written: dict[tuple[str, str], str] | None = None
        self.withheld: Mapping[str, Secret] = self._hiding.values

    def changes(self, changes: Iterable[Change], parent: str = "") -> tuple[Change, ...]:
        """The same changes with no value of the router, also in lines that no section names: these by their form.

        Only what a ``no`` takes away repeats a line of the router's own; an intent holds no secret, however its words
        look. What goes is told as the router writes it.
        """
        return tuple(
            replace(
                change,
                line=self._hiding.by_form(change.line, parent) if change.takes_away else change.line,
                removes=tuple(self._told(line, parent) for line in change.removes),
                replaces=self._told(change.replaces, parent),
                below=self.changes(change.below, change.line),
            )
            for change in changes
        )

    def _told(self, line: str, parent: str) -> str:
        masked = mask_withheld(line)
        if MASK not in masked:
            return line
        if self._written is None:
            self._written = {
                (above, withhold(text)): words for (above, text), words in self._aligned.written.items()
            }
        return self._written.get((parent, masked), masked)
