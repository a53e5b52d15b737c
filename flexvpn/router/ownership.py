"""Which lines of a router are ours: what the intent names, what its record says that we made, what it does not show.

Whether running-config prints ``no crypto ikev2 http-url cert`` is inferred (docs/iosxe.md section 1.8). A router that
hides it would never have an empty plan, and each push would undo itself for it. So a section names the lines that may
stay unseen; where one was sent, was not refused and is not shown, the router's record remembers that it was taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.ios.config import Block, Config, merge
from flexvpn.ios.line import negated, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.claims import Claim
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend


def claims(headend: Headend, observation: Observation) -> tuple[Claim, ...]:
    """The claims of every section, for all objects of the intent and of the record."""
    sections = [section for _, section in headend.sections() if section.applies(headend.release)]
    refs = observation.record.refs() if observation.record else frozenset()
    refs |= frozenset(ref for section in sections for ref in section.defines())
    kinds = dict(headend.section_types()).values()
    return (
        *(claim for kind in kinds for claim in kind.claims(refs)),
        *(claim for section in sections for claim in section.covers()),
    )


def unseen(running: Config, intended: Config, patterns: tuple[str, ...]) -> frozenset[str]:
    """The intended lines that match a pattern and that the router shows in neither polarity.

    Args:
        running: what the router shows of a section.
        intended: what should be there of it.
        patterns: full-match expressions; a child line is written ``parent / child``.
    """
    there = {*running.paths()}
    return frozenset(
        shown(path)
        for path in intended.paths()
        if path not in there
        and _opposite(path) not in there
        and any(re.fullmatch(pattern, shown(path)) for pattern in patterns)
    )


def supposed(running: Config, intended: Config, taken: Iterable[str]) -> Config:
    """What the router holds, if those of ``taken`` that are intended are there although it does not show them."""
    there, names = {*running.paths()}, {*taken}
    unseen_paths = [
        path for path in intended.paths() if shown(path) in names and _opposite(path) not in there
    ]
    return (
        merge([*running, *(Block(line, tuple(children)) for line, *children in unseen_paths)])
        if unseen_paths
        else running
    )


def _opposite(path: tuple[str, ...]) -> tuple[str, ...]:
    *parents, line = path
    return (*parents, negated(line))
