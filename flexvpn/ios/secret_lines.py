"""Lines that hold a secret: which they are, where in them it stands, and whether it is the one that is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flexvpn.base.credentials import token_names
from flexvpn.base.secrets import MASK
from flexvpn.ios.config import Block
from flexvpn.ios.passwords import PASSWORD, Shown, StoredCredential
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from flexvpn.base.credentials import Credentials

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
        match = _whole(last, self.after).fullmatch(line.strip())
        if match is None:
            return None
        groups = tuple(text or "" for text in match.groups()[1:-2])
        return Spot(
            (last, *(groups or (match["before"],)), match["after"]),
            line[: len(line) - len(line.lstrip())] + match["before"],
            match["value"],
            match["after"],
            self.shown,
        )


@lru_cache(maxsize=256)
def _whole(before: str, after: str) -> re.Pattern[str]:
    """All of a line: the groups of ``before`` stand between its own and that of the value."""
    return re.compile(rf"(?P<before>{before})(?P<value>\S.*{'?' if after else ''})(?P<after>{after})")


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

    @property
    def type(self) -> str:
        """The number that says how the router keeps it, with a space behind it; empty where there is none."""
        number = _TYPE.match(self.value)
        return number[0] if number else ""

    def of(self, value: str) -> str:
        """The line with another value."""
        return f"{self.before}{value}{self.after}"

    def masked(self) -> str:
        """The line without its secret; how the router keeps it is none."""
        return self.of(f"{self.type}{MASK}")

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
    return spot.masked() if spot else withhold(line)
