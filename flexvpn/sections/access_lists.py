"""Access lists: what goes through the tunnel (step 13), what is translated (step 14)."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from flexvpn.base.values import FROZEN, AccessListName, Network
from flexvpn.ios.change import Change, added, entered, removed
from flexvpn.ios.claims import Whole
from flexvpn.ios.config import Config
from flexvpn.ios.remediation import Remediation
from flexvpn.sections.section import Ref, Section

_EVERYTHING = 0
_ONE_ADDRESS = 32


class Entry(BaseModel):
    """One line of an access list.

    Attributes:
        action: permit or deny.
        source: network, or ``any``.
        protocol: extended lists only.
        destination: extended lists only.
    """

    model_config = FROZEN

    action: Literal["permit", "deny"] = "permit"
    source: Network | Literal["any"]
    protocol: Literal["ip", "tcp", "udp", "icmp", "esp"] | None = None
    destination: Network | Literal["any"] | None = None

    def standard(self) -> str:
        """As a standard list writes it; one address stands alone there."""
        return f"{self.action} {_words(self.source).removeprefix('host ')}"

    def extended(self) -> str:
        """As an extended list writes it."""
        protocol, destination = self.protocol or "ip", self.destination or "any"
        return f"{self.action} {protocol} {_words(self.source)} {_words(destination)}"


class AccessList(Section):
    """A named list. Its lines are a sequence: a new last line is appended, any other difference writes it anew."""

    template = "access_lists.j2"
    owns = {  # noqa: RUF012 - a ClassVar, declared so in Section
        "access list": (Whole("ip access-list standard {name}"), Whole("ip access-list extended {name}"))
    }

    name: AccessListName
    type: Literal["standard", "extended"]
    entries: tuple[Entry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_type(self) -> AccessList:
        for entry in self.entries:
            if self.type == "standard" and (entry.protocol or entry.destination):
                raise ValueError(
                    "a standard list knows sources alone; protocol and destination need type extended"
                )
        return self

    def defines(self) -> frozenset[Ref]:
        """The list."""
        return frozenset({Ref("access list", self.name)})

    def context(self) -> dict[str, list[str]]:
        """The lines as this type of list writes them."""
        return {"lines": [getattr(entry, self.type)() for entry in self.entries]}

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """Append where that is enough; otherwise the list goes and comes back in adjacent lines of one copy."""
        changes: list[Change] = []
        for block in intended:
            present = running.block(block.line)
            name = block.line.split()[-1]
            namesakes = [other for other in running if other.line.split()[-1] == name and other != present]
            changes += [removed(other.line, (other.line,)) for other in namesakes]
            if present == block:
                continue
            if present and present.children != block.children[: len(present.children)]:
                changes.append(removed(block.line, (block.line,)))
                present = None
            if present:
                changes.append(entered(block.line, map(added, block.children[len(present.children) :])))
            else:
                changes.append(added(block.line, map(added, block.children)))
        names = {block.line.split()[-1] for block in intended}
        removals = [
            removed(block.line, (block.line,)) for block in running if block.line.split()[-1] not in names
        ]
        return Remediation(tuple(changes), tuple(removals))


def _words(network: IPv4Network | str) -> str:
    if isinstance(network, str):
        return network
    if network.prefixlen == _EVERYTHING:
        return "any"
    if network.prefixlen == _ONE_ADDRESS:
        return f"host {network.network_address}"
    return f"{network.network_address} {network.hostmask}"
