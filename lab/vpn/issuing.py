"""Whether an authority may issue what it issued: the client asks each one of a path (RFC 5280, section 6.1)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from lab.pki.names import common_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
SERVING = frozenset({ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE})


def issuing_objection(path: tuple[x509.Certificate, ...]) -> str | None:
    """Why the client would refuse this path, leaf first and anchor last, for the sake of who issued what."""
    for certificate in path:
        if (oid := _unknown(certificate)) is not None:
            return f"certificate {common_name(certificate.subject)} has a critical extension {oid} that is unknown"
    for place in range(1, len(path)):
        reason = _authority(path[place], path[1:place]) or _subtrees(path[place], path[:place])
        if reason is not None:
            return f"certificate authority {common_name(path[place].subject)} {reason}"
    return None


def _unknown(certificate: x509.Certificate) -> str | None:
    return next(
        (
            extension.oid.dotted_string
            for extension in certificate.extensions
            if extension.critical and isinstance(extension.value, x509.UnrecognizedExtension)
        ),
        None,
    )


def _authority(certificate: x509.Certificate, between: tuple[x509.Certificate, ...]) -> str | None:
    """``between`` are the authorities below this one."""
    basic = _value(certificate, x509.BasicConstraints)
    usage = _value(certificate, x509.KeyUsage)
    root = certificate.subject == certificate.issuer
    # What a trust store says of a root counts, not what the root says of its purpose.
    purposes = None if root else _value(certificate, x509.ExtendedKeyUsage)
    limit = basic.path_length if basic is not None else None
    counted = sum(one.subject != one.issuer for one in between)
    reason = None
    if basic is None and not root:
        reason = "is none: it has no basic constraints"
    elif basic is not None and not basic.ca:
        reason = "is none: its basic constraints do not say CA"
    elif limit is not None and counted > limit:
        reason = f"allows {limit} authorities below it, not {counted}"
    elif usage is not None and not usage.key_cert_sign:
        reason = "may not sign certificates: its key usage lacks Key Cert Sign"
    elif purposes is not None and not SERVING & set(purposes):
        reason = "may not issue for servers: its extended key usage says otherwise"
    return reason


def _value(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _subtrees(certificate: x509.Certificate, below: tuple[x509.Certificate, ...]) -> str | None:
    limits = _value(certificate, x509.NameConstraints)
    if limits is None:
        return None
    permitted, excluded = tuple(limits.permitted_subtrees or ()), tuple(limits.excluded_subtrees or ())
    for place, subject in enumerate(below):
        # Self-issued authorities are spared, the leaf never is (RFC 5280, 6.1.3 b).
        if place and subject.subject == subject.issuer:
            continue
        for name in _names(subject, leaf=place == 0):
            alike = tuple(base for base in permitted if isinstance(base, type(name)))
            if alike and not any(_below(name, base, loosely=False) for base in alike):
                return f"may not issue for {_text(name)}: it lies outside of its name constraints"
            if any(_below(name, base, loosely=True) for base in excluded if isinstance(base, type(name))):
                return f"may not issue for {_text(name)}: its name constraints exclude it"
    return None


def _names(certificate: x509.Certificate, *, leaf: bool) -> Iterator[x509.GeneralName]:
    if list(certificate.subject):
        yield x509.DirectoryName(certificate.subject)
    names = _value(certificate, x509.SubjectAlternativeName)
    if names is not None:
        yield from (
            one for one in names if isinstance(one, x509.DNSName | x509.IPAddress | x509.DirectoryName)
        )
    elif leaf and (host := common_name(certificate.subject)).isascii() and host:
        # Where the common name serves as host name, it is constrained like one.
        yield x509.DNSName(host)


def _below(name: x509.GeneralName, base: x509.GeneralName, *, loosely: bool) -> bool:
    """Whether ``name`` lies below ``base``; ``loosely``, whether some name that it stands for does."""
    if isinstance(name, x509.DNSName) and isinstance(base, x509.DNSName):
        return _host_below(name.value.lower().rstrip("."), base.value.lower().rstrip("."), loosely=loosely)
    if isinstance(name, x509.IPAddress) and isinstance(base, x509.IPAddress):
        network = base.value
        return isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network) and name.value in network
    if isinstance(name, x509.DirectoryName) and isinstance(base, x509.DirectoryName):
        above, whole = _rdns(base.value), _rdns(name.value)
        return whole[: len(above)] == above
    return False


def _host_below(host: str, tree: str, *, loosely: bool) -> bool:
    if loosely and host.startswith("*.") and tree.partition(".")[2] == host[2:]:
        return True
    if not tree or host == tree:
        return True
    return host.endswith(tree if tree.startswith(".") else f".{tree}")


def _rdns(name: x509.Name) -> list[frozenset[tuple[str, str]]]:
    """Compared without regard to case and to runs of blanks (RFC 5280, 7.1)."""
    return [
        frozenset((one.oid.dotted_string, " ".join(str(one.value).lower().split())) for one in rdn)
        for rdn in name.rdns
    ]


def _text(name: x509.GeneralName) -> str:
    return name.value.rfc4514_string() if isinstance(name, x509.DirectoryName) else str(name.value)
