"""Whether the authorities of a chain may issue what they issued: clients check each of them (RFC 5280, section 6)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from cryptography.x509 import (
    BasicConstraints,
    DirectoryName,
    DNSName,
    ExtendedKeyUsage,
    ExtensionNotFound,
    IPAddress,
    KeyUsage,
    NameConstraints,
    UnrecognizedExtension,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from flexvpn.certificates.chain import is_authority, self_signed
from flexvpn.certificates.fault import Fault, Unfit, called, failing, shown, subject, warning
from flexvpn.certificates.names import CertificateNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cryptography.x509 import Certificate, GeneralName

FOR_SERVERS = frozenset({ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE})
_ELSEWHERE = "have it issued by an authority that may"


def authority_faults(chain: Sequence[Certificate]) -> Iterator[Fault]:
    """Every rule about authorities that a chain breaks, leaf first. `fitness` checks dates, signatures and keys."""
    leaf = chain[0]
    if len(chain) > 1 and is_authority(leaf):
        yield warning(
            Unfit.IS_AUTHORITY,
            "the certificate is an authority's (basic constraints say CA): some clients refuse that of a server",
            "have one issued that is no authority",
        )
    for certificate in chain:
        yield from _unknown(certificate, chain)
    for below, certificate in enumerate(chain[1:]):
        # A client trusts a root because it is installed: a root without basic constraints is not checked for them.
        bare = self_signed(certificate) and not _says_what_it_is(certificate)
        if not bare:
            yield from _may_issue(certificate, chain, below)
        yield from _constraints(certificate, leaf)


def _unknown(certificate: Certificate, chain: Sequence[Certificate]) -> Iterator[Fault]:
    for extension in certificate.extensions:
        if extension.critical and isinstance(extension.value, UnrecognizedExtension):
            oid = extension.oid.dotted_string
            yield failing(
                Unfit.UNKNOWN_EXTENSION,
                f"{called(certificate, chain)} has the critical extension {oid}: clients that do not know it refuse it",
                "have it issued without",
            )


def _says_what_it_is(certificate: Certificate) -> bool:
    try:
        certificate.extensions.get_extension_for_class(BasicConstraints)
    except ExtensionNotFound:
        return False
    return True


def _may_issue(certificate: Certificate, chain: Sequence[Certificate], below: int) -> Iterator[Fault]:
    who = f"the authority {subject(certificate)}"
    if not is_authority(certificate):
        problem = (
            f"{subject(certificate)} is no authority (its basic constraints do not say CA), and issued this"
        )
        yield failing(Unfit.NO_AUTHORITY, problem, _ELSEWHERE)
        return
    limit = certificate.extensions.get_extension_for_class(BasicConstraints).value.path_length
    # Self-issued authorities in between, as when a key is replaced, do not count (RFC 5280, 4.2.1.9).
    between = sum(authority.subject != authority.issuer for authority in chain[1 : below + 1])
    if limit is not None and between > limit:
        problem = f"{who} allows at most {limit} more below it (its path length), and the chain has {between}"
        yield failing(Unfit.NO_AUTHORITY, problem, _ELSEWHERE)
    usage = _extension(certificate, KeyUsage)
    if isinstance(usage, KeyUsage) and not usage.key_cert_sign:
        problem = f"{who} may not sign certificates (its key usage lacks keyCertSign)"
        yield failing(Unfit.NO_AUTHORITY, problem, _ELSEWHERE)
    purposes = _extension(certificate, ExtendedKeyUsage)
    # Nobody checks this of a root; an intermediate's limits hold for all below it (Windows, Mozilla, OpenSSL).
    if (
        isinstance(purposes, ExtendedKeyUsage)
        and not self_signed(certificate)
        and not FOR_SERVERS & set(purposes)
    ):
        problem = f"{who} may not issue for servers (its extended key usage lacks serverAuth)"
        yield failing(Unfit.NOT_FOR_SERVERS, problem, _ELSEWHERE)


def _extension(
    certificate: Certificate, kind: type[KeyUsage | ExtendedKeyUsage | NameConstraints]
) -> KeyUsage | ExtendedKeyUsage | NameConstraints | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except ExtensionNotFound:
        return None


def _constraints(certificate: Certificate, leaf: Certificate) -> Iterator[Fault]:
    constraints = _extension(certificate, NameConstraints)
    if not isinstance(constraints, NameConstraints):
        return
    permitted, excluded = constraints.permitted_subtrees or (), constraints.excluded_subtrees or ()
    names = CertificateNames.of(leaf)
    for name in (*names.dns, *names.addresses, leaf.subject):
        within = [_within(name, base) for base in permitted]
        allowed = [answer for answer in within if answer is not None]
        if (allowed and not any(allowed)) or any(_within(name, base) for base in excluded):
            text = subject(leaf) if name is leaf.subject else shown(str(name))
            yield failing(
                Unfit.NAME_CONSTRAINT,
                f"the authority {subject(certificate)} may not issue for {text}{_limits(permitted, excluded)}",
                _ELSEWHERE,
            )


def _within(name: object, base: GeneralName) -> bool | None:
    """Whether ``name`` is below ``base``; None where the two are different kinds of name."""
    if isinstance(base, DNSName) and isinstance(name, str):
        domain = base.value.lower().strip(".")
        given = name.lower().rstrip(".")
        return not domain or given == domain or given.endswith(f".{domain}")
    if isinstance(base, IPAddress) and isinstance(base.value, IPv4Network | IPv6Network):
        # IPv4 and IPv6 are one kind of name: to permit networks of one permits none of the other (RFC 5280, 4.2.1.10).
        version = getattr(name, "version", None)
        return None if version is None else version == base.value.version and name in base.value
    if isinstance(base, DirectoryName) and hasattr(name, "rdns"):
        base_rdns = list(base.value.rdns)
        return list(name.rdns)[: len(base_rdns)] == base_rdns if list(name.rdns) else None
    return None


def _limits(permitted: Iterable[GeneralName], excluded: Iterable[GeneralName]) -> str:
    only = ", ".join(_base(base) for base in permitted)
    never = ", ".join(_base(base) for base in excluded)
    parts = [*([f"only for {only}"] if only else []), *([f"not for {never}"] if never else [])]
    return f": {' and '.join(parts)}"


def _base(base: GeneralName) -> str:
    return shown(base.value.rfc4514_string() if isinstance(base, DirectoryName) else str(base.value))
