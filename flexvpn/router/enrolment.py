"""A key that never leaves its router: its label, the lines that are configured for it, and its request. Pure.

The order is that of IOS's own PKI guide: key, trustpoint with ``enrollment terminal``, the authority's certificate
pasted, the request printed, the certificate pasted. No profile names the label until ``deploy`` or ``certificate
rotate`` makes it.
"""

from __future__ import annotations

import re
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import CertificateSigningRequest, load_pem_x509_csr

from flexvpn.base.errors import NotUnderstood
from flexvpn.certificates.label import generation_label, generations
from flexvpn.router.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flexvpn.facts.keys import KeyPair
    from flexvpn.router.inspection import Observation

BITS: Final = 2048
_BODY = re.compile(r"(?:-----BEGIN [A-Z ]+-----\s*)?((?:[A-Za-z0-9+/]{4,76}={0,2}\s*\n){4,})")


def waiting(name: str, observation: Observation) -> tuple[str, ...]:
    """The labels of trustpoint ``name`` whose key the router made and whose certificate is not in use yet."""
    requested = observation.record.requested if observation.record else ()
    return tuple(label for label in generations(name, observation.labels_in_use) if label in requested)


def new_label(headend: str, name: str, observation: Observation) -> str:
    """A label that nothing uses; it is derived from how many there are, as there is no certificate yet."""
    used = observation.labels_in_use
    ordinal = len(generations(name, used))
    return generation_label(name, sha256(f"{headend} {name} {ordinal}".encode()).hexdigest(), used)


def trustpoint_lines(label: str, host: str) -> tuple[str, ...]:
    """The trustpoint for an existing key, requesting a certificate for ``host``; IOS is left nothing to ask about."""
    try:
        named = ("fqdn none", f"ip-address {ip_address(host)}")
    except ValueError:
        named = (f"fqdn {host}", "ip-address none")
    lines = ("enrollment terminal pem", "serial-number none", *named, f"subject-name CN={host}")
    return f"crypto pki trustpoint {label}", *(f" {line}" for line in (*lines, f"rsakeypair {label} {BITS}"))


def authority_lines(label: str) -> tuple[str, ...]:
    """A trustpoint that only holds an authority's certificate."""
    return f"crypto pki trustpoint {label}", " enrollment terminal pem"


def key_line(label: str) -> str:
    """The line that makes the key; a key that is made so cannot be exported."""
    return f"crypto key generate rsa general-keys label {label} modulus {BITS}"


def read_request(
    headend: str, label: str, printed: str, keys: Iterable[KeyPair]
) -> CertificateSigningRequest:
    """The signing request in the output of ``crypto pki enroll``, for the key that the router shows under ``label``.

    Raises:
        NotUnderstood: there is none, it is damaged, or it is for another key.
    """
    step = f"crypto pki enroll {label}"
    body = _BODY.search(printed)
    if body is None:
        raise NotUnderstood(headend, step, "it printed no signing request", reply=_end(printed))
    text = "\n".join(body[1].split())
    try:
        request = load_pem_x509_csr(
            f"-----BEGIN CERTIFICATE REQUEST-----\n{text}\n-----END CERTIFICATE REQUEST-----\n".encode()
        )
        whole = request.is_signature_valid
    except (ValueError, InvalidSignature) as error:
        raise NotUnderstood(headend, step, "the signing request cannot be read") from error
    der = request.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
    shown = next((key.public_key for key in keys if key.name == label), "")
    if not whole or (shown and shown != der):
        raise NotUnderstood(headend, step, f"the signing request is not for the router's key {label}")
    return request


def _end(printed: str) -> str:
    return "\n".join([line for line in printed.splitlines() if line.strip()][-3:])


def noted(
    record: Record | None, *, requested: Iterable[str], labels: Iterable[str], version: str, now: datetime
) -> Record:
    """The router's record with these requests added; a new record where the router had none.

    Args:
        record: the one that the router holds.
        requested: labels whose certificates are not in use yet.
        labels: every trustpoint of ours that was made for them.
        version: of this program.
        now: the present.
    """
    base = record or Record(tool_version=version, pushed_at=now, plan_digest="")
    return base.model_copy(
        update={
            "requested": tuple(dict.fromkeys((*base.requested, *requested))),
            "generations": tuple(dict.fromkeys((*base.generations, *labels))),
        }
    )
