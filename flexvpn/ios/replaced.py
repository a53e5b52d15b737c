"""Which line of the router a new one takes the place of: what a person should see before it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.remediation import place
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.ios.config import Config
    from flexvpn.ios.remediation import Rules

_INTO = " / "


class Replaced(BaseModel):
    """A line that is sent without a ``no`` before it, and what is gone by it.

    Attributes:
        section: the field of the headend.
        line: what is sent, its block before it.
        was: the router's own line; no secret.
    """

    model_config = FROZEN

    section: str
    line: str
    was: str


def replaced(section: str, rules: Rules, lines: Iterable[str], running: Config) -> Iterator[Replaced]:
    """Every line of one value that the router holds with another value now."""
    for line, parent in with_parents(lines):
        spot = place(rules, line, parent)
        if not spot or line.startswith("no "):
            continue
        block = running.block(parent) if parent else None
        there = block.children if block else () if parent else (one.line for one in running)
        was = next((one for one in there if one != line and place(rules, one, parent) == spot), "")
        if was:
            yield Replaced(section=section, line=in_block(line, parent), was=withhold(was))


def with_parents(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line without its indent, and the line of the block that it is sent in."""
    parent = ""
    for line in lines:
        if line.startswith(" "):
            yield line.strip(), parent
        else:
            parent = line
            yield line, ""


def in_block(line: str, parent: str) -> str:
    """``crypto ikev2 profile P / dpd 60 5 on-demand``."""
    return f"{parent}{_INTO}{line}" if parent else line
