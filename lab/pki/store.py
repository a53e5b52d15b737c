"""Keys and certificates of one router, kept apart as IOS-XE keeps them.

A trustpoint is configuration (`crypto pki trustpoint` in the running-config) and owns certificates; a
key pair lives by its own label and survives the removal of the trustpoint (docs/iosxe.md section 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lab.pki.names import hex_dump, nvram_file, serial_hex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lab.pki.bundle import PrivateKey


class Role(Enum):
    """Which certificate of a trustpoint: the words of `crypto pki certificate chain`."""

    IDENTITY = "certificate"
    SELF_SIGNED = "certificate self-signed"
    CA = "certificate ca"


class DamagedChainError(Exception):
    """The hexadecimal text of a certificate chain is not a certificate."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One named key pair of `show crypto key mypubkey`."""

    label: str
    private: PrivateKey = field(repr=False)
    generated: datetime
    exportable: bool = False

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo, the `Key Data` of the show command."""
        return self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def fits(self, certificate: x509.Certificate) -> bool:
        """Whether this is the key that `certificate` was issued for."""
        return self.public_der() == public_der(certificate)


@dataclass(frozen=True, slots=True)
class Installed:
    """A certificate under a trustpoint."""

    role: Role
    certificate: x509.Certificate
    installed: datetime
    saved: bool = False


class PkiStore:
    """Key pairs by label and certificates by trustpoint; knows nothing of configuration lines."""

    def __init__(self, *, identity_first: bool = True) -> None:
        """Start with nothing; `identity_first` is the order in which a chain is printed (a quirk)."""
        self._identity_first = identity_first
        self.keys: dict[str, KeyPair] = {}
        self.requests: dict[str, x509.CertificateSigningRequest] = {}
        self._certificates: dict[str, tuple[Installed, ...]] = {}
        self._saved: tuple[dict[str, KeyPair], dict[str, tuple[Installed, ...]]] = ({}, {})

    def generate(self, label: str, private: PrivateKey, now: datetime) -> None:
        """A key pair was made, or comes with the box: its label is its only name."""
        self.keys[label] = KeyPair(label, private, now)

    def trustpoints(self) -> tuple[str, ...]:
        """Trustpoints that hold at least one certificate."""
        return tuple(self._certificates)

    def certificates(self, trustpoint: str) -> tuple[Installed, ...]:
        """Identity first, then the CA: the order of `show` and of running-config."""
        return self._certificates.get(trustpoint, ())

    def identity(self, trustpoint: str) -> x509.Certificate | None:
        """The router's own certificate under this trustpoint."""
        return self._one(trustpoint, (Role.IDENTITY, Role.SELF_SIGNED))

    def ca(self, trustpoint: str) -> x509.Certificate | None:
        """The issuing CA's certificate under this trustpoint."""
        return self._one(trustpoint, (Role.CA,))

    def install(self, trustpoint: str, role: Role, certificate: x509.Certificate, now: datetime) -> None:
        """Put a certificate under a trustpoint, in the place of the one of the same role."""
        kept = [c for c in self.certificates(trustpoint) if c.role is not role]
        kept.append(Installed(role, certificate, now))
        kept.sort(key=lambda c: c.role is Role.CA)
        self._certificates[trustpoint] = tuple(kept)

    def install_hex(self, trustpoint: str, role: Role, lines: Iterable[str], now: datetime) -> None:
        """Read one certificate of a `crypto pki certificate chain` block.

        Raises:
            DamagedChainError: not hexadecimal, or not a certificate (configure replace then fails).
        """
        try:
            der = bytes.fromhex("".join("".join(lines).split()))
            certificate = x509.load_der_x509_certificate(der)
        except ValueError as error:
            raise DamagedChainError(str(error)) from error
        if any(c.role is role and c.certificate == certificate for c in self.certificates(trustpoint)):
            return
        self.install(trustpoint, role, certificate, now)

    def remove_trustpoint(self, trustpoint: str) -> None:
        """Forget certificates and pending request; the key stays, as on a real router."""
        self._certificates.pop(trustpoint, None)
        self.requests.pop(trustpoint, None)

    def remove_certificates_of_key(self, key: KeyPair) -> None:
        """What zeroizing does besides: certificates that were issued to this key go too."""
        for trustpoint, entries in tuple(self._certificates.items()):
            kept = tuple(e for e in entries if e.role is Role.CA or not key.fits(e.certificate))
            if kept:
                self._certificates[trustpoint] = kept
            else:
                del self._certificates[trustpoint]

    def key_of(self, certificate: x509.Certificate, labels: Iterable[str] = ()) -> KeyPair | None:
        """The key pair that fits a certificate; of several with the same key, one of `labels` (`rsakeypair`)."""
        fitting = [key for key in self.keys.values() if key.fits(certificate)]
        wanted = frozenset(labels)
        return next((key for key in fitting if key.label in wanted), fitting[0] if fitting else None)

    def render_chain(self, trustpoint: str, *, stored: bool = False) -> tuple[str, ...]:
        """Lines below `crypto pki certificate chain NAME`; `stored` gives startup-config's short form."""
        lines: list[str] = []
        entries = self.certificates(trustpoint)
        for entry in entries if self._identity_first else reversed(entries):
            head = f" {entry.role.value} {serial_hex(entry.certificate)}"
            if stored:
                lines.append(f"{head} {nvram_file(entry.certificate, is_ca=entry.role is Role.CA)}")
                continue
            lines += [head, *hex_dump(entry.certificate.public_bytes(Encoding.DER)), "  \tquit"]
        return tuple(lines)

    def save(self) -> None:
        """`write memory`: keys go to private-config, certificates to nvram:."""
        for trustpoint, entries in self._certificates.items():
            self._certificates[trustpoint] = tuple(replace(e, saved=True) for e in entries)
        self._saved = (dict(self.keys), dict(self._certificates))

    def reload(self) -> None:
        """Come back with what was saved; unsaved keys and certificates are gone."""
        self.keys, self._certificates = dict(self._saved[0]), dict(self._saved[1])
        self.requests = {}

    def _one(self, trustpoint: str, roles: tuple[Role, ...]) -> x509.Certificate | None:
        return next((c.certificate for c in self.certificates(trustpoint) if c.role in roles), None)


def public_der(certificate: x509.Certificate) -> bytes:
    """SubjectPublicKeyInfo of a certificate."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
