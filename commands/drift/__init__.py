"""``drift``: has anyone changed it? For people, and for a scheduler."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commands.drift.history import past, remember, require_addresses, tell
from commands.drift.repair import fix
from commands.outputs import Output, as_json, read_outputs, write_outputs
from flexvpn.base.errors import StateUnusable
from flexvpn.drift.comparison import Drift, find_drift
from flexvpn.report.drift_text import drifts_text
from flexvpn.report.junit import junit_of_drift
from flexvpn.report.layout import Tone
from flexvpn.report.markdown import markdown
from flexvpn.report.page import page
from flexvpn.report.prometheus import metrics
from stores.clock import now
from stores.lock import hold
from tasks.read.inspect_for_drift import inspect_for_drift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flexvpn.report.document import Document
    from flexvpn.report.layout import Piece
    from tasks.session.link import Link
    from tasks.session.run import Run

FORMATS: dict[str, Callable[[Document[Drift]], str]] = {
    "json": as_json,
    "md": markdown,
    "junit": junit_of_drift,
    "prom": metrics,
    "html": page,
}
RUN = "the comparison"
"""The name under which runs of `drift` keep out of each other's way."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How to compare.

    Attributes:
        out: ``FORMAT:FILE``.
        notify: tell people what is new.
        history: show earlier runs instead.
        fix: put right what differs.
        yes: agreed to beforehand.
        quiet: say nothing of headends that are in sync.
        max_delete: so many users may go from one headend; None for what needs no agreement.
    """

    out: tuple[str, ...] = ()
    notify: bool = False
    history: bool = False
    fix: bool = False
    yes: bool = False
    quiet: bool = False
    max_delete: int | None = None


def drift(run: Run, choices: Choices) -> int:
    """Compare every headend with its intent; 2 where one differs.

    Raises:
        OptionsRefused: an output that cannot be, or nobody to notify.
        Busy: another run is at work; it will say what this one would have said.
    """
    outputs = read_outputs(choices.out, FORMATS)
    if choices.history:
        return past(run)
    if choices.notify:
        require_addresses(run)
    # Everything that can be wrong with the input is said before the first connection.
    if choices.fix:
        _ = run.workspace.loaded
    else:
        run.look()
    with _alone(run, changes=choices.fix):
        return _run(run, choices, outputs)


@contextmanager
def _alone(run: Run, *, changes: bool) -> Iterator[None]:
    """No other run meanwhile. A state folder that takes no lock keeps nobody from a comparison, which changes nothing.

    Raises:
        Busy: another run is at work.
        StateUnusable: no lock can be had, and something is to be changed.
    """
    with ExitStack() as held:
        try:
            held.enter_context(hold(run.workspace.state.locks, RUN, doing=run.command, now=now))
        except StateUnusable as error:
            if changes:
                raise
            run.console.say(f"{error.message}; compared all the same, without a lock", Tone.WARN)
        yield


def look(run: Run, link: Link) -> Drift:
    """Compare one headend; nothing is changed."""
    workspace = run.workspace
    host = workspace.host(link.headend)
    inspection = inspect_for_drift(link, workspace.loaded[link.headend].materials.files)
    materials = workspace.materials(inspection)
    return find_drift(host.headend, materials, inspection, now(), us=host.login.username, barred=host.barred)


def _run(run: Run, choices: Choices, outputs: tuple[Output[Drift], ...]) -> int:
    outcomes = run.over_fleet("comparing", lambda link: look(run, link), keep=choices.fix)
    if choices.fix:
        outcomes = fix(run, outcomes, look, yes=choices.yes, max_delete=choices.max_delete)

    def text(done: tuple[tuple[str, Drift], ...]) -> tuple[Piece, ...]:
        if choices.quiet:
            return drifts_text(tuple(one for one in done if one[1] or one[1].fixed))
        return drifts_text(done, len(outcomes))

    def also(document: Document[Drift]) -> tuple[str, ...]:
        troubles = write_outputs(outputs, document)
        remember(run, document)
        if choices.notify:
            tell(run, document)
        return troubles

    return run.finish(outcomes, Drift, lambda one: one, text=text, differs=bool, also=also)
