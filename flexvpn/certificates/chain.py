"""Which certificate issued which: a heap of certificates becomes one chain, leaf first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import BasicConstraints, Certificate, ExtensionNotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta


def issued(issuer: Certificate, subject: Certificate) -> bool:
    """True where ``issuer`` signed ``subject``: names agree and the signature verifies, SHA-1 and MD5 included."""
    if issuer.subject != subject.issuer:
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError):
        return False
    except (UnsupportedAlgorithm, ValueError):
        return _old_signature_verifies(issuer, subject)
    return True


def _old_signature_verifies(issuer: Certificate, subject: Certificate) -> bool:
    """The library refuses old digests in certificates; a chain that has one must still be seen to be reported."""
    public, digest = issuer.public_key(), subject.signature_hash_algorithm
    if not isinstance(public, RSAPublicKey) or digest is None:
        return False
    try:
        public.verify(subject.signature, subject.tbs_certificate_bytes, PKCS1v15(), digest)
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def self_signed(certificate: Certificate) -> bool:
    """True where a certificate vouches for itself: a root, or the self-signed one that the document rules out."""
    return issued(certificate, certificate)


def is_authority(certificate: Certificate) -> bool:
    """True where basic constraints say CA (RFC 5280, 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False


def same_key(one: Certificate, other: Certificate) -> bool:
    """True where two certificates certify the same public key."""
    return public_der(one) == public_der(other)


def public_der(certificate: Certificate) -> bytes:
    """The SubjectPublicKeyInfo of a certificate, comparable."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def order(leaf: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """The chain from ``leaf`` up, as far as ``others`` reach, in whatever order they come.

    Ends at a self-signed certificate or where no issuer is at hand. Certificates that are not of this chain are
    left out. Where an authority has several certificates (cross-signed, renewed for the key it had), the way that
    serves longest is taken, whatever the file's order: an expired one beside its successor cuts nobody off.
    """
    rest = tuple(dict.fromkeys(other for other in others if other != leaf))
    way: tuple[Certificate, ...] = (leaf,)
    waiting, seen = [way], {leaf}
    ends: list[tuple[Certificate, ...]] = []
    while waiting:
        way = waiting.pop(_best(waiting))
        above = () if self_signed(way[-1]) else tuple(other for other in rest if issued(other, way[-1]))
        if not above:
            ends.append(way)
        for issuer in above:
            if issuer not in seen:
                seen.add(issuer)
                waiting.append((*way, issuer))
    # Authorities that issued each other and nobody above them: the last way tried is as good as any.
    return ends[_best(ends)] if ends else way


def _best(ways: Sequence[tuple[Certificate, ...]]) -> int:
    """Which of them lasts longest; then the one that began first, that has a root, and that is short."""

    def rank(place: int) -> tuple[datetime, timedelta, bool, int]:
        way = ways[place]
        last = min(one.not_valid_after_utc for one in way)
        begins = max(one.not_valid_before_utc for one in way)
        return last, last - begins, self_signed(way[-1]), -len(way)

    return max(range(len(ways)), key=rank)


def apart(chain: Sequence[Certificate], others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Authorities among ``others`` that no certificate of the chain leads to: there is a hole before them.

    None for a chain that ends at a root; none where a root among them has the name of the missing issuer: that is an
    older or newer one of the root that clients have, and the chain is whole but for it.
    """
    top = chain[-1]
    if self_signed(top):
        return ()
    rest = [one for one in others if one not in chain]
    waiting = list(chain)
    while waiting:
        here = waiting.pop()
        # Another certificate of the same authority, what is above that, and what the chain's own have issued beside.
        kin = [one for one in rest if issued(one, here) or issued(here, one)]
        waiting += kin
        rest = [one for one in rest if one not in kin]
    left = tuple(one for one in rest if is_authority(one))
    return () if any(one.subject == top.issuer and self_signed(one) for one in left) else left


def pick_leaf(certificates: Iterable[Certificate]) -> Certificate:
    """The one that issued none of the others, end entities before authorities: the leaf where no key tells.

    Raises:
        ValueError: there is no certificate.
    """
    heap = tuple(certificates)

    def rank(certificate: Certificate) -> tuple[bool, bool]:
        others = (other for other in heap if other != certificate)
        return any(issued(certificate, other) for other in others), is_authority(certificate)

    return min(heap, key=rank)
