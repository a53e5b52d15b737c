"""What can be wrong with an identity, as a stable word, how bad it is, and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography.x509 import Certificate


class Severity(Enum):
    """FAIL: clients or the router will refuse it. WARN: it serves, but not everywhere or not for long."""

    FAIL = "fail"
    WARN = "warn"


class Unfit(Enum):
    """What is wrong, as a stable word."""

    NO_KEY = "no-key"
    KEY_MISMATCH = "key-mismatch"
    NOT_RSA = "not-rsa"
    WEAK_KEY = "weak-key"
    LARGE_KEY = "large-key"
    SELF_SIGNED = "self-signed"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires-soon"
    WEAK_SIGNATURE = "weak-signature"
    PSS_SIGNATURE = "pss-signature"
    NOT_FOR_SERVERS = "not-for-servers"
    NOT_FOR_SIGNING = "not-for-signing"
    NOT_FOR_ENCIPHERING = "not-for-enciphering"
    IS_AUTHORITY = "is-authority"
    HOST_NAME = "host-name"
    COMMON_NAME_ONLY = "common-name-only"
    INCOMPLETE_CHAIN = "incomplete-chain"
    NO_AUTHORITY = "no-authority"
    NAME_CONSTRAINT = "name-constraint"
    UNKNOWN_EXTENSION = "unknown-extension"
    NOT_TRUSTED = "not-trusted"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why an identity cannot serve, or may soon not."""

    kind: Unfit
    severity: Severity
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """``fail: the key is RSA 1024 …``."""
        return f"{self.severity.value}: {self.what}"


def fit(faults: Iterable[Fault]) -> bool:
    """True where nothing that was found keeps the identity from serving."""
    return all(fault.severity is not Severity.FAIL for fault in faults)


def failing(kind: Unfit, what: str, hint: str = "") -> Fault:
    """A reason to refuse it."""
    return Fault(kind, Severity.FAIL, what, hint)


def warning(kind: Unfit, what: str, hint: str = "") -> Fault:
    """A reason to look again."""
    return Fault(kind, Severity.WARN, what, hint)


def called(certificate: Certificate, chain: Sequence[Certificate]) -> str:
    """What a message calls one certificate of a chain: the headend's own, or an authority by name."""
    if certificate == chain[0]:
        return "the certificate"
    return f"the authority {subject(certificate)}"


def subject(certificate: Certificate) -> str:
    """The subject as one line; what a terminal would obey stands there as an escape."""
    return shown(certificate.subject.rfc4514_string()) or "without a name"


def shown(text: str) -> str:
    """Names out of a certificate, which somebody else wrote, harmless on a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
