"""One thing that releases do differently: since when, how sure we are, and by what source."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.release import Release


class Mark(enum.Enum):
    """How sure we are of a fact (docs/iosxe.md)."""

    REAL = "seen in a device's own output"
    DOC = "documentation of Cisco's, or its YANG model"
    TOOL = "asserted by working code that drives real devices"
    INF = "inferred: a guess"


REAL, DOC, TOOL, INF = Mark.REAL, Mark.DOC, Mark.TOOL, Mark.INF


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One thing that routers do from release ``since`` on, and before release ``until``; empty is no limit."""

    since: str
    does: str
    mark: Mark
    source: str
    until: str = ""
    quirk: str = ""

    def holds(self, release: Release) -> bool:
        """Tell whether a router of this release does it, as far as we know."""
        begun = not self.since or release.at_least(self.since)
        return begun and not (self.until and release.at_least(self.until))
