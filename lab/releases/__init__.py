"""What IOS-XE releases do differently: the one place that all of the lab reads.

Each fact says from which release on a router does a thing, and before which release it still did; what that is; how
sure we are, with the marks of docs/iosxe.md; and where it comes from. Where a form was recorded and only the release is
uncertain at which it began, the fact says so. A fact that is itself a guess (INF) has a quirk: a simulated router
does either.
"""

from __future__ import annotations

from lab.releases.behaviours import Behaviour
from lab.releases.cautions import CAUTIONS, Caution, Upon
from lab.releases.defaults import NEW_SMART_DEFAULT, OLD_SMART_DEFAULT, SmartDefault, build_of
from lab.releases.fact import Fact, Mark
from lab.releases.keywords import REFUSALS, RENAMINGS, Refusal, Renaming

OFFERED = ("16.9.2", "17.3.1", "17.9.4", "17.15.5", "26.2.1")
"""The releases that the lab's tests start; any other may be started as well."""
DEFAULT = "17.9.4"
FACTS: tuple[Fact, ...] = (
    *(behaviour.value for behaviour in Behaviour),
    *REFUSALS,
    *RENAMINGS,
    *CAUTIONS,
    OLD_SMART_DEFAULT,
    NEW_SMART_DEFAULT,
)

__all__ = [
    "CAUTIONS",
    "DEFAULT",
    "FACTS",
    "NEW_SMART_DEFAULT",
    "OFFERED",
    "OLD_SMART_DEFAULT",
    "REFUSALS",
    "RENAMINGS",
    "Behaviour",
    "Caution",
    "Fact",
    "Mark",
    "Refusal",
    "Renaming",
    "SmartDefault",
    "Upon",
    "build_of",
]
