"""Trustpoints that every box has before anybody touches it: `SLA-TrustPoint`, `TP-self-signed-N`."""

from __future__ import annotations

import functools
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from lab.pki.store import KeyPair, Role

if TYPE_CHECKING:
    from lab.router import Router

_LICENSING = (datetime(2013, 5, 30, 19, 48, 47, tzinfo=UTC), datetime(2038, 5, 30, 19, 48, 47, tzinfo=UTC))
_SELF_SIGNED_UNTIL = datetime(2035, 1, 1, tzinfo=UTC)


def self_signed_name(router: Router) -> str:
    """`TP-self-signed-` and a number that is the router's own."""
    return f"TP-self-signed-{zlib.crc32(router.name.encode())}"


def install_licensing_ca(router: Router) -> None:
    """The CA certificate of `SLA-TrustPoint`; its configuration lines are the caller's."""
    router.pki.install("SLA-TrustPoint", Role.CA, _licensing_ca(), router.clock.now())


def install_self_signed(router: Router, name: str) -> None:
    """Key and certificate that `ip http secure-server` makes; its lines are the caller's."""
    now = router.clock.now()
    key = _shared_key()
    subject = f"IOS-Self-Signed-Certificate-{name.rsplit('-', 1)[-1]}"
    router.pki.keys[name] = KeyPair(name, key, now)
    certificate = _certificate(subject, None, key, (now, _SELF_SIGNED_UNTIL))
    router.pki.install(name, Role.SELF_SIGNED, certificate, now)


@functools.cache
def _shared_key() -> rsa.RSAPrivateKey:
    # One key for all boxes of a process: a thousand of them would take minutes, and nothing compares them.
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def _licensing_ca() -> x509.Certificate:
    return _certificate("Cisco Licensing Root CA", "Cisco", _shared_key(), _LICENSING)


def _certificate(
    common: str, organisation: str | None, key: rsa.RSAPrivateKey, valid: tuple[datetime, datetime]
) -> x509.Certificate:
    names = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    name = x509.Name([*names, x509.NameAttribute(NameOID.COMMON_NAME, common)])
    start = min(valid[0], valid[1] - timedelta(days=1)).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
