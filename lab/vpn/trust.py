"""What the client makes of the certificate that the router sends: chain, host name, dates, usage."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from lab.pki.names import common_name
from lab.vpn.issuing import SERVING, issuing_objection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lab.vpn.profile_xml import HostEntry

_LONGEST_CHAIN = 8
_MOST_PATHS = 100
"""A bundle of authorities that sign each other has more than anybody wants to try."""


def objection(
    chain: tuple[x509.Certificate, ...],
    trusted: tuple[x509.Certificate, ...],
    entry: HostEntry,
    now: datetime,
) -> str | None:
    """Why the client would refuse this chain (leaf first), or nothing if it would not."""
    leaf = chain[0]
    if leaf.issuer == leaf.subject:
        # In the trust store or not: it is no authority, and AnyConnect wants a chain to one.
        return "certificate is self-signed"
    return _chain(leaf, chain[1:], trusted, now) or _usage(leaf) or _host(leaf, entry)


def _chain(
    leaf: x509.Certificate,
    sent: tuple[x509.Certificate, ...],
    trusted: tuple[x509.Certificate, ...],
    now: datetime,
) -> str | None:
    """One path that holds is enough: authorities that are renewed or cross-signed leave several."""
    first: str | None = None
    for path in itertools.islice(_paths((leaf,), sent, trusted), _MOST_PATHS):
        reason = _dates(path, now) or issuing_objection(path)
        if reason is None:
            return None
        first = first or reason
    return first or _dates((leaf, *sent), now) or _broken(leaf, sent)


def _paths(
    path: tuple[x509.Certificate, ...],
    sent: tuple[x509.Certificate, ...],
    trusted: tuple[x509.Certificate, ...],
) -> Iterator[tuple[x509.Certificate, ...]]:
    """Every path from what is there to an authority that the client trusts, the shortest choice first."""
    if len(path) > _LONGEST_CHAIN:
        return
    yield from ((*path, anchor) for anchor in _issuers(path[-1], trusted) if anchor not in path)
    for above in _issuers(path[-1], sent):
        if above not in path and above not in trusted:
            yield from _paths((*path, above), sent, trusted)


def _broken(leaf: x509.Certificate, sent: tuple[x509.Certificate, ...]) -> str:
    """Where the chain ends that leads to nobody the client trusts."""
    path = [leaf]
    while above := [one for one in _issuers(path[-1], sent) if one not in path]:
        path.append(above[0])
    return f"certificate chain ends at {common_name(path[-1].issuer)}, which the client does not trust"


def _dates(chain: tuple[x509.Certificate, ...], now: datetime) -> str | None:
    for certificate in chain:
        if now < certificate.not_valid_before_utc:
            return f"certificate {common_name(certificate.subject)} is not valid yet"
        if now > certificate.not_valid_after_utc:
            return f"certificate {common_name(certificate.subject)} has expired"
    return None


def _issuers(
    certificate: x509.Certificate, among: tuple[x509.Certificate, ...]
) -> tuple[x509.Certificate, ...]:
    return tuple(one for one in among if one != certificate and _signed_by(certificate, one))


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _usage(leaf: x509.Certificate) -> str | None:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        pass
    else:
        if not usage.digital_signature:
            return "certificate's key usage lacks Digital Signature"
    try:
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return "certificate's extended key usage lacks Server Authentication"
    return None if SERVING & set(purposes) else "certificate's extended key usage lacks Server Authentication"


def _host(leaf: x509.Certificate, entry: HostEntry) -> str | None:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        hosts = [common_name(leaf.subject)]
    else:
        hosts = [
            *names.get_values_for_type(x509.DNSName),
            *map(str, names.get_values_for_type(x509.IPAddress)),
        ]
    if any(_matches(pattern.lower(), entry.address.lower(), exact=entry.is_address) for pattern in hosts):
        return None
    return f"certificate is for {', '.join(hosts)}, not for {entry.address}"


def _matches(pattern: str, host: str, *, exact: bool) -> bool:
    if pattern == host:
        return True
    return not exact and pattern.startswith("*.") and host.partition(".")[2] == pattern[2:]
