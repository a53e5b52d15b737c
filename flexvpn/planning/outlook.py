"""Would users get in once a plan is pushed? As far as paper tells: from the look at the router that the plan is of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flexvpn.base.finding import Admits, kept_out
from flexvpn.checks import CHECKS, Subject, examine
from flexvpn.ios.change import walk
from flexvpn.ios.edited import edited
from flexvpn.planning.plan import ImportPkcs12, PutFile
from flexvpn.sections.trustpoint import Trustpoint

if TYPE_CHECKING:
    from flexvpn.planning.plan import Plan
    from flexvpn.sections.headend import Headend

_NOW: Final = "users do not get in "


def outlook(plan: Plan, subject: Subject) -> tuple[str, ...]:
    """What keeps everybody out on this router and is not mended by the plan: at most one note, the evidence in it.

    What the plan itself sends, the push proves; here nothing is said of it.

    Args:
        plan: what would be pushed.
        subject: the intent, and the look at the router that the plan was made from.
    """
    touched = _touched(plan, subject.headend)
    checks = tuple(check for check in CHECKS if check.gate and check.section not in touched)
    observation = subject.inspection.observation
    then = replace(observation, config=edited(observation.config, plan.changes))
    foreseen = replace(subject, inspection=replace(subject.inspection, observation=then))
    shut = tuple(found for found in examine(foreseen, checks) if found.admits is Admits.NOBODY)
    if not shut:
        return ()
    why = "; ".join(found.evidence for found in shut)
    words = kept_out(shut)
    if plan:
        names = {found.check for found in shut}
        held = examine(subject, tuple(check for check in checks if check.name in names))
        now = names <= {found.check for found in held if found.admits is Admits.NOBODY}
        when = (
            f"{_NOW}now, and would not after this push " if now else "users would not get in after this push "
        )
        words = words.replace(_NOW, when)
    return (f"{words}: {why}",)


def keeps_out(plan: Plan) -> bool:
    """True where the plan's notes say that users do not get in on a router on which there is nothing to do."""
    return any(note.startswith(_NOW) for note in plan.notes)


def _touched(plan: Plan, headend: Headend) -> frozenset[str]:
    """The fields of the headend of which only the router can tell how it stands with them after the push."""
    certificate = any(isinstance(step, ImportPkcs12) for step in plan.steps) or any(
        change.line.startswith("pki trustpoint ") for _, change in walk(plan.changes)
    )
    files = {step.name for step in plan.steps if isinstance(step, PutFile)}
    return frozenset(
        {
            *plan.sections,
            *((headend.field_of(Trustpoint),) if certificate else ()),
            *(name for name, section in headend.sections() if files & section.brings()),
        }
    )
