"""``headend deploy``: plan, show, ask, push, prove; batch after batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Confirm, MaxDelete, Ticket, Yes
from commands.plan import draw_plan, plans_text, read_plans, require_plans
from commands.verify import findings
from flexvpn.base.errors import PlanStale
from flexvpn.base.finding import Finding, GetIn, Status, getting_in, kept_out
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.checks import GATES, PROOF, commands
from flexvpn.planning.plan import Plan
from flexvpn.planning.push import Bundle, PushOutcome, replan
from flexvpn.report.document import Entry, entry
from flexvpn.report.findings_text import failures_text
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.plan_text import held_text, plan_text, summary, users_removed
from flexvpn.report.results import PlanResult
from stores.clock import now
from stores.lock import hold
from tasks.read.inspect_headend import inspect_headend
from tasks.session.run import failures, tool_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.outcome import Outcome
    from flexvpn.router.inspection import Inspection
    from flexvpn.sections.expectations import Waiver
    from tasks.session.fleet import Batches
    from tasks.session.link import Link
    from tasks.session.run import Run

PlanFile = Annotated[Path | None, typer.Option("--plan", help="Apply these plans, or nothing.")]
Batch = Annotated[int | None, typer.Option(min=1, help="Headends at a time, after the first.")]
MaxFailed = Annotated[int | None, typer.Option(min=0, help="How many may fail before it stops.")]

_SHORT = 12
"""Lines of a push that are shown again; longer ones `plan` has shown."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How to deploy.

    Attributes:
        confirm: minutes after which a router goes back by itself.
        batch: headends at a time; None for the inventory's own.
        max_failed: how many may fail; None for the inventory's own.
        ticket: for the routers' records.
        max_delete: so many users may go from one headend; None for what needs no agreement.
    """

    confirm: int = 10
    batch: int | None = None
    max_failed: int | None = None
    ticket: str = ""
    max_delete: int | None = None


_PLAIN = Choices()


class DeployResult(BaseModel):
    """A push that stands.

    Attributes:
        users_get_in: what `verify` would say; where it is "no", the push is not proved.
        because: the checks for which it is not "yes".
    """

    model_config = FROZEN

    changed: bool
    plan: PlanResult | None
    findings: tuple[Finding, ...] = ()
    cut: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    users_get_in: GetIn = "not asked"
    because: tuple[str, ...] = ()

    @classmethod
    def of(cls, outcome: PushOutcome) -> DeployResult:
        """Of a push's outcome."""
        answer, because = getting_in(outcome.findings, GATES)
        return cls(
            changed=outcome.changed,
            plan=None if outcome.plan_model is None else PlanResult.of(outcome.plan_model),
            findings=outcome.findings,
            cut=outcome.cut,
            said=outcome.said,
            unfinished=outcome.unfinished,
            users_get_in=answer,
            because=because,
        )


@command(result=DeployResult)
def deploy(
    run: Run,
    plan: PlanFile = None,
    confirm: Confirm = 10,
    batch: Batch = None,
    max_failed: MaxFailed = None,
    ticket: Ticket = "",
    max_delete: MaxDelete = None,
    yes: Yes = False,
) -> int:
    """Push what differs, prove it, save it; or undo it. Exit code 2 where users do not get in all the same."""
    choices = Choices(confirm, batch, max_failed, ticket, max_delete)
    workspace = run.workspace
    # Everything that can be wrong with the input is said before the first connection.
    _ = workspace.loaded
    plans: dict[str, Plan] | None = None
    if plan is not None:
        plans = read_plans(plan)
        require_plans(plans, tuple(host.name for host in workspace.hosts), plan)
    if not yes:
        agreed = _agree(run, plans)
        if isinstance(agreed, int):
            return agreed
        plans = agreed
    outcomes = run.over_fleet(
        "deploying",
        lambda link: push(run, link, _binding(plans, link.headend), choices),
        batches(run, choices),
        changes=True,
        proved=proved,
    )
    return run.finish(
        outcomes,
        DeployResult,
        DeployResult.of,
        text=deploy_text,
        differs=lambda outcome: not proved(outcome) or outcome.lets_in,
    )


def proved(outcome: PushOutcome) -> bool:
    """True where nothing that was seen keeps users out."""
    return not outcome.shut


def push(
    run: Run,
    link: Link,
    plan: Plan | None = None,
    choices: Choices = _PLAIN,
    waived: Mapping[str, Waiver] | None = None,
) -> PushOutcome:
    """Plan one headend, or take the plan that was agreed to, and push it under the headend's lock.

    A plan that was agreed to binds where it is empty, too: nothing is pushed then, whatever the router has become.
    ``waived`` are waivers by the line that they name: such lines are left as they are.
    """
    from tasks.change.push_plan import push_plan

    workspace = run.workspace
    headend, loaded = workspace.headend(link.headend), workspace.loaded[link.headend]
    with hold(workspace.state.locks, link.headend, doing=run.command, now=now):
        if not workspace.current:
            # An older record would take those away whom a ticket has just let in.
            why = "users.yaml has changed since this run read it; nothing was applied"
            raise PlanStale(link.headend, "deploy", why, hint="the same command again reads it anew")
        also = commands(PROOF)
        before = inspect_headend(link, loaded.materials.files, also=also, with_users=True)
        materials = workspace.materials(before)

        def checks(inspection: Inspection) -> tuple[Finding, ...]:
            return findings(workspace, inspection, PROOF)

        bundle = Bundle(
            headend=headend,
            materials=materials,
            now=now,
            tool_version=tool_version(),
            identities=loaded.identities,
            checks=checks,
            also=also,
            ticket=choices.ticket,
            confirm_minutes=choices.confirm,
            waivers=waived or {},
        )
        if plan is None:
            plan = replan(bundle, before.observation)
        return push_plan(link, plan, before, bundle, choices.max_delete)


def _binding(plans: Mapping[str, Plan] | None, name: str) -> Plan | None:
    """The plan that was agreed to for a headend; None where each is planned anew, as ``--yes`` alone agrees to.

    Raises:
        PlanStale: others were shown, and none of this one: it could not be asked then, and nobody has agreed to it.
    """
    if plans is None:
        return None
    if name not in plans:
        why = "no plan could be made of it when the others were agreed to; nothing was applied"
        raise PlanStale(name, "deploy", why, hint="the same command again shows its plan")
    return plans[name]


def _agree(run: Run, plans: dict[str, Plan] | None) -> dict[str, Plan] | int:
    """Show what would be done and ask: the plans that were agreed to, or an exit code where none could be made.

    Where no plan has anything to do, nobody is asked; it binds all the same.
    """
    workspace = run.workspace
    missed: tuple[Entry[PlanResult], ...] = ()
    if plans is not None:
        shown = tuple((host.name, plans[host.name]) for host in workspace.hosts)
    else:
        outcomes: tuple[Outcome[Plan], ...] = run.over_fleet(
            "planning", lambda link: draw_plan(run, link), keep=True
        )
        if not any(outcome.ok for outcome in outcomes):
            return run.finish(outcomes, PlanResult, PlanResult.of, text=plans_text)
        shown = tuple((outcome.headend, outcome.value) for outcome in outcomes if outcome.value is not None)
        missed = tuple(
            entry(outcome, PlanResult, PlanResult.of, bool, workspace.clean)
            for outcome in outcomes
            if not outcome.ok
        )
    run.console.show((*plans_text(shown), *failures(missed)))
    count = sum(bool(plan) for _, plan in shown)
    if count:
        run.agree(f"Push to {counted(count, 'headend')}?", yes=False)
    # What was shown is what is applied, or nothing.
    return dict(shown)


def batches(run: Run, choices: Choices = _PLAIN) -> Batches:
    """How the inventory wants a change to go over the fleet, unless it was said otherwise."""
    from tasks.session.fleet import Batches

    settings = run.workspace.inventory.settings
    return Batches(
        size=settings.batch if choices.batch is None else choices.batch,
        max_failed=settings.max_failed if choices.max_failed is None else choices.max_failed,
        canary=settings.canary or True,
    )


def deploy_text(done: tuple[tuple[str, PushOutcome], ...]) -> tuple[Piece, ...]:
    """What was done to each headend, and what its checks say."""
    pieces: list[Piece] = []
    for name, outcome in done:
        plan, out = outcome.plan_model, kept_out(outcome.findings)
        tone = Tone.BAD if outcome.shut or outcome.lets_in else Tone.WARN if out else Tone.GOOD
        if not plan:
            wrong = out or ("somebody can log in whose access has ended" if outcome.lets_in else "")
            held = plan.held if plan is not None else ()
            text = "nothing to do" if held else "as it should be, nothing to do"
            text = f"nothing to do, but {wrong}" if wrong else text
            pieces.append(Line(f"{name}: {text}", tone))
            pieces += held_text(held)
        elif not plan.steps:
            ended = "sessions of users who left ended" if outcome.cut else "nothing was left to end"
            pieces.append(Line(f"{name}: {ended}{f', but {out}' if out else ''}", tone))
        else:
            text = f"deployed, not proved: {out}; saved" if out else "deployed, proved, saved"
            pieces.append(Line(f"{name}: {text} ({summary(plan)})", tone))
            short = len(plan.lines) <= _SHORT
            pieces += plan_text(plan)[1:] if short else (*users_removed(plan), *held_text(plan.held))
        pieces += [Line(f"  sessions cut: {', '.join(outcome.cut)}", Tone.WARN)] if outcome.cut else []
        pieces += [Line(f"  the router says: {text}", Tone.DIM) for text in outcome.said]
        pieces += [Line(f"  not finished: {text}", Tone.WARN) for text in outcome.unfinished]
        pieces += failures_text(outcome.findings)
        counts = [
            (sum(finding.status is status for finding in outcome.findings), status) for status in Status
        ]
        pieces.append(
            Line("  checks: " + ", ".join(f"{count} {status}" for count, status in counts if count), Tone.DIM)
        )
    return tuple(pieces)
