"""The changes that take a running configuration to the intended one: hier_config, with our rules.

hier_config knows how IOS-style blocks differ; it does not know which lines replace one another, that IOS-XE refuses to
remove what is in use, or in which order things must exist. The first comes in as `Rules`, per section; the second and
third are why the result has two parts: `changes`, sent in the order of the sections, and `removals`, sent after all
changes and in the reverse order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hier_config import WorkflowRemediation, get_hconfig_fast_load
from hier_config.models import (
    IdempotentCommandsRule,
    MatchRule,
    NegationSubRule,
    OrderingRule,
    ParentAllowsDuplicateChildRule,
    SectionalOverwriteRule,
)
from hier_config.platforms.driver_base import HConfigDriverBase, HConfigDriverRules

from flexvpn.ios.change import Change
from flexvpn.ios.config import Block, Config
from flexvpn.ios.line import bare, begins, is_no, negated
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from hier_config.child import HConfigChild


@dataclass(frozen=True, slots=True)
class Rules:
    """What hier_config must know of a section's lines. Each entry is a path of regular expressions, root first.

    ``one_value``     a new value replaces the old one: never send ``no`` before it (a pool, a trustpoint or an mtu
                      would be gone for a moment, and IOS-XE may refuse it or cut sessions)
    ``bare_no``       ``no`` takes only the words that the expression matches, not the value
    ``ordered``       the block's children are a sequence (access lists): any difference writes the block anew
    ``first``         children that must come before their siblings when sent
    ``last``          children that must come after their siblings when sent
    """

    one_value: tuple[tuple[str, ...], ...] = ()
    bare_no: tuple[tuple[str, ...], ...] = ()
    ordered: tuple[tuple[str, ...], ...] = ()
    first: tuple[tuple[str, ...], ...] = ()
    last: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Remediation:
    """What takes a router to its intent, in the order of sending: `changes`, then `removals`."""

    changes: tuple[Change, ...] = ()
    removals: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """True where there is anything to send."""
        return bool(self.changes or self.removals)


def remediate(running: Config, intended: Config, rules: Rules, implied: tuple[str, ...] = ()) -> Remediation:
    """Compare as IOS-XE does: children are a set, but for `Rules.ordered`; lines it adds by itself don't count.

    Args:
        running: what the router holds of this section.
        intended: what it should hold; compared with ``running`` line by line.
        rules: see `Rules`.
        implied: full-match expressions of child lines that IOS-XE adds by itself.
    """
    driver = _driver(rules)
    present = Config(tuple(_without(block, implied, intended.block(block.line)) for block in running))
    delta = WorkflowRemediation(
        get_hconfig_fast_load(driver, present.text()), get_hconfig_fast_load(driver, intended.text())
    ).remediation_config
    top = _Place(rules, running, intended)
    changes: list[Change] = []
    removals: list[Change] = []
    for child in sorted(delta.children):
        change = top.change(child)
        returns = change.takes_away in intended
        (removals if change.takes_away and not returns and not change.below else changes).append(change)
    return Remediation(tuple(changes), tuple(removals))


@dataclass(frozen=True, slots=True)
class _Place:
    """The top level of two configurations, or one block of them: where hier_config's lines become changes.

    Attributes:
        rules: of the section.
        running: the router's lines here, with what is below them.
        intended: those that it should hold.
        parent: the line of the block; empty at the top level.
    """

    rules: Rules
    running: Config
    intended: Config
    parent: str = ""

    def change(self, node: HConfigChild) -> Change:
        """What a line of hier_config's does here."""
        line = node.text
        inside = self._inside(line)
        below = tuple(inside.change(child) for child in sorted(node.children))
        adds = line in self.intended
        if is_no(line):
            return Change(line, adds=adds, removes=self._beginning(bare(line)), below=below)
        if negated(line) in self.running:
            return Change(line, adds=adds, removes=(negated(line),), below=below)
        stays = line in self.running and negated(line) not in node.parent.children
        return Change(line, adds=adds and not stays, replaces=self._replaced(line), below=below)

    def _beginning(self, words: str) -> tuple[str, ...]:
        return tuple(withhold(block.line) for block in self.running if begins(block.line, words))

    def _replaced(self, line: str) -> str:
        spot = place(self.rules, line, self.parent)
        return withhold(
            next(
                (
                    block.line
                    for block in (self.running if spot else ())
                    if block.line != line and place(self.rules, block.line, self.parent) == spot
                ),
                "",
            )
        )

    def _inside(self, line: str) -> _Place:
        """The block of a line; IOS-XE adds words behind some (``type tunnel``)."""
        running = self.running.block(line) or next(iter(self.running.starting(f"{line} ")), Block(line))
        intended = self.intended.block(line) or Block(line)
        return _Place(self.rules, running.inside(), intended.inside(), line)


def place(rules: Rules, line: str, parent: str = "") -> tuple[str, ...]:
    """What a line of one value takes the place of: the same for two lines of which the later one counts.

    Empty for a line beside which the router takes others of its kind. As hier_config has it, the groups of a rule's
    expression tell one place from another, or all that it matches where it has none.
    """
    for path in rules.one_value:
        *parents, last = path
        match = re.match(last, bare(line))
        if (
            match
            and len(parents) == bool(parent)
            and all(re.match(expression, parent) for expression in parents)
        ):
            return (parent, last, *(match.groups() or (match[0],)))
    return ()


def _without(block: Block, implied: tuple[str, ...], intended: Block | None) -> Block:
    keep = set(intended.children) if intended else set()
    return Block(
        block.line,
        tuple(
            child
            for child in block.children
            if child in keep or not any(re.fullmatch(pattern, child) for pattern in implied)
        ),
    )


class _IosXe(HConfigDriverBase):
    """hier_config's driver with the rules of one section and none of its own for IOS objects."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.rules = HConfigDriverRules(
            indentation=1,
            idempotent_commands=[
                IdempotentCommandsRule(match_rules=_path(path, value=True)) for path in rules.one_value
            ],
            negation_sub=[
                NegationSubRule(match_rules=_path(path), search=rf"^no ({path[-1]}).*$", replace=r"no \1")
                for path in rules.bare_no
            ],
            sectional_overwrite=[SectionalOverwriteRule(match_rules=_path(path)) for path in rules.ordered],
            parent_allows_duplicate_child=[
                ParentAllowsDuplicateChildRule(match_rules=_path(path)) for path in rules.ordered
            ],
            ordering=[
                *(OrderingRule(match_rules=_path(path), weight=-100) for path in rules.first),
                *(OrderingRule(match_rules=_path(path), weight=100) for path in rules.last),
            ],
        )

    @staticmethod
    def _instantiate_rules() -> HConfigDriverRules:
        return HConfigDriverRules()


def _path(path: tuple[str, ...], *, value: bool = False) -> tuple[MatchRule, ...]:
    """One rule per level. With ``value`` the last level matches a line in either polarity."""
    *parents, last = path
    polarity = "(?:no )?" if value else ""
    return (
        *(MatchRule(re_search=f"^{parent}") for parent in parents),
        MatchRule(re_search=f"^{polarity}{last}"),
    )


@lru_cache(maxsize=64)
def _driver(rules: Rules) -> _IosXe:
    return _IosXe(rules)
