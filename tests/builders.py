"""Builders of what many tests start from; keyword arguments replace sections."""

from __future__ import annotations

from typing import Any

from flexvpn.ios.change import changes_of
from flexvpn.planning.section_changes import SectionChanges
from flexvpn.sections.headend import Headend

CLIENT = {"servers": [{"display_name": "VPN IOS-XE", "host_address": "vpn.example.com"}]}


def headend(**sections: Any) -> Headend:  # noqa: ANN401 - whatever the sections take
    """The document's headend, without its optional steps."""
    given: dict[str, Any] = {
        "name": "edge",
        "release": "17.9.4",
        "trustpoint": {"pkcs12": "IKEv2-TP.p12", "passphrase": "env:P12"},
        "local_users": {"users": [{"name": "test", "password": "env:TEST"}]},
        "address_pools": [{"ranges": ["192.168.10.5 192.168.10.10"]}],
        "access_lists": [{"name": "NAT", "type": "extended", "entries": [{"source": "192.168.10.0/24"}]}],
        "authorization_policies": [{"dns": ["10.0.1.1"]}],
        "anyconnect_profile": {"client": CLIENT},
    }
    return Headend.model_validate(given | sections)


def part(section: str, *lines: str, marks: str = "") -> SectionChanges:
    """A section's changes, written as the lines that are sent."""
    return SectionChanges(section, changes_of(lines, marks))
