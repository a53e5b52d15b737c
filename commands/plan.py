"""``headend plan``: what would change, and nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, ValidationError

from commands.declaration import command
from flexvpn.base.errors import CommandRefused, NotUnderstood, OptionsRefused, PlanFileRefused
from flexvpn.base.escapes import escaped
from flexvpn.base.mistake import Mistake
from flexvpn.base.values import FROZEN
from flexvpn.checks import Subject
from flexvpn.planning.outlook import outlook
from flexvpn.planning.plan import Plan
from flexvpn.planning.planner import build_plan
from flexvpn.planning.removal_limit import too_many
from flexvpn.report.fleet_line import fleet_line
from flexvpn.report.plan_text import plan_text
from flexvpn.report.results import PlanResult
from flexvpn.router.users import still_there
from stores.atomic import write_atomically
from stores.clock import now
from tasks.read.inspect_headend import inspect_headend
from tasks.read.preflight import pending_commit

if TYPE_CHECKING:
    from flexvpn.report.layout import Piece
    from tasks.session.link import Link
    from tasks.session.run import Run

OutFile = Annotated[Path | None, typer.Option("--out", help="File for `deploy --plan`.")]


class PlanFile(BaseModel):
    """What ``plan --out`` writes and ``deploy --plan`` reads; no secret is in it."""

    model_config = FROZEN

    format: int = 1
    plans: tuple[Plan, ...]


@command(result=PlanResult, documents={"plan-file": PlanFile})
def plan(run: Run, out: OutFile = None) -> int:
    """Show what a push would change. Changes nothing."""
    # Everything that can be wrong with the input is said before the first connection.
    _ = run.workspace.loaded
    outcomes = run.over_fleet("planning", lambda link: draw_plan(run, link))
    if out is not None:
        plans = tuple(outcome.value for outcome in outcomes if outcome.value is not None)
        write_atomically(out, escaped(PlanFile(plans=plans).model_dump_json(indent=1)) + "\n")

    def text(done: tuple[tuple[str, Plan], ...]) -> tuple[Piece, ...]:
        return plans_text(done, len(outcomes))

    # Where users do not get in a note says so and the exit code does not: `verify` answers that, and `deploy`.
    return run.finish(outcomes, PlanResult, PlanResult.of, text=text, differs=bool)


def draw_plan(run: Run, link: Link) -> Plan:
    """What a push would do to one headend now.

    Among the notes: what keeps users out and is not mended by it; a commit there that may yet be undone; how to agree
    to it where it removes many users.

    Raises:
        ConnectionLost: the session broke.
        CommandRefused: the router refuses what a plan cannot be made without.
        NotUnderstood: an answer that a plan depends on cannot be read.
    """
    workspace = run.workspace
    inspection = inspect_headend(link, workspace.loaded[link.headend].materials.files, with_users=True)
    host, materials = workspace.host(link.headend), workspace.materials(inspection)
    drawn = build_plan(host.headend, materials, inspection.observation)
    many = too_many(drawn, host.headend, inspection.observation)
    removals = (f"{many}: `--max-delete {len(drawn.removed_users)}`",) if many else ()
    there = still_there(host.headend, inspection.observation, host.barred)
    stay = tuple(
        f"{name} is still on the router though {why}, and no push of ours put them there: `no username {name}`"
        for name, why in there.items()
        if name not in drawn.removed_users
    )
    seen = outlook(drawn, Subject(host.headend, inspection, materials, now(), host.barred))
    return drawn.model_copy(update={"notes": (*drawn.notes, *removals, *stay, *seen, *_commit_note(link))})


def _commit_note(link: Link) -> tuple[str, ...]:
    try:
        commit = pending_commit(link)
    except (CommandRefused, NotUnderstood) as error:
        why = "; ".join(line.strip() for line in error.message.splitlines())
        return (f"whether a commit waits there for its confirmation is not known: {why}",)
    if commit is None:
        return ()
    return (f"{commit.what}: this router may yet go back to what it was before; {commit.mend}",)


def plans_text(done: tuple[tuple[str, Plan], ...], asked: int = 0) -> tuple[Piece, ...]:
    """All plans, one after the other; ``asked`` is how many headends there should have been one of."""
    pieces = [piece for _, plan in done for piece in plan_text(plan)]
    changed = sum(bool(plan) for _, plan in done)
    # A line that is left alone, or a note, says that something is otherwise than intended.
    otherwise = any(plan.held or plan.notes for _, plan in done)
    same = "left as it is" if otherwise else "as it should be"
    return (*pieces, *fleet_line(changed, len(done), asked, word="would change", same=same))


def read_plans(path: Path) -> dict[str, Plan]:
    """The plans that ``plan --out`` wrote, by headend.

    Raises:
        PlanFileRefused: the file cannot be read, or is no such file.
    """
    try:
        file = PlanFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise PlanFileRefused(f"{path}: {error.strerror or error}") from error
    except ValidationError as error:
        hint = "make it with `headend plan --out FILE`"
        raise PlanFileRefused(f"{path}: this is no plan of this version", hint=hint) from error
    return {plan.headend: plan for plan in file.plans}


def require_plans(plans: dict[str, Plan], names: tuple[str, ...], path: Path) -> None:
    """Every headend of the run has its plan in the file.

    Raises:
        OptionsRefused: some have none.
    """
    missing = [Mistake(f"no plan for {name}", path=str(path)) for name in names if name not in plans]
    if missing:
        raise OptionsRefused(missing, hint="plan anew, or name the others with --limit")
