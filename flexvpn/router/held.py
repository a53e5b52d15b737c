"""What of a router stays although the intent says otherwise or does not know it: what we cannot say we do not touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.config import Block, Config
from flexvpn.ios.line import shown
from flexvpn.ios.remediation import place
from flexvpn.ios.secret_lines import masked_line
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from flexvpn.sections.section import Section


class Held(BaseModel):
    """A line of the router that is left alone.

    Attributes:
        section: the field of the headend that it belongs to.
        line: as the router shows it, its block before it; no secret.
        why: why no push and no `drift --fix` touches it.
        instead: the line of the intent that is not sent for it; empty where the intent has none.
    """

    model_config = FROZEN

    section: str
    line: str
    why: str
    instead: str = ""

    def __str__(self) -> str:
        """Why it stays, and what is not sent for it."""
        return f"{self.why}; not sent for it: {self.instead}" if self.instead else self.why


@dataclass(frozen=True, slots=True)
class Comparable:
    """Two sides of a section without what is held, which no comparison is to see."""

    running: Config
    intended: Config
    held: tuple[Held, ...] = ()


def hold(name: str, section: type[Section], running: Config, intended: Config, router: Config) -> Comparable:
    """Take out of both sides what the section keeps: its lines of the router, and what would replace them.

    A block that the intent no longer has stays whole where one of its lines does.

    Args:
        name: the field of the headend.
        section: its class.
        running: what the router holds of it.
        intended: what it should hold.
        router: all of running-config: what a line names may be anybody's.
    """
    there: list[Block] = []
    held: list[Held] = []
    for block in running:
        if block.line not in intended and (why := section.keeps(block.line, "", router)):
            held.append(_held(name, section, intended, block.line, "", why))
            continue
        wanted = intended.block(block.line)
        spared = {
            child: why
            for child in block.children
            if not (wanted and child in wanted.children) and (why := section.keeps(child, block.line, router))
        }
        held += [_held(name, section, intended, child, block.line, why) for child, why in spared.items()]
        if wanted or not spared:
            rest = tuple(child for child in block.children if child not in spared)
            there.append(Block(block.line, rest))
    displaced = {one.instead for one in held if one.instead}
    return Comparable(Config(tuple(there)), _without(intended, displaced), tuple(held))


def _held(name: str, section: type[Section], intended: Config, line: str, parent: str, why: str) -> Held:
    kept = place(section.line_rules(), line, parent)
    instead = next(
        (
            path
            for path in intended.paths()
            if kept and place(section.line_rules(), path[-1], *path[:-1]) == kept
        ),
        (),
    )
    hidden = masked_line(line, parent, section.secrets)
    if parent and parent not in intended:
        why = f"{why}; its block stays with it"
    return Held(
        section=name,
        line=shown((withhold(parent), hidden) if parent else (hidden,)),
        why=why,
        instead=shown(instead),
    )


def _without(config: Config, displaced: set[str]) -> Config:
    if not displaced:
        return config
    return Config(
        tuple(
            Block(
                block.line,
                tuple(child for child in block.children if shown((block.line, child)) not in displaced),
            )
            for block in config
            if block.line not in displaced
        )
    )
