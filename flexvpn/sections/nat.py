"""Internet for clients whose whole traffic goes through the tunnel (the document, step 14, optional)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.values import AccessListName, InterfaceName, TemplateNumber
from flexvpn.ios.claims import LinePrefix, Within
from flexvpn.ios.config import Config
from flexvpn.ios.parents import keep_parents
from flexvpn.ios.remediation import Remediation, remediate
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.change import Change

_RULE = "ip nat inside source list "


class Nat(Section):
    """Overload on the outside interface.

    ``ip nat inside`` goes into the virtual template, which another section owns; of the outside interface one line is
    ours and nothing else.
    """

    template = "nat.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "nat rule": (LinePrefix(_RULE + "{name} "),),
        "nat outside": (Within("interface {name}", prefixes=("ip nat outside",)),),
    }

    access_list: AccessListName = "NAT"
    outside_interface: InterfaceName = "GigabitEthernet1"
    virtual_template: TemplateNumber = 100

    def defines(self) -> frozenset[Ref]:
        """The rule, and our line on the outside interface."""
        return frozenset({Ref("nat rule", self.access_list), Ref("nat outside", self.outside_interface)})

    def uses(self) -> frozenset[Ref]:
        """Access list and template."""
        return frozenset(
            {Ref("access list", self.access_list), Ref("virtual template", str(self.virtual_template))}
        )

    def interfaces(self) -> frozenset[str]:
        """The outside interface."""
        return frozenset({self.outside_interface})

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """A list is translated by one rule: the old one goes on the line before the new one.

        Where ours is there, another rule on its list is somebody else's: `drift` reports it, nobody removes it.
        """
        there = tuple(_list(block.line) for block in intended.starting(_RULE) if block.line in running)
        ours = Config(
            tuple(block for block in running if block.line in intended or not block.line.startswith(there))
        )
        plain = remediate(ours, keep_parents(ours, intended, r"interface \S+"), cls.rules)
        changes: list[Change] = []
        for change in plain.changes:
            if change.line.startswith(_RULE):
                changes += [old for old in plain.removals if old.takes_away.startswith(_list(change.line))]
            changes.append(change)
        return Remediation(tuple(changes), tuple(old for old in plain.removals if old not in changes))


def _list(rule: str) -> str:
    return f"{_RULE}{rule.split()[5]} "
