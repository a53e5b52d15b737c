"""Which certificate issued which: certificates in any order become one chain, leaf first."""

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
    """True if ``issuer`` signed ``subject``: names agree and the signature verifies, SHA-1 and MD5 included."""
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
    """Verify an old digest, which the library refuses: a chain must be recognised before its digest is reported."""
    public, digest = issuer.public_key(), subject.signature_hash_algorithm
    if not isinstance(public, RSAPublicKey) or digest is None:
        return False
    try:
        public.verify(subject.signature, subject.tbs_certificate_bytes, PKCS1v15(), digest)
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def self_signed(certificate: Certificate) -> bool:
    """True if a certificate is signed with its own key: a root, or a self-signed leaf, which the document rules out."""
    return issued(certificate, certificate)


def is_authority(certificate: Certificate) -> bool:
    """True if its basic constraints say CA (RFC 5280, 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False


def same_key(certificate: Certificate, other: Certificate) -> bool:
    """True if two certificates certify the same public key."""
    return public_der(certificate) == public_der(other)


def public_der(certificate: Certificate) -> bytes:
    """The SubjectPublicKeyInfo of a certificate, comparable."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def order(leaf: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """The chain from ``leaf`` up, as far as ``others``, in any order, have its issuers.

    It ends at a self-signed certificate, or where the issuer is missing. Certificates that are not of this chain
    are left out. Where an authority has several certificates (cross-signed, or renewed with the same key), the chain
    that is valid longest is taken: an expired certificate beside its successor cuts nobody off.
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
    # Authorities that issued each other, with nobody above them: the last chain tried is as good as any.
    return ends[_best(ends)] if ends else way


def _best(ways: Sequence[tuple[Certificate, ...]]) -> int:
    """The number of the chain that is valid longest; then the one valid earliest, with a root, and shortest."""

    def rank(place: int) -> tuple[datetime, timedelta, bool, int]:
        way = ways[place]
        last = min(certificate.not_valid_after_utc for certificate in way)
        begins = max(certificate.not_valid_before_utc for certificate in way)
        return last, last - begins, self_signed(way[-1]), -len(way)

    return max(range(len(ways)), key=rank)


def authorities_beyond_gap(
    chain: Sequence[Certificate], others: Iterable[Certificate]
) -> tuple[Certificate, ...]:
    """Authorities among ``others`` above a gap: the file lacks what connects them with the chain.

    Empty for a chain that ends at a root. Empty too if a root among them has the name of the missing issuer: it is
    an older or newer certificate of the root that clients have, and nothing but that root is missing.
    """
    top = chain[-1]
    if self_signed(top):
        return ()
    rest = [other for other in others if other not in chain]
    waiting = list(chain)
    while waiting:
        here = waiting.pop()
        # Another certificate of the same authority, what is above that one, and what the chain's authorities issued.
        related = [other for other in rest if issued(other, here) or issued(here, other)]
        waiting += related
        rest = [other for other in rest if other not in related]
    left = tuple(other for other in rest if is_authority(other))
    return (
        () if any(authority.subject == top.issuer and self_signed(authority) for authority in left) else left
    )


def pick_leaf(certificates: Iterable[Certificate]) -> Certificate:
    """The certificate that issued none of the others, end entities first: the leaf, if no key says which it is.

    Raises:
        ValueError: there is no certificate.
    """
    entries = tuple(certificates)

    def rank(certificate: Certificate) -> tuple[bool, bool]:
        others = (other for other in entries if other != certificate)
        return any(issued(certificate, other) for other in others), is_authority(certificate)

    return min(entries, key=rank)
