"""``show version`` and ``show interfaces``."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from lab.dialogue import Ask, ExecCommand, NoSuchInterfaceError
from lab.exec.chassis import ago, smart_licensing
from lab.exec.shows import address_of, state
from lab.releases import Behaviour, build_of

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node

LEGAL = """
Cisco IOS-XE software, Copyright (c) 2005-{year} by cisco Systems, Inc.
All rights reserved.  Certain components of Cisco IOS-XE software are
licensed under the GNU General Public License ("GPL") Version 2.0.  The
software code licensed under GPL Version 2.0 is free software that comes
with ABSOLUTELY NO WARRANTY.  You can redistribute and/or modify such
GPL code under the terms of GPL Version 2.0.  For more details, see the
documentation or "License Notice" file accompanying the IOS-XE software,
or the applicable URL provided on the flyer accompanying the IOS-XE
software.
"""
EXPORT = """
This product contains cryptographic features and is subject to United
States and local country laws governing import, export, transfer and
use. Delivery of Cisco cryptographic products does not imply
third-party authority to import, export, distribute or use encryption.
Importers, exporters, distributors and users are responsible for
compliance with U.S. and local country laws. By using this product you
agree to comply with applicable laws and regulations. If you are unable
to comply with U.S. and local laws, return this product immediately.

A summary of U.S. laws governing Cisco cryptographic products may be found at:
http://www.cisco.com/wwl/export/crypto/tool/stqrg.html

If you require further assistance please contact us by sending email to
export@cisco.com.
"""


def uptime(router: Router) -> str:
    """As ``show version`` says it."""
    seconds = int((router.clock.now() - router.booted).total_seconds())
    units = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        if count or name == "minute":
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return ", ".join(parts)


def show_version(router: Router, _session: Session, _args: str) -> Dialogue:
    """Release, uptime, hardware (form REAL, C8000V)."""
    release, box = router.release, router.hardware
    build = build_of(release)
    word = "IOSXE" if router.does(Behaviour.IMAGE_WORD) else "Fuji"
    yield f"Cisco IOS XE Software, Version {release.padded}\n"
    yield f"Cisco IOS Software [{word}], Virtual XE Software ({box.image}), "
    yield f"Version {release}, RELEASE SOFTWARE (fc3)\n"
    yield "Technical Support: http://www.cisco.com/techsupport\n"
    yield f"Copyright (c) 1986-{build.year} by Cisco Systems, Inc.\nCompiled {build.compiled} by mcpre\n\n"
    yield LEGAL.format(year=build.year) + "\n\nROM: IOS-XE ROMMON\n\n"
    yield f"{router.hostname} uptime is {uptime(router)}\n"
    yield f"Uptime for this control processor is {uptime(router)}\n"
    yield 'System returned to ROM by reload\nSystem image file is "bootflash:packages.conf"\n'
    yield "Last reload reason: reload\n\n" + EXPORT + "\n"
    smart = smart_licensing(release)
    kind = "N/A(Smart License Enabled)" if "UNREGISTERED" in smart else "Default. No valid license found."
    yield f"License Level: ax\nLicense Type: {kind}\nNext reload license Level: ax\n\n"
    yield (
        "The current throughput level is 10000 kbps \n\n\n"
        if router.does(Behaviour.THROUGHPUT_SHOWN)
        else "\n"
    )
    yield f"Smart Licensing Status: {smart}\n\n"
    yield f"cisco {box.processor} processor (revision VXE) with {box.memory} bytes of memory.\n"
    yield f"Processor board ID {box.serial}\n"
    if router.does(Behaviour.C8000V):
        yield "Router operating mode: Autonomous\n"
    physical = sum(
        1 for n in router.running.find("interface") if n.text.split()[1].startswith("GigabitEthernet")
    )
    yield f"{physical} Gigabit Ethernet interface{'' if physical == 1 else 's'}\n"
    yield "32768K bytes of non-volatile configuration memory.\n8113280K bytes of physical memory.\n"
    yield "7774207K bytes of virtual hard disk at bootflash:.\n\nConfiguration register is 0x2102\n\n"


def show_interfaces(router: Router, _session: Session, args: str) -> Dialogue:
    """``show interfaces [NAME]``."""
    nodes = router.running.find("interface")
    words = args.split()
    if words and words[-1] == "description":
        if words[:-1]:
            nodes = tuple(node for node in nodes if node.text.split()[1] == words[0])
        yield "Interface                      Status         Protocol Description\n"
        for node in nodes:
            status, protocol = state(node)
            short = "admin down" if status.startswith("admin") else status
            described = node.child("description")
            text = described.text.removeprefix("description ") if described else ""
            name = node.text.split()[1]
            brief = re.sub(r"^([A-Z][a-z])[A-Za-z-]*", r"\1", name.replace("Virtual-Template", "Vt"))
            yield f"{brief:30} {short:14} {protocol:8} {text}\n"
        return
    if words:
        nodes = tuple(node for node in nodes if node.text.split()[1] == words[0])
        if not nodes:
            raise NoSuchInterfaceError
    for node in nodes:
        yield _interface(router, node)


def mac_of(router: Router, name: str) -> str:
    """The hardware address of an interface."""
    digits = f"{zlib.crc32((router.name + name).encode()):08x}"
    return f"0050.{digits[:4]}.{digits[4:]}"


def prefix_length(mask: str) -> int:
    """24 for 255.255.255.0."""
    return sum(int(part).bit_count() for part in mask.split("."))


def _interface(router: Router, node: Node) -> str:
    name = node.text.split()[1]
    status, protocol = state(node)
    address = node.child("ip address")
    mac = mac_of(router, name)
    kind = next(
        (
            k
            for p, k in (("Loopback", "Loopback"), ("Virtual-Template", "Tunnel"), ("Tunnel", "Tunnel"))
            if name.startswith(p)
        ),
        "CSR vNIC",
    )
    lines = [f"{name} is {status}, line protocol is {protocol} "]
    if kind == "CSR vNIC":
        lines.append(f"  Hardware is {kind}, address is {mac} (bia {mac})")
    else:
        lines.append(f"  Hardware is {kind}")
    described = node.child("description")
    if described is not None:
        lines.append(f"  Description: {described.text.removeprefix('description ')}")
    words = address.text.split() if address else []
    if words[:2] == ["ip", "address"] and len(words) > 3:
        bits = prefix_length(words[3])
        lines.append(f"  Internet address is {words[2]}/{bits}")
    elif words[:2] == ["ip", "unnumbered"]:
        lines.append(f"  Interface is unnumbered. Using address of {words[2]} ({address_of(router, node)})")
    bandwidth = {"Loopback": 8_000_000, "Tunnel": 100}.get(kind, 1_000_000)
    mtu = {"Loopback": 1514, "Tunnel": 9938}.get(kind, 1500)
    encapsulation = {"Loopback": "LOOPBACK", "Tunnel": "TUNNEL"}.get(kind, "ARPA")
    lines += [
        f"  MTU {mtu} bytes, BW {bandwidth} Kbit/sec, DLY 10 usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        f"  Encapsulation {encapsulation}, loopback not set",
        "  Keepalive set (10 sec)",
    ]
    if kind == "CSR vNIC":
        lines.append("  Full Duplex, 1000Mbps, link type is auto, media type is Virtual")
    lines += [
        "  Last input 00:00:00, output 00:00:01, output hang never",
        f'  Last clearing of "show interface" counters {_cleared(router, name)}',
        "  5 minute input rate 0 bits/sec, 0 packets/sec",
        "  5 minute output rate 0 bits/sec, 0 packets/sec",
        "     0 packets input, 0 bytes, 0 no buffer",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort",
        "     0 packets output, 0 bytes, 0 underruns",
        "     0 output errors, 0 collisions, 0 interface resets",
    ]
    return "\n".join(lines) + "\n"


def _cleared(router: Router, name: str) -> str:
    when = router.counters_cleared.get(name)
    return ago(router.clock.now() - when) if when else "never"


def clear_counters(router: Router, session: Session, args: str) -> Dialogue:
    """``clear counters [NAME]``: nothing is counted here, but since when is (form REAL)."""
    names = [node.text.split()[1] for node in router.running.find("interface")]
    if args and args not in names:
        raise NoSuchInterfaceError
    which = f"interface {args}" if args else "all interfaces"
    sure = yield Ask(f'Clear "show interface" counters on {"this interface" if args else which} [confirm]')
    if sure.strip().lower() not in ("", "y"):
        return
    router.counters_cleared |= dict.fromkeys([args] if args else names, router.clock.now())
    router.note("CLEAR-5-COUNTERS", f"Clear counter on {which} by {session.who}")


def show_ip_interface(router: Router, _session: Session, args: str) -> Dialogue:
    """``show ip interface [NAME]``: state, address and mtu."""
    if args and router.running.child(f"interface {args}") is None:
        raise NoSuchInterfaceError
    for node in router.running.find("interface"):
        name = node.text.split()[1]
        if args not in ("", name):
            continue
        status, protocol = state(node)
        yield f"{name} is {status}, line protocol is {protocol}\n"
        line = node.child("ip address")
        words = line.text.split() if line else []
        if words[:2] == ["ip", "address"] and len(words) > 3:
            bits = prefix_length(words[3])
            yield f"  Internet address is {words[2]}/{bits}\n  Broadcast address is 255.255.255.255\n"
            yield "  Address determined by non-volatile memory\n"
        elif words[:2] == ["ip", "unnumbered"]:
            yield f"  Interface is unnumbered. Using address of {words[2]} ({address_of(router, node)})\n"
        else:
            yield "  Internet protocol processing disabled\n"
            continue
        mtu = node.child("ip mtu")
        yield f"  MTU is {mtu.text.split()[-1] if mtu else 1500} bytes\n"


def show_ipv6_interface(_router: Router, _session: Session, _args: str) -> Dialogue:
    """``show ipv6 interface``: nothing, as on a router whose interfaces have no IPv6 address."""
    yield from ()


COMMANDS = (
    ExecCommand("show version", show_version, 1, "System hardware and software status", ""),
    ExecCommand(
        "show interfaces", show_interfaces, 1, "Interface status and configuration", "[<iface>] [description]"
    ),
    ExecCommand("clear counters", clear_counters, 15, "Clear counters on one or all interfaces", "[<iface>]"),
    ExecCommand(
        "show ip interface", show_ip_interface, 1, "IP interface status and configuration", "[<iface>]"
    ),
    ExecCommand(
        "show ipv6 interface",
        show_ipv6_interface,
        1,
        "IPv6 interface status and configuration",
        "[{<iface>|brief}]",
    ),
)
