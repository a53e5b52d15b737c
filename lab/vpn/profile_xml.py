"""The client's profile: what AnyConnect reads in the XML file before it sends anything."""

from __future__ import annotations

import ipaddress
import xml.etree.ElementTree as ET
from dataclasses import dataclass

NAMESPACE = "http://schemas.xmlsoap.org/encoding/"
DEFAULT_IDENTITY = "*$AnyConnectClient$*"


class UnusableProfile(Exception):
    """The client cannot use this profile: it would not show it, or would try TLS."""


@dataclass(frozen=True, slots=True)
class HostEntry:
    """One entry of the drop-down list."""

    display_name: str
    address: str
    identity: str

    @property
    def is_address(self) -> bool:
        """Whether the host is given as an IP address, not as a name."""
        try:
            ipaddress.ip_address(self.address)
        except ValueError:
            return False
        return True


def read_host_entry(data: bytes, display_name: str | None = None) -> HostEntry:
    """The entry that the user picks: the first, or the one with that display name.

    Raises:
        UnusableProfile: no XML, another namespace (the document as printed lost `.org`), no entry, or an
            entry that does not connect by IPsec with EAP-AnyConnect.
    """
    try:
        root = ET.fromstring(data)  # noqa: S314 - the test's own file
    except ET.ParseError as error:
        raise UnusableProfile(f"the profile is not well-formed XML ({error})") from error
    if root.tag != f"{{{NAMESPACE}}}AnyConnectProfile":
        raise UnusableProfile(
            "the profile is not in the namespace that the client knows: not shown in the list"
        )
    entries = root.findall(f"{_q('ServerList')}/{_q('HostEntry')}")
    if display_name is not None:
        entries = [e for e in entries if _text(e, "HostName") == display_name]
    if not entries:
        raise UnusableProfile("the profile has no such HostEntry: nothing to pick in the list")
    return _entry(entries[0])


def _entry(entry: ET.Element) -> HostEntry:
    protocol = entry.find(_q("PrimaryProtocol"))
    if protocol is None or (protocol.text or "").strip() != "IPsec":
        raise UnusableProfile("PrimaryProtocol is not IPsec: the client tries TLS")
    standard = protocol.find(_q("StandardAuthenticationOnly"))
    if standard is None or (standard.text or "").strip() != "true":
        raise UnusableProfile(
            "StandardAuthenticationOnly is not true: the client takes the router for an ASA"
        )
    method = _text(standard, "AuthMethodDuringIKENegotiation")
    if method != "EAP-AnyConnect":
        raise UnusableProfile(f"AuthMethodDuringIKENegotiation is {method or 'missing'}, not EAP-AnyConnect")
    name, address = _text(entry, "HostName"), _text(entry, "HostAddress")
    identity = _text(standard, "IKEIdentity") or DEFAULT_IDENTITY
    return HostEntry(name, address or name, identity)


def _q(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _text(element: ET.Element, tag: str) -> str:
    found = element.find(_q(tag))
    return (found.text or "").strip() if found is not None else ""
