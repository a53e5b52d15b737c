"""Which proposals the router offers (the document, step 5, optional)."""

from __future__ import annotations

from pydantic import Field

from flexvpn.base.values import PolicyName, ProfileName
from flexvpn.ios.change import Change, added, entered, removed
from flexvpn.ios.claims import Whole
from flexvpn.ios.config import Config
from flexvpn.ios.remediation import Remediation, remediate
from flexvpn.sections.section import Ref, Section

_PROPOSAL = "proposal "


class Ikev2Policy(Section):
    """Proposals in the order of preference."""

    template = "ikev2_policy.j2"
    owns = {"ikev2 policy": (Whole("crypto ikev2 policy {name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section

    name: PolicyName = "IKEv2-pol"
    proposals: tuple[ProfileName, ...] = Field(default=("IKEv2-prop1",), min_length=1)

    def defines(self) -> frozenset[Ref]:
        """The policy."""
        return frozenset({Ref("ikev2 policy", self.name)})

    def uses(self) -> frozenset[Ref]:
        """Its proposals."""
        return frozenset(Ref("ikev2 proposal", name) for name in self.proposals)

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Order counts, and at no moment is the policy without a proposal: IOS-XE needs at least one."""
        changes: list[Change] = []
        for block in intended:
            present = running.block(block.line)
            lines = _in_order(present.children if present else (), block.children)
            if not present:
                changes.append(added(block.line, lines))
            elif lines:
                changes.append(entered(block.line, lines))
        gone = Config(tuple(block for block in running if block.line not in intended))
        return Remediation(tuple(changes), remediate(gone, Config(), cls.rules).removals)


def _in_order(present: tuple[str, ...], wanted: tuple[str, ...]) -> list[Change]:
    """Lines that turn the sequence of proposals into the wanted one."""
    held = [child for child in present if child.startswith(_PROPOSAL)]
    others = [child for child in wanted if not child.startswith(_PROPOSAL)]
    sequence = [child for child in wanted if child.startswith(_PROPOSAL)]
    changes = [removed(child, (child,)) for child in present if child not in (*held, *others)]
    changes += [added(child) for child in others if child not in present]
    kept: list[str] = []
    position = 0
    for child in sequence:
        if child not in held[position:]:
            break
        position = held.index(child, position) + 1
        kept.append(child)
    if not kept:
        kept = sequence[:1]
        changes += map(added, kept)
    changes += [removed(child, (child,)) for child in held if child not in kept]
    return [*changes, *map(added, sequence[len(kept) :])]
