"""The answer of one check, and what all answers together say about whether users get in."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable

GetIn = Literal["yes", "not all users", "old clients only", "unsure", "no", "not asked"]


class Status(StrEnum):
    """PASS: proved right. WARN: right, but not for long or not everywhere, or not provable. FAIL: proved wrong.

    SKIP: there is nothing to prove, by the intent or at this moment.
    """

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Admits(StrEnum):
    """Who can log in now, as far as one finding says, from best to worst."""

    ALL = ""
    SOME = "not all users"
    OLD = "old clients only"
    UNSURE = "unsure"
    NOBODY = "no"


_WORDS: dict[Admits, GetIn] = {
    Admits.ALL: "yes",
    Admits.SOME: "not all users",
    Admits.OLD: "old clients only",
    Admits.UNSURE: "unsure",
    Admits.NOBODY: "no",
}
_FEW = 3


class Finding(BaseModel):
    """What one check found on one headend.

    Attributes:
        check: the check's stable name.
        status: see `Status`.
        evidence: the line or the value that proves it; no secret.
        next_step: what to do; empty where nothing is to be done.
        section: the field of the headend that the check proves; empty for checks of the router as a whole.
        waived: reason and last day of the waiver, if a failure is waived; the finding then counts as a warning.
        admits: who can log in now; empty where it keeps nobody out.
    """

    model_config = FROZEN

    check: str
    status: Status
    evidence: str
    next_step: str = ""
    section: str = ""
    waived: str = ""
    admits: Admits = Admits.ALL

    @property
    def ok(self) -> bool:
        """True where nothing is proved wrong."""
        return self.status is not Status.FAIL

    @property
    def shuts(self) -> bool:
        """True for a failure that is not waived and keeps all users out."""
        return not self.ok and self.admits is Admits.NOBODY

    def __str__(self) -> str:
        """``fail pool-free: ACPool has 0 of 6 addresses free``."""
        return f"{self.status} {self.check}: {self.evidence}"


def getting_in(findings: Iterable[Finding], gates: frozenset[str]) -> tuple[GetIn, tuple[str, ...]]:
    """Whether users get in, by the worst of the findings; "yes" only where every gate was asked.

    Args:
        findings: of some checks.
        gates: the names of all checks that must pass for a user to log in.

    Returns:
        The answer, and the names of the checks because of which it is not "yes".
    """
    findings = tuple(findings)
    worst = max((finding.admits for finding in findings), key=list(Admits).index, default=Admits.ALL)
    if worst is not Admits.ALL:
        because = dict.fromkeys(finding.check for finding in findings if finding.admits is worst)
        return _WORDS[worst], tuple(because)
    whole = gates <= {finding.check for finding in findings}
    return ("yes" if whole else "not asked"), ()


def kept_out(findings: Iterable[Finding]) -> str:
    """``users do not get in (ikev2-alone)``; empty where no finding says so. Waived failures count all the same."""
    answer, because = getting_in(findings, frozenset())
    return f"users do not get in ({named(because)})" if answer == "no" else ""


def named(checks: tuple[str, ...]) -> str:
    """The first few names of checks, and how many more: ``pool, aaa, users and 2 more``."""
    more = len(checks) - _FEW
    return f"{', '.join(checks[:_FEW])}{f' and {more} more' if more > 0 else ''}"
