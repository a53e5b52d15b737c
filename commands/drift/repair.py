"""``drift --fix``: what differs is pushed as `deploy` pushes, and compared once more; what is borne stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.deploy import Choices, batches, push
from commands.doctor import diagnose
from flexvpn.base.errors import HeadendFailed, NotFinished, PlanStale
from flexvpn.base.plurals import counted
from flexvpn.planning.waivers import held
from flexvpn.report.drift_text import drifts_text
from stores.clock import now
from stores.lock import hold
from tasks.change.debug import end_left_debugging
from tasks.change.prepare_headend import prepare_headend, prepared
from tasks.change.save import save
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.outcome import Outcome
    from flexvpn.drift.comparison import Drift
    from flexvpn.planning.push import PushOutcome
    from tasks.session.link import Link
    from tasks.session.run import Run


def fix(
    run: Run,
    outcomes: tuple[Outcome[Drift], ...],
    look: Callable[[Run, Link], Drift],
    *,
    yes: bool,
    max_delete: int | None = None,
) -> tuple[Outcome[Drift], ...]:
    """Put right what a push can, canary first and batch by batch.

    Returns:
        All outcomes, of those that were put right the new ones; `Drift.fixed` says what is gone.

    Where somebody was asked, what was shown binds: a headend that differs in anything else by then is left as it is.

    Raises:
        QuestionUnanswered: nobody agreed.
    """
    found = {one.headend: one.value for one in outcomes if one.value is not None and _can(one.value)}
    if not found:
        return outcomes
    if not yes:
        run.console.show(drifts_text(tuple(found.items())))
        many = len(found)
        run.agree(f"Put {counted(many, 'headend')} right?", yes=False)

    def work(link: Link) -> Drift:
        if not yes and look(run, link).digest() != found[link.headend].digest():
            what = "what differs is not what was shown and agreed to; nothing was applied"
            raise PlanStale(link.headend, "drift", what, hint="the same command again shows what differs now")
        return _put_right(run, link, found[link.headend], look, Choices(max_delete=max_delete))

    after = run.over_fleet(
        "putting right",
        work,
        batches(run),
        only=tuple(found),
        changes=True,
        proved=lambda drift: not drift.shut,
    )
    new = {one.headend: one for one in after}
    return tuple(new.get(one.headend, one) for one in outcomes)


def _can(found: Drift) -> bool:
    return found.fixable or bool(found.unsaved)


def _put_right(
    run: Run, link: Link, found: Drift, look: Callable[[Run, Link], Drift], choices: Choices
) -> Drift:
    pushed = _push(run, link, found, choices) if found.fixable else None
    try:
        after = look(run, link)
        if after.unsaved:
            with hold(run.workspace.state.locks, link.headend, doing=run.command, now=now):
                # Nothing of a debug is ever saved.
                end_left_debugging(link, inspect_headend(link).observation.config)
                save(link)
            after = look(run, link)
    except HeadendFailed as error:
        done = "what differed was put right and confirmed" if found.fixable else "running-config is as it was"
        raise error.leaving(f"{done}; whether all of it is saved is not known") from error
    left = set(after.differences())
    gone = tuple(
        f"{kind.replace('_', ' ')}: {text}" for kind, text in found.differences() if (kind, text) not in left
    )
    if pushed is None:
        return after.model_copy(update={"fixed": gone})
    unfinished = (f"not finished: {text}; the next run tries again" for text in pushed.unfinished)
    shut = tuple(f"{one.check}: {one.evidence}" for one in pushed.findings if one.shuts)
    return after.model_copy(update={"fixed": gone, "notes": (*after.notes, *unfinished), "shut": shut})


def _push(run: Run, link: Link, found: Drift, choices: Choices) -> PushOutcome:
    """Push what differs, and what it needs itself before it."""
    sent = _prepare(run, link, found, choices.max_delete)
    waivers = run.workspace.headend(link.headend).expectations.waivers
    try:
        return push(run, link, choices=choices, borne=held(waivers, now().date()))
    except NotFinished as error:
        # Nothing of the configuration differs any more: another comparison would find nothing to do.
        usual = "`headend deploy` saves and records it, and removes what is left"
        hint = usual if error.hint == error.advice else error.hint
        raise error.leaving("", hint=hint) from error
    except HeadendFailed as error:
        raise error.leaving(prepared(sent)) from error


def _prepare(run: Run, link: Link, found: Drift, max_delete: int | None) -> tuple[str, ...]:
    """Send beforehand what has drifted of that which a push itself needs: the SCP server, the archive.

    Nothing where something else stands in the push's way: it is refused then, and nothing was changed.
    """
    named = {line for part in found.sections if part.section == "administration" for line in part.lines}
    if not named:
        return ()
    with hold(run.workspace.state.locks, link.headend, doing=run.command, now=now):
        diagnosis = diagnose(run, link, max_delete)
        if any(not trouble.lines for trouble in diagnosis.troubles):
            return ()
        lines = tuple(line for line in diagnosis.prepare if line in named)
        if lines:
            prepare_headend(link, lines)
        return lines
