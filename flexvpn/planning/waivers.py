"""Differences that are waived: which waiver holds today, and what is left of changes without those that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.planning.consequences import only_reads_again, without_labels
from flexvpn.planning.plan import (
    AnyStep,
    ImportPkcs12,
    MergeConfig,
    Plan,
    PutFile,
    RemoveCertificate,
    RemoveFile,
)
from flexvpn.planning.section_changes import SectionChanges
from flexvpn.sections.headend import Headend
from flexvpn.sections.local_users import USER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flexvpn.ios.change import Change
    from flexvpn.sections.expectations import Waiver


class Waived(BaseModel):
    """A difference that is waived for now."""

    model_config = FROZEN

    line: str
    reason: str
    until: str

    @classmethod
    def of(cls, line: str, waiver: Waiver) -> Waived:
        """A difference with the waiver that names it."""
        return cls(line=line, reason=waiver.reason, until=waiver.until.isoformat())


def held(waivers: Iterable[Waiver], today: date) -> dict[str, Waiver]:
    """The waivers that hold today, by the line that they name."""
    return {waiver.line.strip(): waiver for waiver in waivers if waiver.line and waiver.holds(today)}


def lapsed(waivers: Iterable[Waiver], today: date) -> dict[str, Waiver]:
    """Those whose day is over, likewise, unless another took their place."""
    given = tuple(waivers)
    over = {waiver.line.strip(): waiver for waiver in given if waiver.line and not waiver.holds(today)}
    return {line: waiver for line, waiver in over.items() if line not in held(given, today)}


def waive(
    sections: Iterable[SectionChanges], waivers: Mapping[str, Waiver]
) -> tuple[tuple[SectionChanges, ...], tuple[Waived, ...]]:
    """Take out the changes that are waived; a block that is left without any change in it goes with them."""
    parts = tuple(sections)
    if not waivers:
        return parts, ()
    waived: list[Waived] = []
    left: list[SectionChanges] = []
    for part in parts:
        kept: list[Change] = []
        for change in part.changes:
            rest = tuple(setting for setting in change.below if setting.line not in waivers)
            lines = [setting.line for setting in change.below if setting.line in waivers]
            if change.line in waivers and not rest:
                lines.insert(0, change.line)
            elif rest or not change.below:
                kept.append(replace(change, below=rest))
            waived += [Waived.of(line, waivers[line]) for line in lines]
        if kept:
            left.append(SectionChanges(part.section, tuple(kept)))
    return tuple(left), tuple(waived)


def spare(plan: Plan, waivers: Mapping[str, Waiver]) -> Plan:
    """The same plan without what is waived, and without what only follows from it: what `drift --fix` may send."""
    if not waivers:
        return plan
    beside = _Beside.of(plan, waivers)
    steps: list[AnyStep] = []
    for step in plan.steps:
        if isinstance(step, MergeConfig):
            parts, _ = waive(filter(None, map(beside.less, step.parts)), waivers)
            if parts:
                steps.append(MergeConfig(parts=parts))
        elif not beside.names(step):
            steps.append(step)
    stay = waived_users(waivers)
    ends = tuple(one for one in plan.ends if one.user.lower() not in stay)
    return plan.model_copy(update={"steps": tuple(steps), "ends": ends})


def waived_users(waivers: Iterable[str]) -> frozenset[str]:
    """The users whom waivers name as a whole, in lower case, given by the lines that they name."""
    refs = (ref for line in waivers if (ref := Headend.subject_of(line)) and Headend.naming(ref) == line)
    return frozenset(ref.name.lower() for ref in refs if ref.kind == USER)


def _naming(change: Change) -> str:
    """How a waiver names the object that a change is about, as a whole; empty where it is about no such object."""
    ref = Headend.subject_of(change.line)
    return Headend.naming(ref) if ref else ""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What waivers name beside lines: files, certificates, users."""

    waivers: Mapping[str, Waiver]
    labels: frozenset[str]
    uploads: bool

    @classmethod
    def of(cls, plan: Plan, waivers: Mapping[str, Waiver]) -> _Beside:
        empty = cls(waivers, frozenset(), uploads=False)
        kept = [step for step in plan.steps if not empty.names(step)]
        labels = {step.label for step in plan.steps if isinstance(step, ImportPkcs12) and empty.names(step)}
        return cls(waivers, frozenset(labels), any(isinstance(step, PutFile) for step in kept))

    def names(self, step: AnyStep) -> bool:
        """True where a waiver names what this step is about, in the words of `Waiver.line`."""
        if isinstance(step, PutFile | RemoveFile):
            return f"bootflash:/{step.name}" in self.waivers
        if isinstance(step, ImportPkcs12 | RemoveCertificate):
            name = step.trustpoint if isinstance(step, ImportPkcs12) else step.label
            return f"crypto pki trustpoint {name}" in self.waivers
        return False

    def less(self, part: SectionChanges) -> SectionChanges | None:
        """The changes of a section without those of users, files and certificates that are waived."""
        if not self.uploads and only_reads_again(part):
            return None
        kept = [change for change in part.changes if _naming(change) not in self.waivers]
        changes = without_labels(kept, set(self.labels))
        return SectionChanges(part.section, changes) if changes else None
