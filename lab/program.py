"""The syntax of commands: compiled once, matched word by word, as IOS-XE's parser chain does.

    ip local pool <name> <low:ip> [<high:ip>]
    authentication remote {pre-share|rsa-sig|anyconnect-eap aggregate [cert-request]}
    encryption {aes-cbc-128|aes-cbc-256}+

Keywords may be abbreviated as long as they stay unique. ``<name:kind>`` is an argument; kinds are
``word``, ``ip``, ``int`` ranges such as ``1-100``, ``iface`` (one or two words), ``month``, ``weekday``, ``hours``
(from UTC), ``hh:mm``, ``hh:mm:ss`` and ``line`` (the rest).
``+`` repeats the group before it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Hashable
from typing import Generic, TypeVar

Tag = TypeVar("Tag", bound=Hashable)

_TOKEN = re.compile(r"<[^>]+>|[\[\]{}|+]|[^\s\[\]{}|+<][^\s\[\]{}|<]*")
# As `?` shows the kinds that are neither words nor numbers.
SHOWN = {
    "line": "LINE",
    "iface": "Interface",
    "ifacenum": "<0-4294967295>",
    "hours": "<-23 - 23>",
    "weekday": "DAY",
    "month": "MONTH",
    "hh:mm": "hh:mm",
    "hh:mm:ss": "hh:mm:ss",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Element:
    """One word of a syntax: a keyword (``kind == ''``) or an argument."""

    text: str
    kind: str = ""

    @property
    def shown(self) -> str:
        """As ``?`` shows it."""
        if not self.kind:
            return self.text
        if self.kind in ("ip", "mask"):
            return "A.B.C.D"
        if re.fullmatch(r"\d+-\d+", self.kind):
            return f"<{self.kind}>"
        return SHOWN.get(self.kind, "WORD")


class Program(Generic[Tag]):
    """One compiled syntax. State 0 is the start; ``edges[state]`` are the words that may follow."""

    def __init__(self, tag: Tag, syntax: str) -> None:
        self.tag = tag
        self.syntax = syntax
        self._epsilon: list[list[int]] = [[]]
        self._moves: list[list[tuple[Element, int]]] = [[]]
        tokens = _TOKEN.findall(syntax)
        end, rest = self._sequence(tokens, 0)
        if rest:
            raise ValueError(f"unbalanced syntax: {syntax}")
        self._end = end
        self.edges: list[tuple[tuple[Element, int], ...]] = []
        self.final: list[bool] = []
        for state in range(len(self._moves)):
            closure = self._closure(state)
            self.edges.append(tuple(move for inner in closure for move in self._moves[inner]))
            self.final.append(end in closure)

    @property
    def leading(self) -> int:
        """How many keywords stand before the first argument or choice."""
        return len(re.match(r"(?:[^\s\[\]{}|+<]+\s*)*", self.syntax)[0].split())  # type: ignore[index]

    def _state(self) -> int:
        self._epsilon.append([])
        self._moves.append([])
        return len(self._moves) - 1

    def _sequence(self, tokens: list[str], start: int) -> tuple[int, list[str]]:
        here = start
        while tokens and tokens[0] not in ("]", "}", "|"):
            before = here
            head, tokens = tokens[0], tokens[1:]
            if head in ("[", "{"):
                entry, here = here, self._state()
                if head == "[":
                    self._epsilon[entry].append(here)
                while True:
                    first = self._state()
                    self._epsilon[entry].append(first)
                    end, tokens = self._sequence(tokens, first)
                    self._epsilon[end].append(here)
                    closer, tokens = tokens[0], tokens[1:]
                    if closer != "|":
                        break
            else:
                here = self._word(head, here)
            if tokens and tokens[0] == "+":
                tokens = tokens[1:]
                self._epsilon[here].append(before)
        return here, tokens

    def _word(self, token: str, start: int) -> int:
        end = self._state()
        if not token.startswith("<"):
            self._moves[start].append((Element(token), end))
            return end
        name, _, kind = token[1:-1].partition(":")
        kind = kind or (name if name in ("ip", "iface", "line", "mask") else "word")
        self._moves[start].append((Element(name, kind), end))
        if kind == "iface":
            middle = self._state()
            self._moves[start].append((Element(name, "ifacetype"), middle))
            self._moves[middle].append((Element(name, "ifacenum"), end))
        return end

    def _closure(self, state: int) -> list[int]:
        seen = [state]
        for inner in seen:
            seen.extend(following for following in self._epsilon[inner] if following not in seen)
        return seen
