"""Is the router's certificate there, in date, issued below a root, for the right name, and the intended one?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import counted
from flexvpn.certificates.names import matches
from flexvpn.checks.check import failed, passed, skipped, warned
from flexvpn.facts import certificates, clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.facts.certificates import Certificate

_RENEW = (
    "have it renewed; `headend certificate check FILE` looks at the new file before it goes near a router"
)
_DEPLOY = "`headend deploy` imports it"
_LONGEST_CHAIN = 10


def label(subject: Subject) -> str:
    """The trustpoint that the IKEv2 profile uses on this router; empty where it names none."""
    block = subject.block(f"crypto ikev2 profile {subject.headend.ikev2_profile.name}")
    lines = [child for child in (block.children if block else ()) if child.startswith("pki trustpoint ")]
    return lines[0].split()[2] if lines else ""


def present(subject: Subject) -> Iterator[Verdict]:
    """The trustpoint that the IKEv2 profile names holds an identity certificate."""
    name = label(subject)
    certificate = _identity(subject)
    if not name:
        yield failed("the IKEv2 profile names no trustpoint", "`headend deploy` sends it")
    elif certificate is None:
        yield failed(f"trustpoint {name} holds no identity certificate", _DEPLOY)
    elif certificate.status and not certificate.status.startswith("Available"):
        yield failed(
            f"trustpoint {name}: status {certificate.status}",
            "look at `show crypto pki certificates verbose`",
        )
    else:
        yield passed(
            f"trustpoint {name}: cn={certificate.common_name or '?'}, serial {certificate.serial_text or '?'}"
        )


def in_date(subject: Subject) -> Iterator[Verdict]:
    """The certificate is valid now, and for some time to come."""
    certificate = _identity(subject)
    if certificate is None:
        yield skipped("no certificate")
        return
    starts, ends = certificate.not_before, certificate.not_after
    if starts is None or ends is None:
        text = "the router does not say from when and until when it is valid"
        yield warned(text, "look at it by hand", Admits.UNSURE)
        return
    now = _comparable(subject, ends)
    if now is None:
        yield warned(
            f"valid until {ends:%Y-%m-%d} in a time zone that the router only names",
            "compare by hand",
            Admits.UNSURE,
        )
        return
    left = (ends - now).days
    text = f"valid until {ends:%Y-%m-%d}, {counted(left, 'day')}"
    expectations = subject.headend.expectations
    if now < starts:
        yield failed(f"not valid before {starts:%Y-%m-%d}", "look at the router's clock, or wait")
    elif now > ends:
        yield failed(f"expired on {ends:%Y-%m-%d}", _RENEW)
    elif left < expectations.certificate_fail_days:
        yield failed(text, _RENEW, Admits.ALL)
    elif left < expectations.certificate_warn_days:
        yield warned(text, _RENEW)
    else:
        yield passed(text)


def chain(subject: Subject) -> Iterator[Verdict]:
    """The router holds every issuer up to a root, and the certificate is not self-signed."""
    certificate = _identity(subject)
    if certificate is None:
        yield skipped("no certificate")
        return
    if certificate.self_issued:
        yield failed("the certificate is self-signed", "IKEv2 with EAP needs one that an authority issued")
        return
    authorities = [
        authority for authority in subject.facts(certificates.read).records if authority.role == "ca"
    ]
    names = [certificate.common_name or "?"]
    current: Certificate = certificate
    for _ in range(_LONGEST_CHAIN):
        if current.self_issued:
            yield passed(" <- ".join(names))
            return
        issuer = next((authority for authority in authorities if authority.subject == current.issuer), None)
        if issuer is None:
            issuer_name = dict(current.issuer).get("cn") or ", ".join(
                f"{key}={value}" for key, value in current.issuer
            )
            text = f"{' <- '.join(names)} <- {issuer_name}, which the router does not hold"
            if current is certificate:
                yield failed(text, "import a PKCS12 file that holds the whole chain")
            else:
                # Clients have roots and need what is below them. The router cannot know which of the two is missing.
                yield warned(
                    text, f"clients have to hold {issuer_name} themselves, as they do a root", Admits.UNSURE
                )
            return
        names.append(issuer.common_name or "?")
        current = issuer
    yield failed(f"more than {_LONGEST_CHAIN} issuers", "look at `show crypto pki certificates`")


def host_name(subject: Subject) -> Iterator[Verdict]:
    """The certificate is for every host name that the client profile connects to."""
    certificate = _identity(subject)
    if certificate is None:
        yield skipped("no certificate")
        return
    hosts = subject.headend.client_profile().host_names()
    if _same_as_pkcs12(subject, certificate):
        # Its names were checked in the file itself, which holds all of them; the router does not print every kind.
        yield passed(f"{', '.join(hosts)}: it is the PKCS12's certificate, whose names were checked")
        return
    names = [*certificate.alternative_names, *([certificate.common_name] if certificate.common_name else [])]
    names += [value for key, value in certificate.subject_details if key in {"Name", "IP Address"}]
    missing = [host for host in hosts if not any(matches(_bare(name), host) for name in names)]
    if missing:
        yield failed(f"not for {', '.join(missing)}; its names are {', '.join(names) or 'none'}", _RENEW)
    else:
        yield passed(", ".join(hosts))


def same(subject: Subject) -> Iterator[Verdict]:
    """The certificate is the one in the inventory's PKCS12 file."""
    certificate = _identity(subject)
    name = subject.headend.trustpoint.name
    intended = subject.materials.identities.get(name, "")
    if certificate is None or not intended:
        yield skipped("no certificate" if certificate is None else "the PKCS12 file was not read")
    elif _same_as_pkcs12(subject, certificate):
        yield passed(f"SHA-1 {intended}")
    else:
        yield failed(
            f"the router has SHA-1 {(certificate.fingerprint_sha1 or '?').upper()}, the file {intended}",
            _DEPLOY,
        )


def usage(subject: Subject) -> Iterator[Verdict]:
    """The certificate's key may sign, and may serve as a server's where an extended key usage restricts it."""
    certificate = _identity(subject)
    if certificate is None:
        yield skipped("no certificate")
    elif certificate.key_usage and "Digital Signature" not in certificate.key_usage:
        yield failed(f"key usage {', '.join(certificate.key_usage)}: the key may not sign", _RENEW)
    elif certificate.extended_key_usage and "Server Auth" not in certificate.extended_key_usage:
        yield failed(
            f"extended key usage {', '.join(certificate.extended_key_usage)}: not for servers", _RENEW
        )
    else:
        words = (*certificate.key_usage, *certificate.extended_key_usage)
        yield passed(", ".join(words) if words else "no restriction")


def clock_right(subject: Subject) -> Iterator[Verdict]:
    """The router's clock agrees with ours, and NTP keeps it right."""
    time = subject.facts(clock.read).only()
    shown = f"{time.now:%Y-%m-%d %H:%M:%S} {time.zone}"
    if time.now.utcoffset() is not None:
        off = abs(time.now - subject.now)
        if off > timedelta(seconds=subject.headend.expectations.clock_seconds):
            yield failed(f"{shown} is {_long(off)} off", "`ntp server …` on the router, or `clock set`")
            return
    if outside := _outside(subject, time.now):
        yield failed(f"{shown} is {outside}", "set the router's clock, or have the certificate renewed")
        return
    if time.synchronised:
        yield passed(f"{shown}, synchronised")
    else:
        state = "out of step with NTP" if time.authoritative else "not set by anything"
        yield warned(f"{shown}: {state}", "`ntp server …` on the router: certificates depend on the clock")


def _outside(subject: Subject, moment: datetime) -> str:
    """How the router's clock lies outside the certificate's dates; empty where it does not, or nobody can tell."""
    certificate = _identity(subject) if subject.inspection.asked(certificates.read.command) else None
    if certificate is None or certificate.not_before is None or certificate.not_after is None:
        return ""
    aware = {each.utcoffset() is not None for each in (moment, certificate.not_before, certificate.not_after)}
    zones = {str(each.tzinfo) for each in (moment, certificate.not_before, certificate.not_after)}
    if aware != {True} and (aware != {False} or len(zones) > 1):
        return ""
    if moment < certificate.not_before:
        return f"before the certificate begins ({certificate.not_before:%Y-%m-%d})"
    if moment > certificate.not_after:
        return f"after the certificate has ended ({certificate.not_after:%Y-%m-%d})"
    return ""


def _identity(subject: Subject) -> Certificate | None:
    name = label(subject)
    records = subject.facts(certificates.read).records
    identities = (certificate for certificate in records if certificate.role == "identity")
    return next((identity for identity in identities if name in identity.trustpoints), None)


def _same_as_pkcs12(subject: Subject, certificate: Certificate) -> bool:
    intended = subject.materials.identities.get(subject.headend.trustpoint.name, "")
    return bool(intended) and (certificate.fingerprint_sha1 or "").upper() == intended


def _comparable(subject: Subject, moment: datetime) -> datetime | None:
    """The present, comparable with ``moment``: by the router's clock where both only name the same time zone."""
    if moment.utcoffset() is not None:
        return subject.now
    shown = subject.facts(clock.read).only().now
    return shown if shown.utcoffset() is None and shown.tzinfo == moment.tzinfo else None


def _bare(name: str) -> str:
    return name.partition(":")[2].strip() if ":" in name else name.strip()


def _long(length: timedelta) -> str:
    return counted(length.days, "day") if length.days else f"{int(length.total_seconds())} s"
