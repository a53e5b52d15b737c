"""What ``?`` says beside a word: the commands' own texts, and those of words that commands share."""

from __future__ import annotations

import functools

from lab import interfaces, tables
from lab.program import Element

FILTERS = {
    "append": "Append redirected output to URL (URLs supporting append operation only)",
    "begin": "Begin with the line that matches",
    "count": "Count number of lines which match regexp",
    "exclude": "Exclude lines that match",
    "format": "Format the output using the specified spec file",
    "include": "Include lines that match",
    "redirect": "Redirect output to URL",
    "section": "Filter a section of output",
    "tee": "Copy output to URL",
}
WORDS = {
    "aaa": "Authentication, Authorization and Accounting",
    "access-list": "Add an access list entry",
    "address": "IP address",
    "archive": "Archive functions",
    "authentication": "Authentication configurations parameters",
    "authorization": "Authorization configurations parameters",
    "banner": "Define a login banner",
    "bootflash:": "File or directory name",
    "cdp": "CDP information",
    "boot": "Modify system boot parameters",
    "certificate-cache": "Cache of certificates fetched from HTTP URLs",
    "calendar-valid": "Calendar time is authoritative",
    "clear": "Reset functions",
    "clock": "Manage the system clock",
    "config": "Configuration",
    "crypto": "Encryption module",
    "control-plane": "Configure control plane services",
    "date": "Configure absolute summer time",
    "debug": "Debugging functions (see also 'undebug')",
    "default": "Set a command to its defaults",
    "description": "Interface specific description",
    "detail": "Detailed information",
    "detailed": "Detailed information",
    "diagnose": "Shows ikev2 diagnostic",
    "do": "To run exec commands in config mode",
    "domain": "IP DNS Resolver",
    "dpd": "Enable IKE liveness check for peers",
    "end": "Exit from configure mode",
    "enable": "Modify enable password parameters",
    "erase": "Erase a filesystem",
    "event": "Event related configuration commands",
    "exit": "Exit from configure mode",
    "first": "First week of the month",
    "fragmentation": "Enable fragmentation of ikev2 packets",
    "http-url": "Configure the use of HTTP-URL based certificates",
    "keyring": "Define keyring",
    "last": "Last week of the month",
    "license": "Configure license features",
    "login": "Enable secure login checking",
    "memory": "Configure memory management",
    "name-mangler": "Name mangler",
    "platform": "Configure platform",
    "recurring": "Configure recurring summer time",
    "redundancy": "Enter redundancy mode",
    "route": "Establish static routes",
    "router": "Enable a routing process",
    "save": "backup of clock with NVRAM",
    "scp": "Scp commands",
    "snmp-server": "Modify SNMP engine parameters",
    "spanning-tree": "Spanning Tree Subsystem",
    "file": "Show filesystem information",
    "hostname": "Set system's network name",
    "http": "HTTP information",
    "ikev2": "Configure IKEv2 Options",
    "initialize": "Initialize system clock on restart",
    "interface": "Select an interface to configure",
    "ip": "IP information",
    "ipsec": "Configure IPSEC policy",
    "ipv6": "IPv6 information",
    "isakmp": "Show ISAKMP",
    "key": "Key management",
    "line": "Configure a terminal line",
    "local": "Local options",
    "logging": "Modify message logging facilities",
    "lockout": "Show locked out users",
    "mypubkey": "Show public keys associated with this router",
    "no": "Negate a command or set its defaults",
    "nat": "IP NAT information",
    "ntp": "Network time protocol",
    "pki": "Public Key components",
    "policy": "Define policies",
    "pool": "IP Address pool",
    "profile": "Define profiles",
    "proposal": "Define proposals",
    "processes": "Active process statistics",
    "server": "Server information",
    "service": "Modify use of network based services",
    "show": "Show running system information",
    "shutdown": "Shutdown the selected interface",
    "ssl": "SSL related commands",
    "send": "Send a message to other tty lines",
    "summer-time": "Configure summer (daylight savings) time",
    "terminal": "Set terminal line parameters",
    "timezone": "Configure time zone",
    "transform-set": "Define transform and settings",
    "trustpoint": "Define a CA trustpoint",
    "tunnel": "protocol-over-protocol tunneling",
    "undebug": "Disable debugging functions (see also 'debug')",
    "user": "User information",
    "username": "Establish User Name Authentication",
    "virtual-template": "Virtual Template interface",
    "vpn": "Configure crypto vpn commands",
    "vrf": "VRF commands",
}


def described(element: Element, *, in_exec: bool) -> str:
    """The text beside one word."""
    if element.kind:
        return {"iface": "Interface name", "ip": "IP address", "mask": "IP subnet mask"}.get(
            element.kind, element.text
        )
    own = _of_commands().get(element.text, "") if in_exec else ""
    return own or WORDS.get(element.text, "")


@functools.cache
def _of_commands() -> dict[str, str]:
    return {
        command.path.split()[-1]: command.help for command in reversed(tables.exec_commands()) if command.help
    }


def expanded(element: Element, *, in_exec: bool) -> list[tuple[str, str]]:
    """The rows of one word; an interface has one for each type."""
    if element.kind == "iface":
        return [(name, f"{name.replace('-', ' ')} interface") for name in sorted(interfaces.TYPES)]
    return [(element.shown, described(element, in_exec=in_exec))]


def table(rows: list[tuple[str, str]]) -> str:
    """Words on the left, what they are on the right."""
    width = max((len(word) for word, _ in rows), default=0)
    return "".join(f"  {word:<{width}}  {text}".rstrip() + "\n" for word, text in rows)
