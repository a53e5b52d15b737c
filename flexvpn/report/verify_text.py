"""Findings as people read them: one line per headend, detail only of what is not a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits, Finding, Status, named
from flexvpn.report.layout import Line, Piece, Table, Tone

if TYPE_CHECKING:
    from flexvpn.report.results import Verification

_GETS_IN = {"yes": Tone.GOOD, "no": Tone.BAD, "not asked": Tone.DIM}
_TONES = {Status.PASS: Tone.GOOD, Status.WARN: Tone.WARN, Status.FAIL: Tone.BAD, Status.SKIP: Tone.DIM}


def verify_text(
    results: tuple[tuple[str, Verification], ...], *, everything: bool = False
) -> tuple[Piece, ...]:
    """A table over the fleet, then what needs a person; with ``everything`` each finding."""
    rows = tuple(
        (
            Line(name, Tone.TITLE),
            *(Line(str(result.count(status) or ""), tone) for status, tone in _TONES.items()),
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


def finding_text(finding: Finding) -> tuple[Line, ...]:
    """One finding, with its next step below."""
    waived = f" (waived: {finding.waived})" if finding.waived else ""
    first = Line(
        f"  {finding.status:<4}  {finding.check}: {finding.evidence}{waived}", _TONES[finding.status]
    )
    return (first, Line(f"        -> {finding.next_step}", Tone.DIM)) if finding.next_step else (first,)


def failures_text(findings: tuple[Finding, ...]) -> tuple[Line, ...]:
    """What fails, and what keeps everybody out though somebody has agreed to bear it."""
    return tuple(
        line
        for finding in findings
        if not finding.ok or finding.admits is Admits.NOBODY
        for line in finding_text(finding)
    )


def _word(result: Verification) -> str:
    """``old clients only (offers)``: what the findings say, and which of them."""
    if not result.because:
        return result.users_get_in
    return f"{result.users_get_in} ({named(result.because)})"
