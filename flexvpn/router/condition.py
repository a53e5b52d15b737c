"""The condition of a headend: how long its certificates last, and how full its address pools are."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.errors import NotUnderstood
from flexvpn.base.values import FROZEN
from flexvpn.facts import certificates, local_pool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flexvpn.router.inspection import Inspection
    from flexvpn.sections.headend import Headend


_WIDEST = timedelta(hours=14)
"""No time zone is further ahead of UTC: a certificate ends at most so much earlier than the same time in UTC."""

State = Literal["good", "warn", "bad", "unknown"]


class CertificateLife(BaseModel):
    """One identity certificate of ours.

    Attributes:
        trustpoint: its label on the router.
        name: the common name.
        until: its end; read as UTC where the router only names its time zone; None where the router shows no end.
        days: whole days from now, negative once it has ended; at least so many, where the time zone is only a name.
        in_use: the IKEv2 profile names it.
        state: ``bad`` and ``warn`` by the thresholds of the intent.
    """

    model_config = FROZEN

    trustpoint: str
    name: str = ""
    until: AwareDatetime | None = None
    days: int | None = None
    in_use: bool = False
    state: State = "unknown"


class PoolUse(BaseModel):
    """One pool of the intent, as the router counts it; ``bad`` with no free address, ``warn`` with few."""

    model_config = FROZEN

    name: str
    size: int
    in_use: int
    state: State = "good"


class Condition(BaseModel):
    """What no push changes and an operator wants to know in time: certificates that end, pools that fill up."""

    model_config = FROZEN

    certificates: tuple[CertificateLife, ...] = ()
    pools: tuple[PoolUse, ...] = ()


def condition(headend: Headend, inspection: Inspection, now: datetime) -> Condition:
    """The condition, from what the inspection asked anyway; what it did not ask or cannot read is left out."""
    return Condition(
        certificates=tuple(_certificates(headend, inspection, now)), pools=tuple(_pools(headend, inspection))
    )


def _certificates(headend: Headend, inspection: Inspection, now: datetime) -> Iterator[CertificateLife]:
    if not inspection.asked(certificates.read.command):
        return
    profile = inspection.observation.config.block(f"crypto ikev2 profile {headend.ikev2_profile.name}")
    used = {
        line.split()[2]
        for line in (profile.children if profile else ())
        if line.startswith("pki trustpoint ")
    }
    stable = headend.trustpoint.name
    for certificate in inspection.facts(certificates.read).records:
        if certificate.role != "identity":
            continue
        for label in certificate.trustpoints:
            if label != stable and not label.startswith(f"{stable}-") and label not in used:
                continue
            until, days = _end(certificate.not_after, now)
            yield CertificateLife(
                trustpoint=label,
                name=certificate.common_name or "",
                until=until,
                days=days,
                in_use=label in used,
                state=_life_state(headend, days),
            )


def _end(shown: datetime | None, now: datetime) -> tuple[datetime | None, int | None]:
    """When a certificate ends, and in how many whole days; at least so many, where the time zone is only a name."""
    if shown is None:
        return None, None
    if shown.utcoffset() is not None:
        return shown, (shown - now).days
    until = shown.replace(tzinfo=UTC)
    return until, (until - _WIDEST - now).days


def _pools(headend: Headend, inspection: Inspection) -> Iterator[PoolUse]:
    if not inspection.asked(local_pool.read.command):
        return
    try:
        shown_pools = {pool.name: pool for pool in inspection.facts(local_pool.read).records}
    except NotUnderstood:
        # `verify` reports an answer that cannot be read.
        return
    for pool in headend.address_pools:
        shown = shown_pools.get(pool.name)
        if shown is not None:
            few = shown.free * 100 < headend.expectations.pool_free_percent * shown.size
            state: State = "bad" if shown.free == 0 else "warn" if few else "good"
            yield PoolUse(name=pool.name, size=shown.size, in_use=shown.in_use, state=state)


def _life_state(headend: Headend, days: int | None) -> State:
    if days is None:
        return "unknown"
    if days < headend.expectations.certificate_fail_days:
        return "bad"
    return "warn" if days < headend.expectations.certificate_warn_days else "good"
