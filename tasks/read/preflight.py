"""Ask a router whether it is fit for a push."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import Busy, PreflightRefused
from flexvpn.facts import archive, clock
from flexvpn.planning.preflight import Situation, reasons, waiting_commit
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.archive import RollbackTimer
    from flexvpn.planning.plan import Plan
    from flexvpn.planning.preflight import Reason
    from flexvpn.router.inspection import Inspection
    from flexvpn.sections.headend import Headend
    from tasks.session.link import Link


def preflight(
    link: Link,
    headend: Headend,
    plan: Plan,
    inspection: Inspection,
    now: datetime,
    identities: Mapping[str, Identity] | None = None,
    max_delete: int | None = None,
) -> tuple[Reason, ...]:
    """Every reason not to push this plan now; one line to the router, the rest is in the inspection.

    Raises:
        NotUnderstood: the router's answer about a pending commit cannot be read.
        CommandRefused: it refuses the question.
    """
    situation = Situation(
        headend=headend,
        plan=plan,
        observation=inspection.observation,
        username=link.access.username,
        now=now,
        clock=inspection.facts(clock.read).only(),
        timer=rollback_timer(link),
        identities=identities,
        max_delete=max_delete,
    )
    return reasons(situation)


def pending_commit(link: Link) -> Reason | None:
    """A reason to wait where somebody's commit still has to be confirmed; one line to the router.

    Raises:
        NotUnderstood: the router's answer cannot be read.
        CommandRefused: it refuses the question.
    """
    return waiting_commit(rollback_timer(link))


def rollback_timer(link: Link) -> RollbackTimer:
    """What the router shows of a revert timer now; one line to the router.

    Raises:
        NotUnderstood: its answer cannot be read.
        CommandRefused: it refuses the question.
    """
    answer = show(link, archive.read_rollback_timer.command)
    return archive.read_rollback_timer(answer, headend=link.headend).only()


def refuse(headend: str, objections: Iterable[Reason]) -> None:
    """Raise where there is a reason not to push.

    Raises:
        Busy: every reason goes away by waiting.
        PreflightRefused: with every reason, and how to mend each.
    """
    every = tuple(objections)
    if not every:
        return
    text = "\n".join(f"  - {reason.what}\n    {reason.mend}" for reason in every)
    problem = f"not fit for a push, nothing was changed:\n{text}"
    if all(reason.busy for reason in every):
        raise Busy(headend, "preflight", problem)
    hint = (
        "`headend doctor --prepare` sends the lines named above"
        if any(reason.lines for reason in every)
        else ""
    )
    raise PreflightRefused(headend, "preflight", problem, hint=hint)
