"""Rotate a certificate: import the new one, move all over in one transaction, remove the old one after its days."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendFailed, NotFinished, PreflightRefused
from flexvpn.base.finding import kept_out
from flexvpn.planning.plan import RemoveCertificate
from flexvpn.planning.push import lost_sessions, replan, sessions
from flexvpn.planning.rotation import Rotated, beyond, going_back, hurried, in_use, previous
from flexvpn.router.leavers import of_others
from tasks.change.push_plan import push_plan
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flexvpn.base.finding import Finding
    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import Bundle
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from tasks.session.link import Link

_SHOWN = 5
_STANDS = "the rotation stands, confirmed and saved; `headend certificate rotate` again finishes what is left"


def plan_rotation(
    link: Link,
    bundle: Bundle,
    checks: Callable[[Inspection, Materials], tuple[Finding, ...]],
    *,
    back: bool = False,
) -> tuple[Plan, Inspection, Bundle]:
    """The plan of a rotation now, the inspection that it was made from, and the bundle to push it with.

    A run that was cut off is continued: a certificate that is on the router already is not imported again, and a
    profile that was moved already is not moved again.

    Args:
        link: an open session.
        bundle: intent and materials; ``keep`` also shortens the days of certificates that were replaced before.
        checks: what proves the headend with the certificate of the given materials.
        back: rotate to the generation of before instead of the inventory's certificate.

    Raises:
        PreflightRefused: the headend differs in more than its certificate, or there is nothing to go back to.
    """
    name = bundle.headend.trustpoint.name
    inspection = inspect_headend(link, bundle.files, also=bundle.also, with_users=True)
    now = bundle.now()
    before = replace(inspection, observation=hurried(inspection.observation, now, bundle.keep))
    materials = replace(bundle.materials, moment=now)
    if back:
        older = previous(name, before.observation)
        if older is None:
            problem = f"the router holds no other certificate for {name}: there is nothing to go back to"
            raise PreflightRefused(link.headend, "rotate", problem)
        materials = going_back(materials, name, older)
    bundle = replace(bundle, materials=materials, checks=lambda inspection: checks(inspection, materials))
    plan = replan(bundle, before.observation)
    if other := beyond(plan):
        text = "\n".join(f"  - {line}" for line in other[:_SHOWN])
        more = f"\n  and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
        raise PreflightRefused(
            link.headend,
            "rotate",
            f"it differs from its intent in more than the certificate, nothing was changed:\n{text}{more}",
            hint="`headend deploy` first: it brings a new certificate along, too",
        )
    return plan, before, bundle


def rotate_certificate(link: Link, plan: Plan, before: Inspection, bundle: Bundle) -> Rotated:
    """Push one rotation; the certificate in use stays in use unless the new one is proved.

    Args:
        link: the session over which ``before`` was read.
        plan: what to do, from `plan_rotation`.
        before: the inspection that the plan was made from.
        bundle: the bundle that came with it.

    Raises:
        HeadendFailed: as `push_plan`.
    """
    name = bundle.headend.trustpoint.name
    pushed = push_plan(link, plan, before, bundle)
    after = _look(link, bundle, also=bundle.also)
    removed = [step.label for step in plan.steps if isinstance(step, RemoveCertificate)]
    # A certificate that is not kept at all is removed by a second push, so that its key goes only after the proof.
    now = replace(bundle, materials=replace(bundle.materials, moment=bundle.now()))
    rest = replan(now, after.observation)
    spare = [step.label for step in rest.steps if isinstance(step, RemoveCertificate)]
    if spare and pushed.shut:
        # A removed key does not come back: where users are kept out now, it is left for another run.
        left = f"{', '.join(spare)} stays: {kept_out(pushed.findings)}; the next rotation removes it"
        pushed = replace(pushed, unfinished=(*pushed.unfinished, left))
    elif rest and len(spare) == len(rest.steps):
        try:
            second = push_plan(link, rest, after, now)
        except NotFinished as error:
            live = in_use(name, after.observation)
            raise NotFinished(
                error.headend,
                error.step,
                error.what,
                reply=error.reply,
                state=f"{live} is in use, confirmed and saved; taking off {', '.join(spare)} was cut short, "
                "and `headend certificate rotate` again finishes that",
            ) from error
        except HeadendFailed as error:
            # The rotation itself stands; the next run tries again.
            problem = f"{', '.join(spare)} stays: {error.message}"
            pushed = replace(pushed, unfinished=(*pushed.unfinished, problem))
        else:
            pushed = replace(pushed, changed=True, unfinished=(*pushed.unfinished, *second.unfinished))
            after = _look(link, bundle)
            removed += spare
    record = after.observation.record
    gone = bundle.leavers(plan, before.observation)
    return Rotated(
        push=pushed,
        before=in_use(name, before.observation),
        live=in_use(name, after.observation),
        removed=tuple(
            label for label in dict.fromkeys(removed) if label not in after.observation.labels_in_use
        ),
        kept=record.retired if record else (),
        sessions=len(sessions(before)),
        lost=len(of_others(lost_sessions(before, after), before.observation.sessions, gone)),
    )


def _look(link: Link, bundle: Bundle, also: Iterable[str] = ()) -> Inspection:
    """Inspect the headend after the push; an error says that the rotation stands, since nothing is undone any more."""
    try:
        return inspect_headend(link, bundle.files, also=also)
    except HeadendFailed as error:
        raise error.leaving(_STANDS) from error
