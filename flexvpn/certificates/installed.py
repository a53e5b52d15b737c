"""Whether an import succeeded, judged by what the router shows afterwards and never by what it printed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.certificates.chain import public_der, self_signed
from flexvpn.certificates.fault import subject
from flexvpn.certificates.fingerprints import Fingerprints, normalise_serial, serial

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cryptography.x509 import Certificate

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.facts.certificates import Certificate as Shown
    from flexvpn.facts.keys import KeyPair


def shortcomings(
    identity: Identity, label: str, sha1: str, shown: Iterable[Shown], keys: Iterable[KeyPair]
) -> tuple[str, ...]:
    """Everything that keeps ``label`` from serving with ``identity``; empty if the import is complete.

    Args:
        identity: certificate and chain as they were sent.
        label: of trustpoint and key.
        sha1: fingerprint of the certificate that was planned.
        shown: what ``show crypto pki certificates verbose`` prints.
        keys: what ``show crypto key mypubkey rsa`` prints.
    """
    every, keys = tuple(shown), tuple(keys)
    return (
        *_certificate(identity.certificate, label, sha1, every, keys),
        *_key(identity.certificate, label, keys),
        *_chain(identity.chain[1:], label, every),
    )


def _certificate(
    certificate: Certificate, label: str, sha1: str, shown: tuple[Shown, ...], keys: tuple[KeyPair, ...]
) -> Iterator[str]:
    identities = [entry for entry in shown if entry.role == "identity" and label in entry.trustpoints]
    held = next((entry for entry in identities if (entry.fingerprint_sha1 or "").upper() == sha1), None)
    if held is None:
        other = "".join(
            f", but one with SHA-1 {(entry.fingerprint_sha1 or '?').upper()}" for entry in identities
        )
        yield f"no certificate with SHA-1 {sha1} under the label {label}{other}"
        return
    if held.serial_text is not None and normalise_serial(held.serial_text) != serial(certificate):
        yield f"the certificate under {label} has serial number {held.serial_text}, not {serial(certificate)}"
    if held.status and not held.status.startswith("Available"):
        yield f"the certificate under {label} has status {held.status}"
    # After a trustpoint was renamed the router holds the same certificate and key twice, and names one of the two keys.
    same_key = {key.name for key in keys if key.public_key == public_der(certificate).hex()}
    if held.key_label not in {None, label, *same_key}:
        yield f"the certificate under {label} goes with the key {held.key_label}"


def _key(certificate: Certificate, label: str, keys: Iterable[KeyPair]) -> Iterator[str]:
    pair = next((key for key in keys if key.name == label), None)
    if pair is None:
        yield f"no RSA key named {label}"
    elif pair.public_key and pair.public_key != public_der(certificate).hex():
        yield f"the RSA key {label} is not the certificate's"


def _chain(above: tuple[Certificate, ...], label: str, shown: tuple[Shown, ...]) -> Iterator[str]:
    """Issuers that the router must send to clients. Clients have the root: a router without it serves them as well."""
    authorities = [entry for entry in shown if entry.role == "ca"]
    for number, certificate in enumerate(above):
        sha1 = Fingerprints.of(certificate).sha1
        holders = [
            name
            for entry in authorities
            if (entry.fingerprint_sha1 or "").upper() == sha1
            for name in entry.trustpoints
        ]
        name = subject(certificate)
        if number == 0 and label not in holders:
            yield f"the issuer, {name}, is not under the label {label}"
        elif not holders and not self_signed(certificate):
            yield f"the authority {name} is not on the router"
