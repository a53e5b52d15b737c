"""What a plan would change, told as differences: each once, under the kind of thing that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.plurals import counted
from flexvpn.ios.change import walk
from flexvpn.ios.line import begins, shown
from flexvpn.planning.consequences import only_reads_again, without_labels
from flexvpn.planning.plan import (
    ImportPkcs12,
    MergeConfig,
    Plan,
    PutFile,
    RemoveCertificate,
    RemoveFile,
)
from flexvpn.planning.section_changes import SectionChanges
from flexvpn.sections.local_users import user_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.ios.change import Change
    from flexvpn.router.condition import Condition
    from flexvpn.sections.headend import Headend


def sections(plan: Plan) -> tuple[SectionChanges, ...]:
    """Changes by section, each section once: without those of users, and without what only follows from another step.

    A profile that is uploaded is read again by lines that leave everything as it is; a certificate that is imported
    under a new label is put into its place by lines that name the label. File and certificate are named already.
    """
    labels = {step.label for step in plan.steps if isinstance(step, ImportPkcs12)}
    uploads = any(isinstance(step, PutFile) for step in plan.steps)
    changes: dict[str, list[Change]] = {}
    for step in plan.steps:
        for part in step.parts if isinstance(step, MergeConfig) else ():
            if not (uploads and only_reads_again(part)):
                others = (change for change in part.changes if not user_of(change.line))
                changes.setdefault(part.section, []).extend(without_labels(others, labels))
    return tuple(SectionChanges(name, tuple(theirs)) for name, theirs in changes.items() if theirs)


def told(changes: tuple[Change, ...]) -> Iterator[str]:
    """The lines with their parents; what goes to come back otherwise (a list, a pool) is told by what it then holds."""
    come = tuple(change.line for change in changes if not change.takes_away)
    for change in changes:
        if change.takes_away and any(begins(line, change.takes_away) for line in come):
            continue
        if not change.below:
            yield change.line
        yield from (shown((change.line, setting.line)) for _, setting in walk(change.below))


def files(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each file that differs: what a waiver calls it, and what is wrong with it."""
    for step in plan.steps:
        if isinstance(step, PutFile):
            place = f"bootflash:/{step.name}"
            yield place, f"{place} {'differs' if step.replaces else 'is missing'}"
        elif isinstance(step, RemoveFile):
            place = f"bootflash:/{step.name}"
            yield place, f"{place} is no longer wanted"


def certificates(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each certificate that is missing or left over, likewise."""
    for step in plan.steps:
        if isinstance(step, ImportPkcs12):
            name = step.trustpoint
            yield (
                f"crypto pki trustpoint {name}",
                f"{name}: the router lacks the certificate with SHA-1 {step.sha1}",
            )
        elif isinstance(step, RemoveCertificate):
            yield (
                f"crypto pki trustpoint {step.label}",
                f"{step.label}: an older generation that nothing uses",
            )


def ending(headend: Headend, state: Condition) -> Iterator[tuple[str, str]]:
    """The certificate in use, where it ends within the days that count as a failure."""
    for one in state.certificates:
        if one.in_use and one.days is not None and one.days < headend.expectations.certificate_fail_days:
            end = f"{one.until:%Y-%m-%d}"
            text = f"ended on {end}" if one.days < 0 else f"ends on {end}, in {counted(one.days, 'day')}"
            yield f"crypto pki trustpoint {one.trustpoint}", f"{one.trustpoint}: {text}"
