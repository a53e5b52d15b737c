"""What can be wrong with an identity: its kind as a stable word, its severity, and a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography.x509 import Certificate


class Severity(Enum):
    """FAIL: clients or the router refuse it. WARN: it serves, but not everywhere or not for long."""

    FAIL = "fail"
    WARN = "warn"


class Unfit(Enum):
    """The kinds of fault, as stable words."""

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
    """One reason why an identity cannot serve, or why some clients or a later date may refuse it."""

    kind: Unfit
    severity: Severity
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """``fail: the key is RSA 1024 …``."""
        return f"{self.severity.value}: {self.what}"


def fit(faults: Iterable[Fault]) -> bool:
    """True if none of the faults keeps the identity from serving."""
    return all(fault.severity is not Severity.FAIL for fault in faults)


def failing(kind: Unfit, problem: str, hint: str = "") -> Fault:
    """A fault for which clients or the router refuse the identity."""
    return Fault(kind, Severity.FAIL, problem, hint)


def warning(kind: Unfit, problem: str, hint: str = "") -> Fault:
    """A fault with which the identity still serves."""
    return Fault(kind, Severity.WARN, problem, hint)


def called(certificate: Certificate, chain: Sequence[Certificate]) -> str:
    """How a message names a certificate of a chain: "the certificate" for the headend's own, else its subject."""
    if certificate == chain[0]:
        return "the certificate"
    return f"the authority {subject(certificate)}"


def subject(certificate: Certificate) -> str:
    """The subject on one line, with control characters escaped."""
    return shown(certificate.subject.rfc4514_string()) or "without a name"


def shown(text: str) -> str:
    """Text from a certificate, with everything escaped that a terminal would not print."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
