"""Is the router's certificate there, in date, trusted to a root, for the right name, and the one that is meant?"""

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
    found = _identity(subject)
    if not name:
        yield failed("the IKEv2 profile names no trustpoint", "`headend deploy` sends it")
    elif found is None:
        yield failed(f"trustpoint {name} holds no identity certificate", _DEPLOY)
    elif found.status and not found.status.startswith("Available"):
        yield failed(
            f"trustpoint {name}: status {found.status}", "look at `show crypto pki certificates verbose`"
        )
    else:
        yield passed(f"trustpoint {name}: cn={found.common_name or '?'}, serial {found.serial_text or '?'}")


def in_date(subject: Subject) -> Iterator[Verdict]:
    """Valid now, and for some time."""
    found = _identity(subject)
    if found is None:
        yield skipped("no certificate")
        return
    starts, ends = found.not_before, found.not_after
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
    wanted = subject.headend.expectations
    if now < starts:
        yield failed(f"not valid before {starts:%Y-%m-%d}", "look at the router's clock, or wait")
    elif now > ends:
        yield failed(f"expired on {ends:%Y-%m-%d}", _RENEW)
    elif left < wanted.certificate_fail_days:
        yield failed(text, _RENEW, Admits.ALL)
    elif left < wanted.certificate_warn_days:
        yield warned(text, _RENEW)
    else:
        yield passed(text)


def chain(subject: Subject) -> Iterator[Verdict]:
    """Issuers are there, up to a root; the certificate is not self-signed."""
    found = _identity(subject)
    if found is None:
        yield skipped("no certificate")
        return
    if found.self_issued:
        yield failed("the certificate is self-signed", "IKEv2 with EAP needs one that an authority issued")
        return
    authorities = [one for one in subject.facts(certificates.read).records if one.role == "ca"]
    names = [found.common_name or "?"]
    current: Certificate = found
    for _ in range(_LONGEST_CHAIN):
        if current.self_issued:
            yield passed(" <- ".join(names))
            return
        issuer = next((one for one in authorities if one.subject == current.issuer), None)
        if issuer is None:
            wanted = dict(current.issuer).get("cn") or ", ".join(
                f"{key}={value}" for key, value in current.issuer
            )
            text = f"{' <- '.join(names)} <- {wanted}, which the router does not hold"
            if current is found:
                yield failed(text, "import a PKCS12 file that holds the whole chain")
            else:
                # Clients need what is between; a root they have. Which of the two it is, the router cannot know.
                yield warned(
                    text, f"clients have to hold {wanted} themselves, as they do a root", Admits.UNSURE
                )
            return
        names.append(issuer.common_name or "?")
        current = issuer
    yield failed(f"more than {_LONGEST_CHAIN} issuers", "look at `show crypto pki certificates`")


def host_name(subject: Subject) -> Iterator[Verdict]:
    """Every name that the client profile connects to is one of the certificate's."""
    found = _identity(subject)
    if found is None:
        yield skipped("no certificate")
        return
    wanted = subject.headend.client_profile().host_names()
    if _same_as_pkcs12(subject, found):
        # Its names were checked in the file itself, which shows all of them; the router does not print every kind.
        yield passed(f"{', '.join(wanted)}: it is the PKCS12's certificate, whose names were checked")
        return
    names = [*found.alternative_names, *([found.common_name] if found.common_name else [])]
    names += [value for key, value in found.subject_details if key in {"Name", "IP Address"}]
    missing = [host for host in wanted if not any(matches(_bare(name), host) for name in names)]
    if missing:
        yield failed(f"not for {', '.join(missing)}; its names are {', '.join(names) or 'none'}", _RENEW)
    else:
        yield passed(", ".join(wanted))


def same(subject: Subject) -> Iterator[Verdict]:
    """It is the certificate of the PKCS12 file in the inventory."""
    found = _identity(subject)
    name = subject.headend.trustpoint.name
    wanted = subject.materials.identities.get(name, "")
    if found is None or not wanted:
        yield skipped("no certificate" if found is None else "the PKCS12 file was not read")
    elif _same_as_pkcs12(subject, found):
        yield passed(f"SHA-1 {wanted}")
    else:
        yield failed(
            f"the router has SHA-1 {(found.fingerprint_sha1 or '?').upper()}, the file {wanted}", _DEPLOY
        )


def usage(subject: Subject) -> Iterator[Verdict]:
    """The key may sign; an extended usage, where there is one, allows to be a server."""
    found = _identity(subject)
    if found is None:
        yield skipped("no certificate")
    elif found.key_usage and "Digital Signature" not in found.key_usage:
        yield failed(f"key usage {', '.join(found.key_usage)}: the key may not sign", _RENEW)
    elif found.extended_key_usage and "Server Auth" not in found.extended_key_usage:
        yield failed(f"extended key usage {', '.join(found.extended_key_usage)}: not for servers", _RENEW)
    else:
        words = (*found.key_usage, *found.extended_key_usage)
        yield passed(", ".join(words) if words else "no restriction")


def clock_right(subject: Subject) -> Iterator[Verdict]:
    """The router's clock agrees with ours, and something keeps it right."""
    found = subject.facts(clock.read).only()
    shown = f"{found.now:%Y-%m-%d %H:%M:%S} {found.zone}"
    if found.now.utcoffset() is not None:
        off = abs(found.now - subject.now)
        if off > timedelta(seconds=subject.headend.expectations.clock_seconds):
            yield failed(f"{shown} is {_long(off)} off", "`ntp server …` on the router, or `clock set`")
            return
    if outside := _outside(subject, found.now):
        yield failed(f"{shown} is {outside}", "set the router's clock, or have the certificate renewed")
        return
    if found.synchronised:
        yield passed(f"{shown}, synchronised")
    else:
        what = "out of step with NTP" if found.authoritative else "not set by anything"
        yield warned(f"{shown}: {what}", "`ntp server …` on the router: certificates depend on the clock")


def _outside(subject: Subject, moment: datetime) -> str:
    """How the router's own clock stands to the certificate; empty where it lies within, or nobody can tell."""
    one = _identity(subject) if subject.inspection.asked(certificates.read.command) else None
    if one is None or one.not_before is None or one.not_after is None:
        return ""
    aware = {each.utcoffset() is not None for each in (moment, one.not_before, one.not_after)}
    zones = {str(each.tzinfo) for each in (moment, one.not_before, one.not_after)}
    if aware != {True} and (aware != {False} or len(zones) > 1):
        return ""
    if moment < one.not_before:
        return f"before the certificate begins ({one.not_before:%Y-%m-%d})"
    return f"after the certificate has ended ({one.not_after:%Y-%m-%d})" if moment > one.not_after else ""


def _identity(subject: Subject) -> Certificate | None:
    name = label(subject)
    records = subject.facts(certificates.read).records
    return next((one for one in records if one.role == "identity" and name in one.trustpoints), None)


def _same_as_pkcs12(subject: Subject, found: Certificate) -> bool:
    wanted = subject.materials.identities.get(subject.headend.trustpoint.name, "")
    return bool(wanted) and (found.fingerprint_sha1 or "").upper() == wanted


def _comparable(subject: Subject, moment: datetime) -> datetime | None:
    """The present in the router's own words where its zone is only a name: its clock prints the same zone."""
    if moment.utcoffset() is not None:
        return subject.now
    shown = subject.facts(clock.read).only().now
    return shown if shown.utcoffset() is None and shown.tzinfo == moment.tzinfo else None


def _bare(name: str) -> str:
    return name.partition(":")[2].strip() if ":" in name else name.strip()


def _long(length: timedelta) -> str:
    return counted(length.days, "day") if length.days else f"{int(length.total_seconds())} s"
