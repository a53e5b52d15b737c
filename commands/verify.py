"""``headend verify``: the checks, with evidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from commands.options import Outputs, Quiet, Strict
from commands.outputs import as_json, read_outputs, write_outputs
from flexvpn.base.finding import Status, named
from flexvpn.checks import GATES, Subject, chosen, examine
from flexvpn.report.findings_text import TONES, finding_text
from flexvpn.report.junit import junit_of_verify
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.report.results import Verification
from stores.clock import now
from tasks.read.inspect_for_checks import inspect_for_checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.base.finding import Finding
    from flexvpn.checks import Check
    from flexvpn.report.document import Document
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link
    from tasks.session.run import Run
    from tasks.session.workspace import Workspace

Only = Annotated[list[str] | None, typer.Option("--only", metavar="CHECK,…", help="Only these checks.")]
Everything = Annotated[bool, typer.Option("--all", help="Show what passes, too.")]
More = Annotated[list[str] | None, typer.Argument(metavar="[CHECK|FORMAT:FILE]...", hidden=True)]

_GETS_IN = {"yes": Tone.GOOD, "no": Tone.BAD, "not asked": Tone.DIM}


def findings(workspace: Workspace, inspection: Inspection, checks: tuple[Check, ...]) -> tuple[Finding, ...]:
    """What these checks find on one headend."""
    host = workspace.host(inspection.headend)
    subject = Subject(host.headend, inspection, workspace.materials(inspection), now(), host.barred)
    return examine(subject, checks)


@command(result=Verification)
def verify(
    run: Run,
    only: Only = None,
    everything: Everything = False,
    strict: Strict = False,
    quiet: Quiet = False,
    out: Outputs = None,
    more: More = None,
) -> int:
    """Prove that users would get in now, and as it was meant."""
    # As they were typed: `--only A B`, `--only A,B`, `--out junit:FILE json:FILE`.
    words = (*(only or ()), *(more or ()))
    names = tuple(name for word in words if ":" not in word for name in word.split(",") if name)
    files_named = (*(out or ()), *(word for word in words if ":" in word))
    workspace = run.workspace
    checks = chosen(names)
    formats: dict[str, Callable[[Document[Verification]], str]] = {
        "json": as_json,
        "junit": partial(junit_of_verify, strict=strict),
    }
    outputs = read_outputs(files_named, formats)
    run.look()
    files = {name: loaded.materials.files for name, loaded in workspace.loaded.items()}

    def work(link: Link) -> Verification:
        inspection = inspect_for_checks(link, files[link.headend], checks)
        return Verification.of(findings(workspace, inspection, checks), GATES)

    def text(done: tuple[tuple[str, Verification], ...]) -> tuple[Piece, ...]:
        shown = tuple(
            (name, verification)
            for name, verification in done
            if not quiet or verification.failed(strict=True) or verification.users_get_in == "no"
        )
        return verify_text(shown, everything=everything) if shown or not quiet else ()

    def also(document: Document[Verification]) -> tuple[str, ...]:
        return write_outputs(outputs, document)

    outcomes = run.over_fleet("verifying", work)
    return run.finish(
        outcomes,
        Verification,
        lambda verification: verification,
        text=text,
        differs=lambda verification: verification.failed(strict=strict),
        also=also,
    )


def verify_text(
    results: tuple[tuple[str, Verification], ...], *, everything: bool = False
) -> tuple[Piece, ...]:
    """A table over the fleet, then what needs a person; with ``everything`` each finding."""
    rows = tuple(
        (
            Line(name, Tone.TITLE),
            *(Line(str(result.count(status) or ""), tone) for status, tone in TONES.items()),
            Line(_word(result), _GETS_IN.get(result.users_get_in, Tone.WARN)),
        )
        for name, result in results
    )
    pieces: list[Piece] = [Table(("headend", "pass", "warn", "fail", "skip", "users get in"), rows)]
    for name, result in results:
        shown = [
            finding
            for finding in result.findings
            if everything or finding.status in {Status.WARN, Status.FAIL}
        ]
        if shown:
            pieces.append(Line(name, Tone.TITLE))
            pieces += [line for finding in shown for line in finding_text(finding)]
    return tuple(pieces)


def _word(result: Verification) -> str:
    """``old clients only (offers)``: what the findings say, and which of them."""
    if not result.because:
        return result.users_get_in
    return f"{result.users_get_in} ({named(result.because)})"
