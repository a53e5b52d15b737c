"""The rest of `show crypto pki …`, in the words of Cisco's PKI guide [DOC]; layout of blank lines [INF]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from lab.pki.store import Role

if TYPE_CHECKING:
    from datetime import timedelta

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

_COUNTERS = (
    "PKI Sessions Started",
    "PKI Sessions Ended",
    "PKI Sessions Active",
    "Successful Validations",
    "Failed Validations",
    "Bypassed Validations",
    "Pending Validations",
    "CRLs checked",
    "CRL - fetch attempts",
    "CRL - failed attempts",
    "CRL - rejected busy fetching",
    "AAA authorizations",
)


def show_pem(router: Router, trustpoint: str) -> Dialogue:
    """`show crypto pki certificates pem [NAME]`: what `crypto pki export … pem terminal` prints, without the key."""
    for name in router.pki.trustpoints():
        if trustpoint not in ("", name):
            continue
        yield f"------Trustpoint: {name}------\n"
        for entry in sorted(router.pki.certificates(name), key=lambda one: one.role is not Role.CA):
            title = "CA certificate" if entry.role is Role.CA else "General Purpose Certificate"
            yield f"% {title}:\n{entry.certificate.public_bytes(Encoding.PEM).decode()}\n"


def show_storage(_router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto pki certificates storage`."""
    yield "Certificates will be stored in nvram:/\n"


def show_counters(_router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto pki counters`: AnyConnect-EAP clients show no certificate, so nothing was ever validated."""
    yield "".join(f"{name}: 0\n" for name in _COUNTERS)


def show_timers(router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto pki timers`: when the router will warn of the end of each certificate, the nearest first."""
    yield "PKI Timers\n"
    now = router.clock.now()
    left = sorted(
        (entry.certificate.not_valid_after_utc - now, "CA" if entry.role is Role.CA else "ID", name)
        for name in router.pki.trustpoints()
        for entry in router.pki.certificates(name)
    )
    if left:
        yield f"\nExpiry Alert Timers\n| {_span(left[0][0])}\n"
        yield "".join(f"  | {_span(span)} {kind}({name})\n" for span, kind, name in left)


def show_crls(_router: Router, _session: Session, _args: str) -> Dialogue:
    """`show crypto pki crls`: none was fetched."""
    yield ""


def _span(length: timedelta) -> str:
    seconds = max(0, int(length.total_seconds()))
    days, rest = divmod(seconds, 86400)
    return f"{days}d{rest // 3600:2}:{rest % 3600 // 60:02}:{rest % 60:02}.000"
