"""``verify``: the checks, with evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from commands.outputs import as_json, read_outputs, write_outputs
from flexvpn.checks import GATES, Subject, chosen, examine
from flexvpn.report.junit import junit_of_verify
from flexvpn.report.results import Verification
from flexvpn.report.verify_text import verify_text
from stores.clock import now
from tasks.read.inspect_for_checks import inspect_for_checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flexvpn.base.finding import Finding
    from flexvpn.checks import Check
    from flexvpn.report.document import Document
    from flexvpn.report.layout import Piece
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link
    from tasks.session.run import Run
    from tasks.session.workspace import Workspace


def findings(workspace: Workspace, inspection: Inspection, checks: tuple[Check, ...]) -> tuple[Finding, ...]:
    """What these checks find on one headend."""
    host = workspace.host(inspection.headend)
    subject = Subject(host.headend, inspection, workspace.materials(inspection), now(), host.barred)
    return examine(subject, checks)


@dataclass(frozen=True, slots=True)
class Choices:
    """What to prove, and how to say it.

    Attributes:
        only: names of checks; none means all.
        out: ``FORMAT:FILE``.
        strict: a warning counts as a failure.
        everything: show what passes, too.
        quiet: show only headends that need a person.
    """

    only: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    strict: bool = False
    everything: bool = False
    quiet: bool = False

    @classmethod
    def of(
        cls, words: Iterable[str], out: Iterable[str], *, strict: bool, everything: bool, quiet: bool
    ) -> Choices:
        """As they were typed: ``--only A B``, ``--only A,B``, ``--out junit:FILE json:FILE``."""
        typed = tuple(words)
        names = (name for word in typed if ":" not in word for name in word.split(",") if name)
        outputs = (*out, *(word for word in typed if ":" in word))
        return cls(tuple(names), outputs, strict, everything, quiet)


def verify(run: Run, choices: Choices) -> int:
    """Run the checks on every headend; 2 where one fails, with ``strict`` where one warns.

    Raises:
        OptionsRefused: a check or an output that there is not.
    """
    workspace = run.workspace
    checks = chosen(choices.only)
    formats: dict[str, Callable[[Document[Verification]], str]] = {
        "json": as_json,
        "junit": partial(junit_of_verify, strict=choices.strict),
    }
    outputs = read_outputs(choices.out, formats)
    run.look()
    files = {name: loaded.materials.files for name, loaded in workspace.loaded.items()}

    def work(link: Link) -> Verification:
        inspection = inspect_for_checks(link, files[link.headend], checks)
        return Verification.of(findings(workspace, inspection, checks), GATES)

    def text(done: tuple[tuple[str, Verification], ...]) -> tuple[Piece, ...]:
        shown = tuple(
            one
            for one in done
            if not choices.quiet or one[1].failed(strict=True) or one[1].users_get_in == "no"
        )
        return verify_text(shown, everything=choices.everything) if shown or not choices.quiet else ()

    def also(document: Document[Verification]) -> tuple[str, ...]:
        return write_outputs(outputs, document)

    outcomes = run.over_fleet("verifying", work)
    return run.finish(
        outcomes,
        Verification,
        lambda one: one,
        text=text,
        differs=lambda one: one.failed(strict=choices.strict),
        also=also,
    )
