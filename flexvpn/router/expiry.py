"""When certificates end, and what breaks then: one headend's, from what it shows. Pure."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.facts import certificates, clock
from flexvpn.router.generations import found, users
from flexvpn.router.unused_certificates import strays
from flexvpn.sections.expectations import Expectations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.certificates import Certificate
    from flexvpn.router.inspection import Inspection


class Installed(BaseModel):
    """One identity certificate on a router.

    ``days`` are those until it, or an authority above it, ends; None where the router's time zone is only a name.
    ``use`` says who names it, or why it is there; ``breaks`` what happens when the days are over.
    """

    model_config = FROZEN

    trustpoint: str
    common_name: str
    until: str
    days: int | None
    sha1: str
    intended: bool
    in_use: bool = False
    use: str = ""
    breaks: str = ""


class Inventoried(BaseModel):
    """The identity certificates of one headend, and what the inventory means.

    ``unfit`` says why the inventory's own cannot serve; ``warn_days`` and ``fail_days`` are this headend's
    ``expectations``.
    """

    model_config = FROZEN

    certificates: tuple[Installed, ...] = ()
    wanted: str = ""
    wanted_sha1: str = ""
    wanted_until: str = ""
    leftovers: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    warn_days: int = Expectations().certificate_warn_days
    fail_days: int = Expectations().certificate_fail_days

    def bad(self) -> bool:
        """True where the intended certificate is not in use or cannot serve, or what is in use ends too soon."""
        used = [one for one in self.certificates if one.in_use]
        late = any(one.days is not None and one.days < self.fail_days for one in used)
        return late or bool(self.unfit) or not any(one.intended for one in used)


def expiry(
    name: str, identities: Mapping[str, Identity], inspection: Inspection, now: datetime
) -> Inventoried:
    """Every identity certificate of one headend.

    Args:
        name: stable name of the trustpoint that the intent names.
        identities: the certificates of the inventory, by that name.
        inspection: what the router showed.
        now: the present.

    Raises:
        NotUnderstood: its certificates or its clock cannot be read.
    """
    records = inspection.facts(certificates.read).records
    present = _present(inspection, now)
    meant = identities.get(name)
    sha1 = Fingerprints.of(meant.certificate).sha1 if meant else ""
    return Inventoried(
        certificates=tuple(
            _installed(name, one, records, sha1, inspection, present)
            for one in records
            if one.role == "identity"
        ),
        wanted=name,
        wanted_sha1=sha1,
        wanted_until=f"{meant.certificate.not_valid_after_utc:%Y-%m-%d}" if meant else "",
        leftovers=strays({name: sha1}, inspection.observation, now) if sha1 else (),
    )


def _present(inspection: Inspection, now: datetime) -> tuple[datetime, ...]:
    """Clocks to compare a date with: ours, and the router's, whose zone may be only a name."""
    return now, inspection.facts(clock.read).only().now


def _installed(
    name: str,
    one: Certificate,
    records: tuple[Certificate, ...],
    sha1: str,
    inspection: Inspection,
    present: tuple[datetime, ...],
) -> Installed:
    labels = one.trustpoints
    dated = [
        (days, shown)
        for shown in (one, *_authorities(one, records))
        if (days := _left(shown.not_after, present)) is not None
    ]
    days, first = min(dated, key=itemgetter(0), default=(None, one))
    use, in_use = _use(name, labels, inspection)
    end = f"{first.not_after:%Y-%m-%d}" if first.not_after else "?"
    ends = "ended" if days is not None and days < 0 else "ends"
    who = "it" if first is one else f"its authority {first.common_name or '?'}"
    return Installed(
        trustpoint=" ".join(labels),
        common_name=one.common_name or "",
        until=f"{one.not_after:%Y-%m-%d}" if one.not_after else "",
        days=days,
        sha1=(one.fingerprint_sha1 or "").upper(),
        intended=bool(sha1) and (one.fingerprint_sha1 or "").upper() == sha1,
        in_use=in_use,
        use=use,
        breaks=f"{end}: {who} {ends}, clients refuse it and nobody new gets in" if in_use else "",
    )


def _use(name: str, labels: tuple[str, ...], inspection: Inspection) -> tuple[str, bool]:
    """Who names it; where nobody does, why it is there."""
    observation = inspection.observation
    lines = users(observation.config, labels)
    if lines:
        return ", ".join(dict.fromkeys(line.partition(":")[0] for line in lines)), any(
            line.startswith(("crypto ikev2 profile ", "crypto ssl policy ")) for line in lines
        )
    one = next((one for one in found(name, observation) if one.label in labels), None)
    if one is not None and one.requested:
        return "waits to be used", False
    if one is not None and one.remove_after is not None:
        return f"replaced, kept until {one.remove_after:%Y-%m-%d}", False
    return "nothing names it", False


def _authorities(one: Certificate, records: tuple[Certificate, ...]) -> list[Certificate]:
    chain: list[Certificate] = []
    current = one
    while not current.self_issued:
        above = next((ca for ca in records if ca.role == "ca" and ca.subject == current.issuer), None)
        if above is None or above in chain:
            break
        chain.append(above)
        current = above
    return chain


def _left(end: datetime | None, present: tuple[datetime, ...]) -> int | None:
    """Whole days until ``end``, by the first clock that it can be compared with."""
    if end is None:
        return None
    for now in present:
        aware = now.utcoffset() is not None and end.utcoffset() is not None
        if aware or (now.utcoffset() is None and now.tzinfo == end.tzinfo):
            return (end - now).days
    return None
