"""Which checks undo a push, and which failures it leaves standing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.base.finding import Admits, Finding, Status
from flexvpn.planning.plan import ImportPkcs12

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flexvpn.planning.plan import Plan

_TOLERATED: Final = {"offers": Admits.ALL, "transform-set": Admits.ALL, "users-locked": Admits.SOME}
"""Checks whose failure undoes nothing while it lets in as many as this: algorithms that nobody should use any more,
where the intent itself asks for them; and somebody who has typed a wrong password while the push was under way."""
_UNLESS_IMPORTED: Final = {"certificate-dates": Admits.ALL}


def worse(plan: Plan, before: Sequence[Finding], after: Sequence[Finding]) -> tuple[str, ...]:
    """Why checks undo this push: what it touched and fails, what passed before and fails, what only now keeps all out.

    What lets everybody in all the same does not where the intent asks for it: algorithms that nobody should use any
    more, or a certificate in its last days that is there already. Going back to one saves the night of a renewal that
    nobody can log in with; to import one is a mistake. The failure is reported, and `verify` goes on saying so.

    What kept everybody out before, and in the same words, is none of this push's: it stands, and is not called proved.
    Whoever has to leave leaves: a push that only takes users away is undone by no check.
    """
    if plan.only_removes_users:
        return ()
    imports = any(isinstance(step, ImportPkcs12) for step in plan.steps)
    tolerated = _TOLERATED if imports else _TOLERATED | _UNLESS_IMPORTED
    failed = {finding.check for finding in before if not finding.ok}
    passed = {finding.check for finding in before if finding.status is Status.PASS} - failed
    shut = {finding.check for finding in before if finding.shuts}

    def undoes(finding: Finding) -> bool:
        if finding.ok or _lets_in(finding, tolerated.get(finding.check)):
            return False
        if finding.shuts and finding.check not in shut:
            return True
        if finding.shuts and finding in before:
            return False
        return finding.check in passed or finding.section in plan.sections

    return tuple(f"check {finding.check}: {finding.evidence}" for finding in after if undoes(finding))


def _lets_in(finding: Finding, enough: Admits | None) -> bool:
    """True where it lets in as many as is enough."""
    weight = list(Admits)
    return enough is not None and weight.index(finding.admits) <= weight.index(enough)
