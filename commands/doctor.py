"""``headend doctor``: is a headend fit for a push, and what did earlier ones leave? ``--prepare`` mends what it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Yes
from flexvpn.base.errors import HeadendFailed
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.ios.files import on_flash
from flexvpn.planning.planner import build_plan
from flexvpn.planning.preflight import prepare_lines
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.router.unused_certificates import unused_certificates
from stores.clock import now
from stores.lock import hold
from tasks.change.prepare_headend import prepare_headend, prepared
from tasks.read.inspect_headend import inspect_headend
from tasks.read.leftovers import find_leftovers
from tasks.read.preflight import preflight

if TYPE_CHECKING:
    from tasks.session.link import Link
    from tasks.session.run import Run

Prepare = Annotated[bool, typer.Option("--prepare", help="Send what is missing, once agreed.")]


class Trouble(BaseModel):
    """One reason not to push, and what mends it."""

    model_config = FROZEN

    what: str
    mend: str
    lines: tuple[str, ...] = ()


class Diagnosis(BaseModel):
    """What keeps a headend from being deployed to, and what earlier pushes left."""

    model_config = FROZEN

    release: str
    troubles: tuple[Trouble, ...] = ()
    leftovers: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """True where something has to be mended before a push."""
        return bool(self.troubles)


@command(result=Diagnosis)
def doctor(run: Run, prepare: Prepare = False, yes: Yes = False) -> int:
    """Say whether routers are fit for a push, and what mends them."""
    _ = run.workspace.look()
    outcomes = run.over_fleet("examining", lambda link: diagnose(run, link), keep=prepare)
    missing = {
        outcome.headend: outcome.value.prepare
        for outcome in outcomes
        if outcome.value is not None and outcome.value.prepare
    }
    if prepare and missing:
        run.console.show(_to_send(missing))
        run.agree(f"Send these lines to {len(missing)} of {counted(len(outcomes), 'headend')}?", yes=yes)
        outcomes = run.over_fleet(
            "preparing", lambda link: _mend(run, link, missing.get(link.headend, ())), changes=True
        )
    return run.finish(outcomes, Diagnosis, lambda diagnosis: diagnosis, text=doctor_text, differs=bool)


def diagnose(run: Run, link: Link, max_delete: int | None = None) -> Diagnosis:
    """Everything that stands in the way of a push to one headend; ``max_delete`` removals of users are agreed to.

    Raises:
        HeadendFailed: it cannot be read.
    """
    workspace = run.workspace
    headend, loaded = workspace.headend(link.headend), workspace.loaded[link.headend]
    inspection = inspect_headend(link, loaded.materials.files)
    plan = build_plan(headend, workspace.materials(inspection), inspection.observation)
    reasons = preflight(link, headend, plan, inspection, now(), loaded.identities, max_delete)
    left = find_leftovers(link, inspection.observation, loaded.materials.files)
    unused = unused_certificates(loaded.materials.identities, inspection.observation, now())
    return Diagnosis(
        release=str(inspection.observation.release),
        troubles=(
            *(Trouble(what=mistake.what, mend=mistake.hint) for mistake in loaded.unfit),
            *(Trouble(what=reason.what, mend=reason.mend, lines=reason.lines) for reason in reasons),
        ),
        leftovers=tuple(
            f"{on_flash(leftover.name)}: {leftover.what} (the next deploy removes it)"
            if leftover.name
            else leftover.what
            for leftover in left
        )
        + unused,
        prepare=prepare_lines(reasons),
    )


def _mend(run: Run, link: Link, lines: tuple[str, ...]) -> Diagnosis:
    with hold(run.workspace.state.locks, link.headend, doing=run.command, now=now):
        if not lines:
            return diagnose(run, link)
        prepare_headend(link, lines)
        try:
            return diagnose(run, link)
        except HeadendFailed as error:
            raise error.leaving(prepared(lines)) from error


def _to_send(missing: dict[str, tuple[str, ...]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name, lines in missing.items():
        pieces.append(Line(f"{name}: to be sent", Tone.TITLE))
        pieces += [Line(f"    + {line}", Tone.ADD) for line in lines]
    return tuple(pieces)


def doctor_text(done: tuple[tuple[str, Diagnosis], ...]) -> tuple[Piece, ...]:
    """Each headend: fit, or why not and what to do."""
    pieces: list[Piece] = []
    for name, diagnosis in done:
        if diagnosis:
            pieces.append(Line(f"{name} ({diagnosis.release}): not fit for a push", Tone.BAD))
        else:
            pieces.append(Line(f"{name} ({diagnosis.release}): fit for a push", Tone.GOOD))
        for trouble in diagnosis.troubles:
            pieces.append(Line(f"  - {trouble.what}", Tone.WARN))
            pieces.append(Line(f"    -> {trouble.mend}", Tone.DIM))
        pieces += [Line(f"  left over: {text}", Tone.WARN) for text in diagnosis.leftovers]
        if diagnosis.prepare:
            pieces.append(Line("  `headend doctor --prepare` sends what is missing", Tone.DIM))
    return tuple(pieces)
