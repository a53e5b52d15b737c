"""Lines that hold a secret: which they are, whether a router holds the one that is meant, and the value out of sight.

What a section's code compares, what a plan shows and what a report says holds no value of the router. A line whose
secret is the intended one counts as the intended line; any other has a placeholder, which stands for the value until
the last hop: what is sent is what the router shows, to the byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from flexvpn.base.credentials import TOKEN, mask_withheld, token_names, withheld_token
from flexvpn.base.secrets import MASK, Secret
from flexvpn.ios.config import Block, Config
from flexvpn.ios.passwords import PASSWORD, Shown, StoredCredential
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.base.credentials import Credentials
    from flexvpn.ios.change import Change

_TYPE: Final = re.compile(r"[0-9] (?=\S)")


@dataclass(frozen=True, slots=True)
class SecretLine:
    """A line that holds a secret. A place has one: a new value takes the place of the old one.

    Attributes:
        path: regular expressions, the parent's first, as in `flexvpn.ios.remediation.Rules`. The last one matches all
            that stands before the value; its groups tell one place from another, or all of it where it has none.
        after: regular expression of what may follow the value.
        shown: how the router may show the value: `Shown.KNOWN`, `Shown.SALTED`, `Shown.UNREADABLE`.
    """

    path: tuple[str, ...]
    after: str = ""
    shown: tuple[Shown, ...] = PASSWORD

    def spot(self, line: str, parent: str = "") -> Spot | None:
        """Where in a line the value stands; None where this is another line."""
        *parents, last = self.path
        if len(parents) != bool(parent) or not all(re.match(above, parent) for above in parents):
            return None
        match = re.fullmatch(rf"(?P<before>{last})(?P<value>\S.*?)(?P<after>{self.after})", line.strip())
        if match is None:
            return None
        named = match.re.groupindex.values()
        groups = tuple(text or "" for number, text in enumerate(match.groups(), 1) if number not in named)
        return Spot(
            (*self.path, *(groups or (match["before"],)), match["after"]),
            line[: len(line) - len(line.lstrip())] + match["before"],
            match["value"],
            match["after"],
            self.shown,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A secret in a line.

    Attributes:
        place: what one secret can take the place of another in: the same for both.
        before: the words before it.
        value: it, with its type before it, or the placeholder for it.
        after: the words behind it.
        shown: how the router may show it.
    """

    place: tuple[str, ...]
    before: str
    value: str = field(repr=False)
    after: str = ""
    shown: tuple[Shown, ...] = PASSWORD

    def of(self, value: str) -> str:
        """The line with another value."""
        return f"{self.before}{value}{self.after}"

    def same(self, other: Spot, credentials: Credentials) -> bool:
        """True where one of the two is the placeholder of what the other one holds."""
        if self.value == other.value:
            return True
        named, stored = (self, other) if token_names(self.value) else (other, self)
        names = token_names(named.value)
        if not names or token_names(stored.value):
            return False
        try:
            return credentials.same(names[0], StoredCredential.parse(stored.value, stored.shown))
        except ValueError:
            # A form that we do not know is not ours: it is replaced.
            return False


def spot_in(line: str, parent: str, secret_lines: tuple[SecretLine, ...]) -> Spot | None:
    """The secret that one of ``secret_lines`` finds in a line."""
    return next((spot for kind in secret_lines if (spot := kind.spot(line, parent))), None)


def masked(block: Block, secret_lines: tuple[SecretLine, ...]) -> Block:
    """A block of a router with a mask for every secret, known by ``secret_lines`` or by its form."""
    children = (masked_line(child, block.line, secret_lines) for child in block.children)
    return Block(masked_line(block.line, "", secret_lines), tuple(children))


def masked_line(line: str, parent: str, secret_lines: tuple[SecretLine, ...]) -> str:
    """One line of a router, likewise."""
    spot = spot_in(line, parent, secret_lines)
    return spot.of(MASK) if spot else withhold(line)


@dataclass(frozen=True, slots=True)
class Aligned:
    """What a router holds of a section, without its secrets.

    Attributes:
        config: lines that hold the intended secret read as the intended ones; every other value is a placeholder.
        withheld: those values, by the name of the placeholder.
    """

    config: Config
    withheld: Mapping[str, Secret] = field(default_factory=dict)


def align(
    running: Config, intended: Config, secret_lines: tuple[SecretLine, ...], credentials: Credentials
) -> Aligned:
    """Put each secret of a router that is the intended one in the intended words, and every other one out of sight."""
    if not secret_lines:
        return Aligned(running)
    hiding = Hiding()
    pairs = _Pairs(secret_lines, credentials, hiding)
    lines = pairs.aligned([block.line for block in running], [block.line for block in intended], "")
    blocks: list[Block] = []
    for line, block in zip(lines, running, strict=True):
        counterpart = intended.block(line)
        meant = counterpart.children if counterpart else ()
        blocks.append(Block(line, pairs.aligned(block.children, meant, block.line)))
    return Aligned(Config(tuple(blocks)), hiding.values)


@dataclass(frozen=True, slots=True)
class _Pairs:
    secret_lines: tuple[SecretLine, ...]
    credentials: Credentials
    hiding: Hiding

    def aligned(self, running: Iterable[str], intended: Iterable[str], parent: str) -> tuple[str, ...]:
        meant = {spot.place: spot for line in intended if (spot := spot_in(line, parent, self.secret_lines))}
        return tuple(self._aligned(line, meant, parent) for line in running)

    def _aligned(self, line: str, meant: Mapping[tuple[str, ...], Spot], parent: str) -> str:
        spot = spot_in(line, parent, self.secret_lines)
        if spot is None:
            return line
        other = meant.get(spot.place)
        if other is not None and spot.same(other, self.credentials):
            return spot.of(other.value)
        return self.hiding.of(spot, parent)


@dataclass(slots=True)
class Hiding:
    """Puts placeholders where values of a router stand, and keeps the values apart."""

    values: dict[str, Secret] = field(default_factory=dict)

    def of(self, spot: Spot, parent: str) -> str:
        """The line with a placeholder; its type stays, for a person to see."""
        kind = _TYPE.match(spot.value)
        shown = kind[0] if kind else ""
        return spot.of(f"{shown}{self._token(spot.of(MASK), parent, spot.value.removeprefix(shown))}")

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


def hidden(changes: Iterable[Change], hiding: Hiding, parent: str = "") -> tuple[Change, ...]:
    """The same changes with every value of the router out of sight, also in lines that no section names: by their form.

    Only what a ``no`` takes away repeats a line of the router's own; an intent holds no secret, however its words look.
    """
    return tuple(
        replace(
            change,
            line=hiding.by_form(change.line, parent) if change.takes_away else change.line,
            removes=tuple(map(mask_withheld, change.removes)),
            replaces=mask_withheld(change.replaces),
            below=hidden(change.below, hiding, change.line),
        )
        for change in changes
    )
