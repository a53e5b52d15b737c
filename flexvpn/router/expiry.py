"""When the certificates on one headend end, and what breaks then. Pure."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.facts import certificates, clock
from flexvpn.router.generations import generations_of, lines_naming
from flexvpn.router.unused_certificates import unused_certificates
from flexvpn.sections.expectations import Expectations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.certificates import Certificate
    from flexvpn.router.inspection import Inspection


class Installed(BaseModel):
    """One identity certificate on a router.

    ``days`` counts to the day on which it, or an authority above it, ends; None where the router's time zone is only a
    name. ``use`` says which lines name it, or why it is there; ``breaks`` says what happens when it has ended.
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
    """The identity certificates on one headend, and the one that the inventory wants there.

    ``unfit`` says why the inventory's certificate cannot serve; ``warn_days`` and ``fail_days`` are this headend's
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
        """True where the intended certificate is not in use or cannot serve, or a certificate in use ends too soon."""
        used = [certificate for certificate in self.certificates if certificate.in_use]
        late = any(certificate.days is not None and certificate.days < self.fail_days for certificate in used)
        return late or bool(self.unfit) or not any(certificate.intended for certificate in used)


def expiry(
    name: str, identities: Mapping[str, Identity], inspection: Inspection, now: datetime
) -> Inventoried:
    """Every identity certificate on one headend, with its end and its use.

    Args:
        name: stable name of the intent's trustpoint.
        identities: the certificates of the inventory, by that name.
        inspection: what the router showed.
        now: the present.

    Raises:
        NotUnderstood: its certificates or its clock cannot be read.
    """
    records = inspection.facts(certificates.read).records
    present = _present(inspection, now)
    intended = identities.get(name)
    sha1 = Fingerprints.of(intended.certificate).sha1 if intended else ""
    return Inventoried(
        certificates=tuple(
            _installed(name, certificate, records, sha1, inspection, present)
            for certificate in records
            if certificate.role == "identity"
        ),
        wanted=name,
        wanted_sha1=sha1,
        wanted_until=f"{intended.certificate.not_valid_after_utc:%Y-%m-%d}" if intended else "",
        leftovers=unused_certificates({name: sha1}, inspection.observation, now) if sha1 else (),
    )


def _present(inspection: Inspection, now: datetime) -> tuple[datetime, ...]:
    """The two clocks that a date is compared with: ours, and the router's, whose time zone may be only a name."""
    return now, inspection.facts(clock.read).only().now


def _installed(
    name: str,
    certificate: Certificate,
    records: tuple[Certificate, ...],
    sha1: str,
    inspection: Inspection,
    present: tuple[datetime, ...],
) -> Installed:
    labels = certificate.trustpoints
    dated = [
        (days, shown)
        for shown in (certificate, *_authorities(certificate, records))
        if (days := _left(shown.not_after, present)) is not None
    ]
    days, soonest = min(dated, key=itemgetter(0), default=(None, certificate))
    use, in_use = _use(name, labels, inspection)
    end = f"{soonest.not_after:%Y-%m-%d}" if soonest.not_after else "?"
    ends = "ended" if days is not None and days < 0 else "ends"
    who = "it" if soonest is certificate else f"its authority {soonest.common_name or '?'}"
    return Installed(
        trustpoint=" ".join(labels),
        common_name=certificate.common_name or "",
        until=f"{certificate.not_after:%Y-%m-%d}" if certificate.not_after else "",
        days=days,
        sha1=(certificate.fingerprint_sha1 or "").upper(),
        intended=bool(sha1) and (certificate.fingerprint_sha1 or "").upper() == sha1,
        in_use=in_use,
        use=use,
        breaks=f"{end}: {who} {ends}, clients refuse it and nobody new gets in" if in_use else "",
    )


def _use(name: str, labels: tuple[str, ...], inspection: Inspection) -> tuple[str, bool]:
    """Which blocks name a certificate, or why it is there though none does; and whether clients are shown it."""
    observation = inspection.observation
    lines = lines_naming(observation.config, labels)
    if lines:
        return ", ".join(dict.fromkeys(line.partition(":")[0] for line in lines)), any(
            line.startswith(("crypto ikev2 profile ", "crypto ssl policy ")) for line in lines
        )
    ours = generations_of(name, observation)
    generation = next((generation for generation in ours if generation.label in labels), None)
    if generation is not None and generation.requested:
        return "waits to be used", False
    if generation is not None and generation.remove_after is not None:
        return f"replaced, kept until {generation.remove_after:%Y-%m-%d}", False
    return "nothing names it", False


def _authorities(certificate: Certificate, records: tuple[Certificate, ...]) -> list[Certificate]:
    chain: list[Certificate] = []
    current = certificate
    while not current.self_issued:
        above = next((ca for ca in records if ca.role == "ca" and ca.subject == current.issuer), None)
        if above is None or above in chain:
            break
        chain.append(above)
        current = above
    return chain


def _left(end: datetime | None, present: tuple[datetime, ...]) -> int | None:
    """Whole days until ``end``, by the first clock whose time zone allows the comparison."""
    if end is None:
        return None
    for now in present:
        aware = now.utcoffset() is not None and end.utcoffset() is not None
        if aware or (now.utcoffset() is None and now.tzinfo == end.tzinfo):
            return (end - now).days
    return None
