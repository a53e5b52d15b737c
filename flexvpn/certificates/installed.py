"""Did an import do what it should? Judged by what the router shows afterwards, never by what it said meanwhile."""

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
    """Everything that keeps ``label`` from serving with ``identity``; none where it is all there.

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
    wanted: Certificate, label: str, sha1: str, shown: tuple[Shown, ...], keys: tuple[KeyPair, ...]
) -> Iterator[str]:
    found = [one for one in shown if one.role == "identity" and label in one.trustpoints]
    one = next((one for one in found if (one.fingerprint_sha1 or "").upper() == sha1), None)
    if one is None:
        other = "".join(f", but one with SHA-1 {(one.fingerprint_sha1 or '?').upper()}" for one in found)
        yield f"no certificate with SHA-1 {sha1} under the label {label}{other}"
        return
    if one.serial_text is not None and normalise_serial(one.serial_text) != serial(wanted):
        yield f"the certificate under {label} has serial number {one.serial_text}, not {serial(wanted)}"
    if one.status and not one.status.startswith("Available"):
        yield f"the certificate under {label} has status {one.status}"
    # A trustpoint that is renamed: the same certificate and key lie there twice, and the router names one of the two.
    twins = {key.name for key in keys if key.public_key == public_der(wanted).hex()}
    if one.key_label not in {None, label, *twins}:
        yield f"the certificate under {label} goes with the key {one.key_label}"


def _key(wanted: Certificate, label: str, keys: Iterable[KeyPair]) -> Iterator[str]:
    found = next((key for key in keys if key.name == label), None)
    if found is None:
        yield f"no RSA key named {label}"
    elif found.public_key and found.public_key != public_der(wanted).hex():
        yield f"the RSA key {label} is not the certificate's"


def _chain(above: tuple[Certificate, ...], label: str, shown: tuple[Shown, ...]) -> Iterator[str]:
    """Issuers that clients must be sent. A root they have: where a router leaves it out, nothing is lost."""
    authorities = [one for one in shown if one.role == "ca"]
    for number, certificate in enumerate(above):
        sha1 = Fingerprints.of(certificate).sha1
        holders = [
            name
            for one in authorities
            if (one.fingerprint_sha1 or "").upper() == sha1
            for name in one.trustpoints
        ]
        name = subject(certificate)
        if number == 0 and label not in holders:
            yield f"the issuer, {name}, is not under the label {label}"
        elif not holders and not self_signed(certificate):
            yield f"the authority {name} is not on the router"
