"""One look at a router: the observation that plans are made from, and the answers that checks read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts.zones import placed, zones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.facts.reader import Facts, Reader
    from flexvpn.router.observation import Observation

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one inspection of one headend gave. Read once, then only looked at.

    Attributes:
        headend: its name in the inventory.
        observation: what plan and drift are made from.
        answers: what the router printed, by the command that asked; no running-config among them.
    """

    headend: str
    observation: Observation = field(repr=False)
    answers: Mapping[str, str] = field(repr=False, default_factory=dict)

    def asked(self, command: str) -> bool:
        """True where this inspection asked so."""
        return command in self.answers

    def facts(self, reader: Reader[R]) -> Facts[R]:
        """The facts of one command; moments in the zone that the router's configuration gives their zone's name.

        Raises:
            NotUnderstood: the command was not asked, was refused, or printed what nobody can read.
        """
        if reader.command not in self.answers:
            raise NotUnderstood(self.headend, reader.command, "this inspection did not ask for it")
        found = reader(self.answers[reader.command], headend=self.headend)
        known = zones(self.observation.config)
        return replace(found, records=tuple(placed(record, known) for record in found.records))
