"""What an access list says about an address."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router


def permits(router: Router, name: str, address: str) -> bool:
    """Judge a source address by a named or numbered list, in order; nothing matched is denied.

    A list that is not configured permits everything, as on IOS-XE.
    """
    node = router.running.child(f"ip access-list standard {name}") or router.running.child(
        f"ip access-list extended {name}"
    )
    entries = [child.text for child in node.children] if node is not None else []
    entries += [found.text.split(None, 2)[2] for found in router.running.find(f"access-list {name}")]
    if not entries:
        return True
    for entry in entries:
        words = re.sub(r"^\d+ ", "", entry).split()
        if words[0] == "remark":
            continue
        rest = words[1:]
        if rest[0] in ("ip", "tcp"):
            rest = rest[1:]
        if _matches(rest, ipaddress.IPv4Address(address)):
            return words[0] == "permit"
    return False


def _matches(rest: list[str], address: ipaddress.IPv4Address) -> bool:
    if rest[0] == "any":
        return True
    if rest[0] == "host":
        return ipaddress.IPv4Address(rest[1]) == address
    wild = 0
    if len(rest) > 1 and re.fullmatch(r"[\d.]+", rest[1]):
        wild = int(ipaddress.IPv4Address(rest[1]))
    return int(ipaddress.IPv4Address(rest[0])) & ~wild == int(address) & ~wild
