"""Names of interfaces: abbreviations in, IOS-XE's spelling out, and the order of rendering."""

from __future__ import annotations

import re

TYPES = (
    "GigabitEthernet",
    "Loopback",
    "Tunnel",
    "Virtual-Template",
    "Virtual-Access",
    "VirtualPortGroup",
    "Vlan",
    "TenGigabitEthernet",
    "TwoGigabitEthernet",
    "FortyGigabitEthernet",
    "HundredGigE",
    "FastEthernet",
    "Ethernet",
    "AppGigabitEthernet",
    "Port-channel",
    "Serial",
    "BDI",
    "Null",
    "Dialer",
    "Cellular",
    "Multilink",
    "LISP",
    "nve",
)
SHORT = {"vi": "Virtual-Access", "vt": "Virtual-Template", "po": "Port-channel", "te": "TenGigabitEthernet"}
NUMBER = r"\d+(?:/\d+)*(?:\.\d+)?(?::\d+)?"
RENDER_ORDER = ("Loopback", "Tunnel", "Port-channel")
RENDER_LAST = ("VirtualPortGroup", "Vlan", "Virtual-Template")


def type_name(text: str) -> str | None:
    """The interface type that ``text`` abbreviates, or ``None``."""
    low = text.lower()
    if low in SHORT:
        return SHORT[low]
    return next((name for name in TYPES if low and name.lower().startswith(low)), None)


def canonical(text: str) -> str | None:
    """``Loopback100`` for ``loopback100``, ``lo100`` or ``Loopback 100``; ``None`` for no interface name."""
    found = re.fullmatch(rf"([A-Za-z][A-Za-z-]*?) ?({NUMBER})", text.strip())
    kind = type_name(found[1]) if found else None
    return f"{kind}{found[2]}" if found and kind else None


def rank(name: str) -> tuple[int, int | str, str]:
    """Where an interface stands in running-config: Loopback, Tunnel, physical, Virtual-Template (REAL)."""
    found = re.fullmatch(rf"([A-Za-z-]+?)({NUMBER}).*", name)
    kind, number = (found[1], found[2]) if found else (name, "0")
    numbers = ".".join(f"{int(part):06}" for part in re.findall(r"\d+", number))
    if kind in RENDER_ORDER:
        return RENDER_ORDER.index(kind), kind, numbers
    if kind in RENDER_LAST:
        return 50 + RENDER_LAST.index(kind), kind, numbers
    return 20, kind, numbers
