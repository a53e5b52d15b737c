"""Which lines of a router are ours: what the intent names, what its record says that we made, what it does not show.

Whether running-config prints ``no crypto ikev2 http-url cert`` is inferred (IOSXE.md section 1.8). A router that hides
it would never have an empty plan, and each push would undo itself for it. So a section names the lines that may stay
unseen; where one was sent, was not refused and is not shown, the router's record remembers that it was taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.ios.config import Block, Config, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.ios.claims import Claim
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend

_INTO = " / "


def claims(headend: Headend, observation: Observation) -> tuple[Claim, ...]:
    """The claims of every section, for all objects of the intent and of the record."""
    sections = [one for _, one in headend.sections() if one.applies(headend.release)]
    refs = observation.record.refs() if observation.record else frozenset()
    refs |= frozenset(ref for one in sections for ref in one.defines())
    kinds = dict(headend.section_types()).values()
    return (
        *(claim for kind in kinds for claim in kind.claims(refs)),
        *(claim for one in sections for claim in one.covers()),
    )


def unseen(running: Config, wanted: Config, patterns: tuple[str, ...]) -> frozenset[str]:
    """The wanted lines that match a pattern and that the router shows in neither polarity.

    Args:
        running: what the router shows of a section.
        wanted: what is intended of it.
        patterns: full-match expressions; a child line is written ``parent / child``.
    """
    shown = set(_paths(running))
    return frozenset(
        path
        for path in _paths(wanted)
        if path not in shown
        and _opposite(path) not in shown
        and any(re.fullmatch(pattern, path) for pattern in patterns)
    )


def supposed(running: Config, wanted: Config, taken: Iterable[str]) -> Config:
    """What the router holds, if those of ``taken`` that are wanted are there although it does not show them."""
    shown = set(_paths(running))
    there = [path for path in _paths(wanted) if path in set(taken) and _opposite(path) not in shown]
    return merge([*running, *(_block(path) for path in there)]) if there else running


def _paths(config: Config) -> Iterator[str]:
    for block in config:
        yield block.line
        yield from (f"{block.line}{_INTO}{child}" for child in block.children)


def _opposite(path: str) -> str:
    parent, into, line = path.rpartition(_INTO)
    return f"{parent}{into}{line.removeprefix('no ') if line.startswith('no ') else f'no {line}'}"


def _block(path: str) -> Block:
    parent, _, line = path.rpartition(_INTO)
    return Block(parent, (line,)) if parent else Block(line)
