"""One check's answer, and what many of them say of somebody who logs in now."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable

GetIn = Literal["yes", "not all users", "old clients only", "unsure", "no", "not asked"]


class Status(StrEnum):
    """PASS: proved. WARN: proved, but not for long or not everywhere, or it cannot be proved. FAIL: proved wrong.

    SKIP: the intent or the moment gives nothing to prove.
    """

    PASS = "pass"  # noqa: S105 - a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Admits(StrEnum):
    """What a finding means for somebody who logs in now; the last ones weigh most."""

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
        waived: the reason for which a failure is borne, and until when; such a finding counts as a warning.
        admits: what it means for somebody who logs in now; empty where it keeps nobody out.
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
        """True where it is proved wrong, nobody bears it, and it keeps everybody out."""
        return not self.ok and self.admits is Admits.NOBODY

    def __str__(self) -> str:
        """``fail pool-free: ACPool has 0 of 6 addresses free``."""
        return f"{self.status} {self.check}: {self.evidence}"


def getting_in(findings: Iterable[Finding], gates: frozenset[str]) -> tuple[GetIn, tuple[str, ...]]:
    """What findings together say of somebody who logs in now, never more than that; and why it is not "yes".

    Args:
        findings: of some checks.
        gates: the names of all checks whose proofs a log-in needs.

    Returns:
        The answer, and the names of the checks for which it is not "yes".
    """
    found = tuple(findings)
    worst = max((finding.admits for finding in found), key=list(Admits).index, default=Admits.ALL)
    if worst is not Admits.ALL:
        because = dict.fromkeys(finding.check for finding in found if finding.admits is worst)
        return _WORDS[worst], tuple(because)
    whole = gates <= {finding.check for finding in found}
    return ("yes" if whole else "not asked"), ()


def kept_out(findings: Iterable[Finding]) -> str:
    """``users do not get in (ikev2-alone)``; empty where no finding says so. A waiver opens no door."""
    answer, because = getting_in(findings, frozenset())
    return f"users do not get in ({named(because)})" if answer == "no" else ""


def named(checks: tuple[str, ...]) -> str:
    """``pool, aaa, users and 2 more``."""
    more = len(checks) - _FEW
    return f"{', '.join(checks[:_FEW])}{f' and {more} more' if more > 0 else ''}"
