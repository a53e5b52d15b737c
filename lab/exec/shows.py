"""``show`` commands about configuration, users, interfaces and names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab import render
from lab.dialogue import ExecCommand, NoSuchInterfaceError

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node


def show_running(router: Router, _session: Session, args: str) -> Dialogue:
    """``show running-config`` with the filters that scripts use."""
    what, _, rest = args.partition(" ")
    if what == "interface":
        yield from _one_interface(router, rest)
    elif what == "aaa":
        wanted = {"username": ("username",), "": ("aaa", "username")}.get(rest, (f"aaa {rest}",))
        nodes = [node for prefix in wanted for node in router.running.find(prefix)]
        yield "!\n" + "".join(f"{node.text}{' ' * node.trailing}\n" for node in nodes) + "!\n"
    else:
        text = render.running_config(router, everything=what == "all")
        yield _without_certificates(text) if what == "brief" else text


def show_startup(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show startup-config``."""
    yield render.startup_config(router)


def _one_interface(router: Router, name: str) -> Dialogue:
    node = router.running.child(f"interface {name}")
    if node is None:
        raise NoSuchInterfaceError(1)
    lines = [node.text, *(f" {line}" for line in node.lines())]
    body = "!\n" + "\n".join(lines) + "\nend\n"
    yield f"Building configuration...\n\nCurrent configuration : {len(body)} bytes\n{body}\n"


def _without_certificates(text: str) -> str:
    return re.sub(r"(?m)^ certificate.*\n(?:  .*\n)*", "", text)


def show_users(router: Router, session: Session, args: str) -> Dialogue:
    """Who is logged in, in the form of IOS-XE 16 and later (REAL)."""
    yield "    Line       User       Host(s)              Idle       Location\n"
    rows = {other.line: other for other in router.sessions}
    numbers = sorted(rows)
    if args == "all":
        numbers = sorted({0, 1, *rows, *(vty + 2 for vty in _vtys(router))})
    for number in numbers:
        name = "con 0" if number == 0 else "aux 0" if number == 1 else f"vty {number - 2}"
        other = rows.get(number)
        star = "*" if other is session else " "
        if other is None:
            yield f"{star}{number:3} {name}{' ' * 32}00:00:00\n"
            continue
        idle = _idle(router, other)
        yield f"{star}{number:3} {name:9} {other.user:10} idle                 {idle} {other.peer}\n"
    yield "\n  Interface    User               Mode         Idle     Peer Address\n"
    yield "".join(f"{row}\n" for row in router.vpn.user_rows())
    yield "\n"


def _idle(router: Router, session: Session) -> str:
    seconds = 0
    if session.last_input is not None:
        seconds = max(0, int((router.clock.now() - session.last_input).total_seconds()))
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _vtys(router: Router) -> list[int]:
    numbers: list[int] = []
    for node in router.running.find("line vty"):
        ends = [int(word) for word in node.text.split()[2:]]
        numbers.extend(range(ends[0], ends[-1] + 1))
    return numbers


def show_hosts(router: Router, _session: Session, _args: str) -> Dialogue:
    """Name resolution."""
    domain = router.running.value("ip domain name")
    yield f"Default domain is {domain}\n" if domain else "Default domain is not set\n"
    lookup = "static mappings" if router.running.has("no ip domain lookup") else "domain service"
    yield f"Name/address lookup uses {lookup}\n\n"
    yield "Codes: u - unknown, e - expired, * - OK, ? - revalidate\n"
    yield "       t - temporary, p - permanent\n\n"
    yield "Host                      Port  Flags      Age Type   Address(es)\n"
    for node in router.running.find("ip host"):
        words = node.text.split()
        yield f"{words[2]:26}None  (perm, OK)  0   IP    {words[3]}\n"


def show_ip_interface_brief(router: Router, _session: Session, args: str) -> Dialogue:
    """One row per interface."""
    if args and router.running.child(f"interface {args}") is None:
        raise NoSuchInterfaceError
    yield f"{'Interface':22} {'IP-Address':15} OK? Method {'Status':21} Protocol\n"
    for node in router.running.find("interface"):
        name = node.text.split()[1]
        if args not in ("", name):
            continue
        status, protocol = state(node)
        address = address_of(router, node)
        method = "NVRAM" if address != "unassigned" else "unset"
        if address_line(node).startswith("ip unnumbered"):
            method = "unset"
        yield f"{name:22} {address:15} YES {method:6} {status:21} {protocol:8}\n"
    for session in router.vpn.sessions if not args else ():
        template = router.running.child(f"interface Virtual-Template{session.template}")
        address = address_of(router, template) if template is not None else "unassigned"
        yield f"{session.interface:22} {address:15} YES {'unset':6} {'up':21} {'up':8}\n"


def address_line(node: Node) -> str:
    """The line that gives an interface its address."""
    line = node.child("ip address")
    return line.text if line else "no ip address"


def address_of(router: Router, node: Node) -> str:
    """The address of an interface, borrowed ones included, or ``unassigned``."""
    words = address_line(node).split()
    if words[:2] == ["ip", "unnumbered"]:
        lender = router.running.child(f"interface {words[2]}")
        return address_of(router, lender) if lender is not None and lender is not node else "unassigned"
    return words[2] if words[:2] == ["ip", "address"] and words[2][:1].isdigit() else "unassigned"


def state(node: Node) -> tuple[str, str]:
    """Status and protocol of an interface."""
    if node.child("shutdown") is not None:
        return "administratively down", "down"
    if node.text.split()[1].startswith(("Virtual-Template", "Tunnel")):
        return "up", "down"
    return "up", "up"


def show_access_lists(router: Router, _session: Session, args: str) -> Dialogue:
    """Access lists with their numbers."""
    for node in (
        *router.running.find("ip access-list standard"),
        *router.running.find("ip access-list extended"),
    ):
        _, _, kind, name = node.text.split()
        if args and args != name:
            continue
        yield f"{kind.capitalize()} IP access list {name}\n"
        for child in node.children:
            body = re.sub(r"^\d+ ", "", child.text)
            if kind == "standard":
                body = re.sub(r" (\S+) (\d\S+)$", r" \1, wildcard bits \2", body)
            yield f"    {child.rank[-1]} {body}\n"


RUNNING = (
    "[{all|brief|full|linenum|view [full]|interface <iface>|"
    "aaa [{accounting|attribute|authentication|authorization|group|username}]}]"
)
COMMANDS = (
    ExecCommand("show running-config", show_running, 15, "Current operating configuration", RUNNING),
    ExecCommand("show startup-config", show_startup, 15, "Contents of startup configuration", ""),
    ExecCommand("show configuration", show_startup, 15, "Contents of Non-Volatile memory", ""),
    ExecCommand("show users", show_users, 1, "Display information about terminal lines", "[{all|wide}]"),
    ExecCommand("systat", show_users, 1, "Display information about terminal lines", "[all]"),
    ExecCommand("who", show_users, 1, "List active connections", ""),
    ExecCommand("show hosts", show_hosts, 1, "IP domain-name, lookup style, nameservers, and host table", ""),
    ExecCommand(
        "show ip interface brief", show_ip_interface_brief, 1, "Brief summary of IP status", "[<iface>]"
    ),
    ExecCommand("show ip access-lists", show_access_lists, 1, "List IP access lists", "[<name>]"),
    ExecCommand("show access-lists", show_access_lists, 1, "List access lists", "[<name>]"),
)
