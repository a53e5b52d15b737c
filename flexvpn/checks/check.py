"""What a check is: a pure function from an inspection to verdicts, with a name, a section and the commands it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from flexvpn.base.errors import NotAsked, NotUnderstood
from flexvpn.base.finding import Admits, Finding, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from flexvpn.facts.reader import Facts, Reader
    from flexvpn.ios.config import Block, Config
    from flexvpn.router.inspection import Inspection
    from flexvpn.router.materials import Materials
    from flexvpn.sections.headend import Headend

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Subject:
    """What checks look at: the intent with its materials, one inspection, and the present.

    Attributes:
        headend: the intent.
        inspection: of the router.
        materials: files, certificates' fingerprints and secrets of the intent, for comparing.
        now: the present, with a time zone.
        barred: users whom users.yaml names and who may not connect today, each with the reason.
    """

    headend: Headend
    inspection: Inspection
    materials: Materials = field(repr=False)
    now: datetime
    barred: Mapping[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """Running-config."""
        return self.inspection.observation.config

    def block(self, line: str) -> Block | None:
        """The block of running-config with this line, whatever IOS-XE adds behind it (``type tunnel``)."""
        return self.config.block(line) or next(iter(self.config.starting(f"{line} ")), None)

    def facts(self, reader: Reader[R]) -> Facts[R]:
        """The facts of one command.

        Raises:
            NotAsked: the inspection did not ask the command.
            NotUnderstood: its output cannot be read.
        """
        if not self.inspection.asked(reader.command):
            raise NotAsked(self.headend.name, reader.command, "this inspection did not ask for it")
        return self.inspection.facts(reader)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of a check; `Check.findings` adds the check's name.

    ``admits`` says who gets in, where that differs from the usual: with a failed gate nobody, otherwise everybody.
    """

    status: Status
    evidence: str
    next_step: str = ""
    admits: Admits | None = None


def passed(evidence: str) -> Verdict:
    """It is proved."""
    return Verdict(Status.PASS, evidence)


def warned(evidence: str, next_step: str, admits: Admits | None = None) -> Verdict:
    """It is true, but not for long or not everywhere; or it cannot be proved."""
    return Verdict(Status.WARN, evidence, next_step, admits)


def failed(evidence: str, next_step: str, admits: Admits | None = None) -> Verdict:
    """It is proved wrong."""
    return Verdict(Status.FAIL, evidence, next_step, admits)


def skipped(evidence: str) -> Verdict:
    """There is nothing to prove."""
    return Verdict(Status.SKIP, evidence)


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: stable, as ``verify --only`` takes it.
        section: the field of the headend that it proves; empty for the router as a whole.
        proves: one line for people.
        look: the check itself.
        asks: commands whose output it reads, besides running-config and the files.
        gate: a log-in depends on what it proves.
    """

    name: str
    section: str
    proves: str
    look: Callable[[Subject], Iterator[Verdict]]
    asks: tuple[str, ...] = ()
    gate: bool = False

    def findings(self, subject: Subject) -> tuple[Finding, ...]:
        """Every finding of this check, at least one; output that cannot be read is a finding, not an exception."""
        try:
            verdicts = tuple(self.look(subject)) or (skipped("nothing to prove"),)
        except NotAsked as error:
            verdicts = (skipped(f"not asked: {error.step}"),)
        except NotUnderstood as error:
            text = f"cannot be proved: {error.step}: {error.what}"
            verdicts = (warned(text, "`headend support` collects what the router printed", Admits.UNSURE),)
        return tuple(
            Finding(
                check=self.name,
                section=self.section,
                status=verdict.status,
                evidence=verdict.evidence,
                next_step=verdict.next_step,
                admits=self._admits(verdict),
            )
            for verdict in verdicts
        )

    def _admits(self, verdict: Verdict) -> Admits:
        if not self.gate:
            return Admits.ALL
        if verdict.admits is not None:
            return verdict.admits
        return Admits.NOBODY if verdict.status is Status.FAIL else Admits.ALL
