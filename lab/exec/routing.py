"""Shows of what IP knows: the routing table, ARP, VRFs, NAT. All of it follows from configuration and sessions."""

from __future__ import annotations

import dataclasses
import ipaddress
from typing import TYPE_CHECKING

from lab import interfaces
from lab.dialogue import ExecCommand, NoSuchInterfaceError
from lab.exec.hardware import mac_of
from lab.exec.shows import address_line, state
from lab.releases import Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

HEAD = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\x20
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
"""
KINDS = """\
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
"""
FOOT = """\
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
"""
EXTERNAL = "       E1 - OSPF external type 1, E2 - OSPF external type 2"
OLD = f"{HEAD}{EXTERNAL}\n{KINDS}       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP\n{FOOT}"
NEW = (
    f"{HEAD}{EXTERNAL}, m - OMP\n       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA\n{KINDS}"
    "       H - NHRP, G - NHRP registered, g - NHRP registration summary\n"
    f"       o - ODR, P - periodic downloaded static route, l - LISP\n{FOOT}"
)
"""The legend of 16.x is recorded (genie's tests of routing), what 17.x adds to it is not (INF)."""
PROTOCOLS = """\
*** IP Routing is NSF aware ***

Routing Protocol is "application"
  Sending updates every 0 seconds
  Invalid after 0 seconds, hold down 0, flushed after 0
  Outgoing update filter list for all interfaces is not set
  Incoming update filter list for all interfaces is not set
  Maximum path: 32
  Routing for Networks:
  Routing Information Sources:
    Gateway         Distance      Last Update
  Distance: (default is 4)

"""
EVERYWHERE = ipaddress.IPv4Network("0.0.0.0/0")
CLASSES = ((128, 8), (192, 16), (224, 24))


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """One route: how it is known, and where it goes."""

    code: str
    network: ipaddress.IPv4Network
    way: str

    @property
    def major(self) -> ipaddress.IPv4Network:
        """The network of its class, under which it is listed."""
        first = int(str(self.network.network_address).split(".", maxsplit=1)[0])
        bits = next((size for limit, size in CLASSES if first < limit), 32)
        return self.network if self.network.prefixlen < bits else self.network.supernet(new_prefix=bits)


def routes(router: Router) -> Iterator[Route]:
    """Connected networks, own addresses, static routes, and one host route for each VPN client."""
    for node in router.running.find("interface"):
        words = address_line(node).split()
        if words[:2] != ["ip", "address"] or len(words) < 4 or state(node)[0] != "up":
            continue
        own = ipaddress.IPv4Interface(f"{words[2]}/{words[3]}")
        way = f"is directly connected, {node.text.split()[1]}"
        yield Route("C", own.network, way)
        if own.network.prefixlen < 32:
            yield Route("L", ipaddress.IPv4Network(own.ip), way)
    for node in router.running.find("ip route"):
        words = node.text.split()
        if words[2] == "vrf":
            continue
        name = interfaces.canonical(words[4])
        way = f"is directly connected, {name}" if name and len(words) == 5 else f"[1/0] via {words[-1]}"
        yield Route("S", ipaddress.IPv4Network(f"{words[2]}/{words[3]}"), way)
    for session in router.vpn.sessions:
        client = ipaddress.IPv4Network(session.address)
        yield Route("S", client, f"is directly connected, {session.interface}")


def show_ip_route(router: Router, _session: Session, args: str) -> Dialogue:
    """``show ip route [connected|static|ADDRESS]``."""
    if args[:1].isdigit():
        yield _entry(ipaddress.IPv4Address(args), set(routes(router)))
        return
    wanted = {"connected": "CL", "static": "S"}.get(args, "CLS")
    known = sorted(set(routes(router)), key=lambda r: (r.network, r.code))
    yield (NEW if router.does(Behaviour.ROUTE_LEGEND) else OLD) + "\n"
    default = next((r for r in known if r.network == EVERYWHERE and "via" in r.way), None)
    gateway = default.way.rpartition(" ")[2] if default else ""
    yield f"Gateway of last resort is {f'{gateway} to network 0.0.0.0' if gateway else 'not set'}\n\n"
    yield from (f"S*    0.0.0.0/0 {r.way}\n" for r in known if r.network == EVERYWHERE and "S" in wanted)
    rest = [r for r in known if r.network != EVERYWHERE and r.code in wanted]
    for major in dict.fromkeys(r.major for r in rest):
        yield from _below(major, [r for r in rest if r.major == major])


def _entry(address: ipaddress.IPv4Address, known: set[Route]) -> str:
    """The route to one address (form REAL; that of an own address INF). The default is not looked up in its stead."""
    default = address == EVERYWHERE.network_address
    fitting = [r for r in known if address in r.network and (r.network != EVERYWHERE or default)]
    if not fitting:
        whole = Route("", ipaddress.IPv4Network(address), "").major
        return f"% {'Subnet' if any(r.major == whole for r in known) else 'Network'} not in table\n"
    best = max(fitting, key=lambda r: r.network.prefixlen)
    hop = best.way.rpartition(" ")[2]
    direct = best.way.startswith("is directly")
    via, distance = ("static", 1) if best.code == "S" else ("connected", 0)
    how = " (connected, via interface)" if best.code == "C" else " (connected)" if direct else ""
    return (
        f"Routing entry for {best.network}{', supernet' if default else ''}\n"
        f'  Known via "{via}", distance {distance}, metric 0{how}{", candidate default path" if default else ""}\n'
        "  Routing Descriptor Blocks:\n"
        f"  * {f'directly connected, via {hop}' if direct else hop}\n"
        "      Route metric is 0, traffic share count is 1\n"
    )


def _below(major: ipaddress.IPv4Network, group: list[Route]) -> Iterator[str]:
    networks = {r.network for r in group}
    masks = {n.prefixlen for n in networks}
    if networks == {major}:
        yield from (f"{r.code:<6}{r.network} {r.way}\n" for r in group)
        return
    count = f"{len(networks)} subnets"
    if len(masks) == 1:
        yield f"      {major.network_address}/{masks.pop()} is subnetted, {count}\n"
        yield from (f"{r.code:<9}{r.network.network_address} {r.way}\n" for r in group)
        return
    yield f"      {major} is variably subnetted, {count}, {len(masks)} masks\n"
    yield from (f"{r.code:<9}{r.network} {r.way}\n" for r in group)


def show_ip_protocols(_router: Router, _session: Session, _args: str) -> Dialogue:
    """``show ip protocols``: the one that every router has (REAL). The lab speaks no other."""
    yield PROTOCOLS


def show_arp(router: Router, _session: Session, args: str) -> Dialogue:
    """The router's own addresses: nobody else is on these networks."""
    if args and router.running.child(f"interface {args}") is None:
        raise NoSuchInterfaceError
    yield "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
    for node in router.running.find("interface"):
        name, words = node.text.split()[1], address_line(node).split()
        if args not in ("", name) or not name.startswith("GigabitEthernet"):
            continue
        if words[:2] == ["ip", "address"] and len(words) > 3 and state(node)[0] == "up":
            yield f"Internet  {words[2]:<15}        -   {mac_of(router, name)}  ARPA   {name}\n"


def show_nat_translations(_router: Router, _session: Session, _args: str) -> Dialogue:
    """Nobody's packets pass here, so nothing is translated."""
    yield from ()


COMMANDS = (
    ExecCommand("show ip route", show_ip_route, 1, "IP routing table", "[{connected|static|<address:ip>}]"),
    ExecCommand("show ip protocols", show_ip_protocols, 1, "IP routing protocol process parameters", ""),
    ExecCommand("show ip arp", show_arp, 1, "IP ARP table", "[<iface>]"),
    ExecCommand("show arp", show_arp, 1, "ARP table", "[<iface>]"),
    ExecCommand("show ip nat translations", show_nat_translations, 1, "Translation entries", "[verbose]"),
)
