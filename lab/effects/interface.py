"""Effects of interfaces: creation, removal, addresses, tunnels."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from lab import interfaces
from lab.dialogue import NoSuchInterfaceError
from lab.releases import Behaviour
from lab.tree import Node

if TYPE_CHECKING:
    from lab.change import Change
    from lab.dialogue import Dialogue

VIRTUAL = ("Loopback", "Tunnel", "Virtual-Template", "VirtualPortGroup", "Vlan", "Port-channel", "BDI", "nve")
LOCKED = "% Virtual-template config is locked, active vaccess present\n"


def interface(change: Change) -> Dialogue:
    """Enter an interface, making it if it is a virtual one; physical ones are there or are not."""
    name = change.captures["iface"]
    key = f"interface {name}"
    old = change.parent.child(key)
    virtual = name.startswith(VIRTUAL) or "." in name
    template = re.fullmatch(r"Virtual-Template(\d+)", name)
    if change.negated:
        if template and change.router.vpn.template_locked(int(template[1])):
            yield LOCKED
        elif old is None:
            raise NoSuchInterfaceError
        elif not virtual:
            yield "% Removal of physical interfaces is not permitted.\n"
        else:
            change.remove(key)
        return
    if old is not None:
        return
    boot = change.session.line_source == "boot"
    if not virtual and not boot:
        change.refused = True
        raise NoSuchInterfaceError
    kind = change.match.words[-1] if "type" in change.match.words else ""
    node = change.put(f"{key} type {kind}" if kind else key, key, rank=(600, *interfaces.rank(name)))
    node.put(Node("no ip address", "ip address", (30,)))
    if template:
        change.router.note(
            "SYS-5-CONFIG_P",
            "Configured programmatically by process VTEMPLATE Background Mgr from console as vty0",
        )
    elif name.startswith("Loopback") and not boot:
        change.router.note("LINEPROTO-5-UPDOWN", f"Line protocol on Interface {name}, changed state to up")


PHYSICAL = (("negotiation auto", 65), ("no mop enabled", 80), ("no mop sysid", 81))


def default_interface(change: Change) -> Dialogue:
    """``default interface X``: as it was when it came; whether it is shut down stays as it is (INF)."""
    name = change.captures["iface"]
    node = change.parent.child(f"interface {name}")
    if node is None:
        raise NoSuchInterfaceError
    for line in node.children:
        if line.key != "shutdown":
            node.drop(line.key)
    node.put(Node("no ip address", "ip address", (30,)))
    if not name.startswith(VIRTUAL) and "." not in name:
        for text, position in PHYSICAL:
            node.put(Node(text, text.removeprefix("no "), (position,)))
    change.session.changed = True
    yield f"Interface {name} set to default configuration\n"


def ip_address(change: Change) -> Dialogue:
    """One primary address; it may not overlap another interface's network."""
    if change.negated:
        change.put("no ip address", "ip address")
        return
    if "mask" not in change.captures:
        change.put(change.match.text, "ip address")
        return
    try:
        own = ipaddress.IPv4Interface(f"{change.captures['address']}/{change.captures['mask']}")
    except ValueError:
        mask = int(ipaddress.IPv4Address(change.captures["mask"]))
        yield f"Bad mask 0x{mask:X} for address {change.captures['address']}\n"
        return
    if change.session.line_source != "boot":
        for other in change.router.running.find("interface"):
            address = _address(other)
            if address and other is not change.parent and own.network.overlaps(address.network):
                yield f"% {own.network.network_address} overlaps with {other.text.split()[1]}\n"
                return
    change.put(change.match.text, "ip address")


def ip_unnumbered(change: Change) -> Dialogue:
    """Borrow the address of an interface that exists."""
    if change.negated:
        change.put("no ip address", "ip address")
        return
    lender = change.captures["iface"]
    if change.session.line_source != "boot" and change.router.running.child(f"interface {lender}") is None:
        raise NoSuchInterfaceError
    change.put(change.match.text, "ip address")
    yield from ()


def shutdown(change: Change) -> Dialogue:
    """Going down and coming up is logged."""
    name = change.parent.text.split()[1]
    boot = change.session.line_source == "boot"
    if change.negated:
        if change.remove() and not boot:
            change.router.note("LINK-3-UPDOWN", f"Interface {name}, changed state to up")
            change.router.note(
                "LINEPROTO-5-UPDOWN", f"Line protocol on Interface {name}, changed state to up"
            )
    elif change.parent.child("shutdown") is None:
        change.put()
        if not boot:
            change.router.note("LINK-5-CHANGED", f"Interface {name}, changed state to administratively down")
    yield from ()


def tunnel_mode(change: Change) -> Dialogue:
    """``gre ip`` is the default and is not shown."""
    if change.negated or change.match.text == "tunnel mode gre ip":
        change.remove("tunnel mode")
    else:
        change.put(change.match.text, "tunnel mode")
    yield from ()


def tunnel_protection(change: Change) -> Dialogue:
    """On 26.x a change takes the tunnel down (docs/iosxe.md section 7)."""
    key = "tunnel protection ipsec profile"
    old = change.parent.child(key)
    if change.negated:
        changed = change.remove(key)
    else:
        changed = old is not None and old.text != change.match.text
        change.put(change.match.text, key)
    name = change.parent.text.split()[1]
    if changed and change.router.does(Behaviour.TUNNEL_SHUT) and name.startswith("Tunnel"):
        change.parent.put(Node("shutdown", "shutdown", (50,)))
        yield f"%Shutting down {name} interface due to IPsec tunnel protection modification.\n"
        yield '%Please run "no shutdown" after config change to bring up the interface.\n'


def _address(node: Node) -> ipaddress.IPv4Interface | None:
    line = node.child("ip address")
    found = re.fullmatch(r"ip address (\S+) (\S+)", line.text) if line else None
    if found is None:
        return None
    try:
        return ipaddress.IPv4Interface(f"{found[1]}/{found[2]}")
    except ValueError:
        return None
