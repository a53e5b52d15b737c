"""Differences that are borne: which waiver holds today, and what is left of lines without those that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.usernames import user_of
from flexvpn.planning.following import blocks, only_reads_again, without_labels
from flexvpn.planning.plan import (
    AnyStep,
    ImportPkcs12,
    MergeConfig,
    Plan,
    PutFile,
    RemoveCertificate,
    RemoveFile,
    SectionLines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flexvpn.sections.expectations import Waiver


class Waived(BaseModel):
    """A difference that is borne for now."""

    model_config = FROZEN

    line: str
    reason: str
    until: str

    @classmethod
    def of(cls, line: str, waiver: Waiver) -> Waived:
        """A difference with the waiver that bears it."""
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
    sections: Iterable[SectionLines], waivers: Mapping[str, Waiver]
) -> tuple[tuple[SectionLines, ...], tuple[Waived, ...]]:
    """Take out the lines that are borne; a parent that is left without any of its children goes with them."""
    parts = tuple(sections)
    if not waivers:
        return parts, ()
    waived: list[Waived] = []
    left: list[SectionLines] = []
    for part in parts:
        kept: list[tuple[str, str]] = []
        for parent, children in blocks(part.marked()):
            rest = [one for one in children if one[1].strip() not in waivers]
            borne = [one for one in children if one[1].strip() in waivers]
            if parent[1].strip() in waivers and not rest:
                borne.insert(0, parent)
            elif rest or not children:
                kept += [parent, *rest]
            waived += [Waived.of(line.strip(), waivers[line.strip()]) for _, line in borne]
        if kept:
            left.append(with_lines(part.section, kept))
    return tuple(left), tuple(waived)


def with_lines(section: str, lines: Iterable[tuple[str, str]]) -> SectionLines:
    """The lines of a section, given with their marks."""
    pairs = tuple(lines)
    return SectionLines(
        section=section, lines=tuple(line for _, line in pairs), marks="".join(mark for mark, _ in pairs)
    )


def spare(plan: Plan, waivers: Mapping[str, Waiver]) -> Plan:
    """The same plan without what is borne, and without what only follows from it: what `drift --fix` may send."""
    if not waivers:
        return plan
    borne = _Borne.of(plan, waivers)
    steps: list[AnyStep] = []
    for step in plan.steps:
        if isinstance(step, MergeConfig):
            parts, _ = waive(filter(None, map(borne.less, step.parts)), waivers)
            if parts:
                steps.append(MergeConfig(parts=parts))
        elif not borne.names(step):
            steps.append(step)
    stay = {line.removeprefix("username ").lower() for line in waivers if line.startswith("username ")}
    ends = tuple(one for one in plan.ends if one.user.lower() not in stay)
    return plan.model_copy(update={"steps": tuple(steps), "ends": ends})


@dataclass(frozen=True, slots=True)
class _Borne:
    """What waivers name beside lines: files, certificates, users."""

    waivers: Mapping[str, Waiver]
    labels: frozenset[str]
    uploads: bool

    @classmethod
    def of(cls, plan: Plan, waivers: Mapping[str, Waiver]) -> _Borne:
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

    def less(self, part: SectionLines) -> SectionLines | None:
        """The lines of a section without those of users, files and certificates that are borne."""
        lines = list(part.marked())
        if not self.uploads and only_reads_again(part.section, lines):
            return None
        kept = [one for one in lines if f"username {user_of(one[1])}" not in self.waivers]
        kept = without_labels(kept, set(self.labels))
        return with_lines(part.section, kept) if kept else None
