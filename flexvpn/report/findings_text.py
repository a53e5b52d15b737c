"""Findings as people read them, each with its next step below."""

from __future__ import annotations

from flexvpn.base.finding import Admits, Finding, Status
from flexvpn.report.layout import Line, Tone

TONES = {Status.PASS: Tone.GOOD, Status.WARN: Tone.WARN, Status.FAIL: Tone.BAD, Status.SKIP: Tone.DIM}


def finding_text(finding: Finding) -> tuple[Line, ...]:
    """One finding, with its next step below."""
    waived = f" (waived: {finding.waived})" if finding.waived else ""
    first = Line(f"  {finding.status:<4}  {finding.check}: {finding.evidence}{waived}", TONES[finding.status])
    return (first, Line(f"        -> {finding.next_step}", Tone.DIM)) if finding.next_step else (first,)


def failures_text(findings: tuple[Finding, ...]) -> tuple[Line, ...]:
    """What fails, and what keeps everybody out although it is waived."""
    return tuple(
        line
        for finding in findings
        if not finding.ok or finding.admits is Admits.NOBODY
        for line in finding_text(finding)
    )
