"""``headend drift``: has anyone changed it? For people, and for a scheduler."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from commands.drift.history import Past, past, remember, require_addresses, tell
from commands.drift.repair import put_right
from commands.drift.text import drifts_text
from commands.options import MaxDelete, Outputs, Quiet, Yes
from commands.outputs import as_json, read_outputs, write_outputs
from flexvpn.base.errors import StateUnusable
from flexvpn.drift.comparison import Drift, find_drift
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

Notify = Annotated[bool, typer.Option("--notify", help="Tell people, once per change.")]
PastRuns = Annotated[bool, typer.Option("--history", help="Show earlier runs.")]
Fix = Annotated[bool, typer.Option("--fix", help="Deploy what differs.")]
More = Annotated[list[str] | None, typer.Argument(metavar="[FORMAT:FILE]...", hidden=True)]

FORMATS: dict[str, Callable[[Document[Drift]], str]] = {
    "json": as_json,
    "md": markdown,
    "junit": junit_of_drift,
    "prom": metrics,
    "html": page,
}
RUN = "the comparison"
"""The name under which runs of `drift` keep out of each other's way."""


@command(result=Drift, documents={"drift-history": Past})
def drift(
    run: Run,
    out: Outputs = None,
    notify: Notify = False,
    history: PastRuns = False,
    fix: Fix = False,
    max_delete: MaxDelete = None,
    yes: Yes = False,
    quiet: Quiet = False,
    more: More = None,
) -> int:
    """Compare every headend with its intent. Changes nothing, unless --fix."""
    outputs = read_outputs((*(out or ()), *(more or ())), FORMATS)
    if history:
        return past(run)
    if notify:
        require_addresses(run)
    # Everything that can be wrong with the input is said before the first connection.
    if fix:
        _ = run.workspace.loaded
    else:
        run.look()

    def text(done: tuple[tuple[str, Drift], ...]) -> tuple[Piece, ...]:
        if quiet:
            return drifts_text(tuple((name, drift) for name, drift in done if drift or drift.fixed))
        return drifts_text(done, len(outcomes))

    def also(document: Document[Drift]) -> tuple[str, ...]:
        troubles = write_outputs(outputs, document)
        remember(run, document)
        if notify:
            tell(run, document)
        return troubles

    with _alone(run, changes=fix):
        outcomes = run.over_fleet("comparing", lambda link: look(run, link), keep=fix)
        if fix:
            outcomes = put_right(run, outcomes, look, yes=yes, max_delete=max_delete)
        return run.finish(outcomes, Drift, lambda drift: drift, text=text, differs=bool, also=also)


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
