"""What each command says of one headend in its document."""

from __future__ import annotations

from pydantic import BaseModel

from flexvpn.base.finding import Finding, GetIn, Status, getting_in
from flexvpn.base.secrets import MASK
from flexvpn.base.values import FROZEN
from flexvpn.planning.plan import AnyStep, Plan
from flexvpn.planning.section_changes import Replaced
from flexvpn.router.held import Held
from flexvpn.router.sessions import UserSession


class PlanResult(BaseModel):
    """What a push would do. ``digest`` is what ``deploy --plan`` compares.

    Attributes:
        held: lines of the router that are left alone although the intent says otherwise, or does not know them.
        replaced: lines of the router that others of the steps take the place of.
        ends: sessions of those who leave; not in the digest.
        nameless: how many more sessions may be of them; not in the digest.
    """

    model_config = FROZEN

    digest: str
    release: str
    steps: tuple[AnyStep, ...] = ()
    cuts_sessions: int = 0
    removed_users: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    ends: tuple[UserSession, ...] = ()
    nameless: int = 0
    notes: tuple[str, ...] = ()
    secrets: dict[str, str] = {}

    @classmethod
    def of(cls, plan: Plan) -> PlanResult:
        """Of a plan; its lines hold placeholders, ``secrets`` says what each stands for and its fingerprint."""
        return cls(
            digest=plan.digest(),
            release=plan.release,
            steps=plan.steps,
            cuts_sessions=plan.cuts_sessions,
            removed_users=plan.removed_users,
            held=plan.held,
            replaced=plan.replaced,
            ends=plan.ends,
            nameless=plan.nameless,
            notes=plan.notes,
            secrets={name: spoken(plan, name) for name in plan.references},
        )


class Verification(BaseModel):
    """Every finding of `verify`.

    Attributes:
        findings: in the order in which a log-in needs what they prove.
        users_get_in: what the findings together say of somebody who logs in now, and never more than that.
        because: the checks for which it is not "yes".
    """

    model_config = FROZEN

    findings: tuple[Finding, ...]
    users_get_in: GetIn = "not asked"
    because: tuple[str, ...] = ()

    @classmethod
    def of(cls, findings: tuple[Finding, ...], gates: frozenset[str]) -> Verification:
        """Of the findings of some checks; ``gates`` are the names of all that a log-in needs."""
        answer, because = getting_in(findings, gates)
        return cls(findings=findings, users_get_in=answer, because=because)

    def failed(self, *, strict: bool = False) -> bool:
        """True where a check failed; with ``strict`` a warning counts too."""
        bad = {Status.FAIL, Status.WARN} if strict else {Status.FAIL}
        return any(finding.status in bad for finding in self.findings)

    def count(self, status: Status) -> int:
        """How many findings are of a status."""
        return sum(finding.status is status for finding in self.findings)


def spoken(plan: Plan, name: str) -> str:
    """A secret as people see it: ``env:VPN_TEST (fp:3f9a2c)``; its reference alone without a fingerprint key."""
    if name not in plan.references:
        return MASK  # the router's own
    reference, mark = plan.references[name] or "a secret", plan.fingerprints.get(name, "")
    shown = mark if mark.startswith("fp:") or not mark else f"fp:{mark}"
    return f"{reference} ({shown})" if shown else reference
