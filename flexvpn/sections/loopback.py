"""The interface whose address the sessions' interfaces borrow (the document, step 11)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from flexvpn.base.values import InterfaceNumber
from flexvpn.ios.change import entered, removed
from flexvpn.ios.claims import Whole
from flexvpn.ios.remediation import Remediation, Rules
from flexvpn.sections.section import Ref, Section

if TYPE_CHECKING:
    from flexvpn.ios.config import Block, Config


class Loopback(Section):
    """A loopback with one host address."""

    template = "loopback.j2"
    owns = {"loopback": (Whole("interface Loopback{name}"),)}  # noqa: RUF012 - a ClassVar, declared so in Section
    rules = Rules(one_value=(("interface Loopback", "ip address "),))
    implied = ("no ip address",)

    number: InterfaceNumber = 100
    address: IPv4Address = IPv4Address("10.0.0.1")

    def defines(self) -> frozenset[Ref]:
        """The interface, by its number."""
        return frozenset({Ref("loopback", str(self.number))})

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """A loopback that goes gives its address up first where another takes it: IOS-XE refuses it twice."""
        plain = super().remediate(running, intended)
        wanted = {child for block in intended for child in _addresses(block)}
        freed = tuple(
            entered(block.line, (removed("ip address", _addresses(block)),))
            for block in running
            if block.line not in intended and wanted & set(block.children)
        )
        return Remediation((*freed, *plain.changes), plain.removals)


def _addresses(block: Block) -> tuple[str, ...]:
    return tuple(child for child in block.children if child.startswith("ip address "))
