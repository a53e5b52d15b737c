"""Whether a certificate is valid for the host that a client's profile names (RFC 6125, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from cryptography.x509 import DNSName, ExtensionNotFound, IPAddress, NameOID, SubjectAlternativeName

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class CertificateNames:
    """The names that a certificate is valid for: those of its subjectAltName extension, and its common names."""

    dns: tuple[str, ...]
    addresses: tuple[Address, ...]
    common: tuple[str, ...]

    @classmethod
    def of(cls, certificate: Certificate) -> CertificateNames:
        """Read them from a certificate."""
        common = tuple(
            str(attribute.value)
            for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        )
        try:
            extension = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
        except ExtensionNotFound:
            return cls((), (), common)
        addresses = (
            address for address in extension.get_values_for_type(IPAddress) if isinstance(address, Address)
        )
        return cls(tuple(extension.get_values_for_type(DNSName)), tuple(addresses), common)

    def include(self, host: str) -> bool:
        """True if one of the subject alternative names is for ``host``, a name or an address."""
        address = _address(host)
        if address is not None:
            return address in self.addresses
        return any(matches(pattern, host) for pattern in self.dns)

    def common_name_only(self, host: str) -> bool:
        """True if only the common name is for ``host`` and there is no alternative name, which would overrule it.

        RFC 6125, 6.4.4 lets a client look at the common name only then; RFC 9525 no longer lets it at all.
        """
        if self.dns or self.addresses:
            return False
        address = _address(host)
        if address is not None:
            return any(_address(name) == address for name in self.common)
        return any(matches(name, host) for name in self.common)

    def __str__(self) -> str:
        """The names as a person reads them in a message."""
        listed = [*self.dns, *map(str, self.addresses)]
        return ", ".join(listed) if listed else "none"


def matches(pattern: str, host: str) -> bool:
    """True if a certificate's DNS name is for ``host``; case and a final dot do not count.

    A wildcard is the whole left-most label and stands for exactly one label (RFC 6125, 6.4.3). At least two labels
    must follow it: ``*.com`` matches no host.
    """
    expected, given = _labels(host), _labels(pattern)
    if given[0] != "*":
        return given == expected
    return len(given) > 2 and len(given) == len(expected) and given[1:] == expected[1:]  # noqa: PLR2004 - see above


def _labels(name: str) -> list[str]:
    return name.lower().rstrip(".").split(".")


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
