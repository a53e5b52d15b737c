"""``headend drift --fix``: what differs is pushed as `deploy` does, and compared once more; what is waived stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.deploy import Choices, batches, push
from commands.doctor import diagnose
from commands.drift.text import drifts_text
from flexvpn.base.errors import HeadendFailed, NotFinished, PlanStale
from flexvpn.base.plurals import counted
from flexvpn.planning.waivers import held
from stores.clock import now
from stores.lock import hold
from tasks.change.prepare_headend import prepare_headend, prepared
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.outcome import Outcome
    from flexvpn.drift.comparison import Drift
    from flexvpn.planning.push import PushOutcome
    from tasks.session.link import Link
    from tasks.session.run import Run


def put_right(
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
    shown = {
        outcome.headend: outcome.value
        for outcome in outcomes
        if outcome.value is not None and _can_be_put_right(outcome.value)
    }
    if not shown:
        return outcomes
    if not yes:
        run.console.show(drifts_text(tuple(shown.items())))
        many = len(shown)
        run.agree(f"Put {counted(many, 'headend')} right?", yes=False)

    def work(link: Link) -> Drift:
        if not yes and look(run, link).digest() != shown[link.headend].digest():
            why = "what differs is not what was shown and agreed to; nothing was applied"
            raise PlanStale(link.headend, "drift", why, hint="the same command again shows what differs now")
        return _put_right(run, link, shown[link.headend], look, Choices(max_delete=max_delete))

    after = run.over_fleet(
        "putting right",
        work,
        batches(run),
        only=tuple(shown),
        changes=True,
        proved=lambda drift: not drift.shut,
    )
    new = {outcome.headend: outcome for outcome in after}
    return tuple(new.get(outcome.headend, outcome) for outcome in outcomes)


def _can_be_put_right(drift: Drift) -> bool:
    return drift.fixable or bool(drift.unsaved)


def _put_right(
    run: Run, link: Link, shown: Drift, look: Callable[[Run, Link], Drift], choices: Choices
) -> Drift:
    from tasks.change.debug import end_left_debugging
    from tasks.change.save import save

    pushed = _push(run, link, shown, choices) if shown.fixable else None
    try:
        after = look(run, link)
        if after.unsaved:
            with hold(run.workspace.state.locks, link.headend, doing=run.command, now=now):
                # Nothing of a debug is ever saved.
                end_left_debugging(link, inspect_headend(link).observation.config)
                save(link)
            after = look(run, link)
    except HeadendFailed as error:
        done = "what differed was put right and confirmed" if shown.fixable else "running-config is as it was"
        raise error.leaving(f"{done}; whether all of it is saved is not known") from error
    left = set(after.differences())
    gone = tuple(
        f"{kind.replace('_', ' ')}: {text}" for kind, text in shown.differences() if (kind, text) not in left
    )
    if pushed is None:
        return after.model_copy(update={"fixed": gone})
    unfinished = (f"not finished: {text}; the next run tries again" for text in pushed.unfinished)
    shut = tuple(f"{finding.check}: {finding.evidence}" for finding in pushed.findings if finding.shuts)
    return after.model_copy(update={"fixed": gone, "notes": (*after.notes, *unfinished), "shut": shut})


def _push(run: Run, link: Link, shown: Drift, choices: Choices) -> PushOutcome:
    """Push what differs, and what it needs itself before it."""
    sent = _prepare(run, link, shown, choices.max_delete)
    waivers = run.workspace.headend(link.headend).expectations.waivers
    try:
        return push(run, link, choices=choices, waived=held(waivers, now().date()))
    except NotFinished as error:
        # Nothing of the configuration differs any more: another comparison would find nothing to do.
        usual = "`headend deploy` saves and records it, and removes what is left"
        hint = usual if error.hint == error.advice else error.hint
        raise error.leaving("", hint=hint) from error
    except HeadendFailed as error:
        raise error.leaving(prepared(sent)) from error


def _prepare(run: Run, link: Link, shown: Drift, max_delete: int | None) -> tuple[str, ...]:
    """Send beforehand what has drifted of that which a push itself needs: the SCP server, the archive.

    Nothing where something else stands in the push's way: it is refused then, and nothing was changed.
    """
    named = {line for part in shown.sections if part.section == "administration" for line in part.lines}
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
