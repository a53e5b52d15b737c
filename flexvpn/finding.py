"""One check's answer."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel

from flexvpn.values import FROZEN


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

    def __str__(self) -> str:
        """``fail pool-free: ACPool has 0 of 6 addresses free``."""
        return f"{self.status} {self.check}: {self.evidence}"
