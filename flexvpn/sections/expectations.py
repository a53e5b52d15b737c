"""What is good enough on a headend, and which differences are waived, for how long and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from flexvpn.base.values import FROZEN, TextLine

_Percent = Annotated[int, Field(ge=0, le=100)]
_Days = Annotated[int, Field(ge=0, le=3650)]


class Waiver(BaseModel):
    """A failed check, or a drifted line, that is accepted until a day; after that day it counts again.

    Attributes:
        check: name of a check; or
        line: a configuration line as `drift` prints it; `username NAME` for a user, `bootflash:/NAME` for a file,
            `crypto pki trustpoint NAME` for a certificate.
        reason: why, for whoever reads the report.
        until: the last day on which it holds.
    """

    model_config = FROZEN

    check: str | None = None
    line: TextLine | None = None
    reason: TextLine
    until: date

    @model_validator(mode="after")
    def _one_of_two(self) -> Waiver:
        if (self.check is None) == (self.line is None):
            raise ValueError("a waiver is for one check or for one line")
        return self

    def holds(self, today: date) -> bool:
        """True up to and on its last day."""
        return today <= self.until


class Expectations(BaseModel):
    """Thresholds of `verify`, and waivers.

    Attributes:
        certificate_warn_days: days before the end at which a certificate is worth a warning.
        certificate_fail_days: days before the end at which it is a failure.
        pool_free_percent: less than this share of a pool free is a warning; no address free is a failure.
        clock_seconds: how far the router's clock may be from ours.
        half_open: IKE negotiations that may be under way at once.
        failed_percent: share of failed authentications that is worth a warning.
        waivers: what is accepted for now.
    """

    model_config = FROZEN

    certificate_warn_days: _Days = 30
    certificate_fail_days: _Days = 7
    pool_free_percent: _Percent = 10
    clock_seconds: Annotated[int, Field(ge=1, le=86400)] = 120
    half_open: Annotated[int, Field(ge=0, le=100000)] = 50
    failed_percent: _Percent = 50
    waivers: tuple[Waiver, ...] = ()

    @model_validator(mode="after")
    def _warn_first(self) -> Expectations:
        if self.certificate_fail_days > self.certificate_warn_days:
            raise ValueError("certificate_warn_days comes before certificate_fail_days: it is the larger one")
        return self
