"""What genie and ntc-templates must read from the shows of routes, ARP and the clock's servers."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any

from lab.router import Router
from tests.witnesses import state

Parsed = dict[str, Any]
Rows = list[dict[str, Any]]
WORDS = {"C": "connected", "L": "local", "S": "static"}


def routes(router: Router) -> Iterator[tuple[str, str, str, bool]]:
    """Code, network, way and whether that is an interface, in the order of the table."""
    found = []
    for one in state.interfaces(router, accesses=False):
        if one.own_address and not one.shut:
            own = ipaddress.IPv4Interface(f"{one.address}/{one.prefix}")
            found.append(("C", own.network, one.name, True))
            if one.prefix < 32:
                found.append(("L", ipaddress.IPv4Network(own.ip), one.name, True))
    for node in router.running.find("ip route"):
        _, _, network, mask, way = node.text.split()
        found.append(("S", ipaddress.IPv4Network(f"{network}/{mask}"), way, False))
    found += [("S", ipaddress.IPv4Network(s.address), s.interface, True) for s in router.vpn.sessions]
    for code, subnet, way, direct in sorted(found, key=lambda r: (r[1], r[0])):
        yield code, str(subnet), way, direct


def genie_routes(router: Router) -> Parsed:
    table = {}
    for code, network, way, direct in routes(router):
        row: Parsed = {"route": network, "active": True, "source_protocol": WORDS[code]}
        row["source_protocol_codes"] = "S*" if network == "0.0.0.0/0" else code
        if direct:
            row["next_hop"] = {"outgoing_interface": {way: {"outgoing_interface": way}}}
        else:
            row |= {"metric": 0, "route_preference": 1}
            row["next_hop"] = {"next_hop_list": {"1": {"index": 1, "next_hop": way}}}
        table[network] = row
    return {"vrf": {"default": {"address_family": {"ipv4": {"routes": table}}}}}


def ntc_routes(router: Router) -> Rows:
    rows = []
    for code, network, way, direct in routes(router):
        address, _, bits = network.partition("/")
        row = {"protocol": code, "network": address, "prefix_length": bits}
        if direct:
            row["nexthop_if"] = way
        else:
            row |= {"distance": "1", "metric": "0", "nexthop_ip": way}
        if network == "0.0.0.0/0":
            row["flag"] = "*"
        rows.append(row)
    return rows


def own_addresses(router: Router) -> Iterator[state.Interface]:
    """Interfaces with an ARP entry of their own."""
    return (one for one in state.interfaces(router, accesses=False) if one.own_address and one.mac)


def genie_arp(router: Router) -> Parsed:
    rows = {}
    for one in own_addresses(router):
        row = {"ip": one.address, "link_layer_address": one.mac, "type": "ARPA", "origin": "static"}
        neighbour = {one.address: {**row, "age": "-", "protocol": "Internet"}}
        rows[one.name] = {"ipv4": {"neighbors": neighbour}}
    return {"interfaces": rows}


def ntc_arp(router: Router, address: str, age: str, mac: str) -> Rows:
    return [
        {
            "protocol": "Internet",
            address: one.address,
            age: "-",
            mac: one.mac,
            "type": "ARPA",
            "interface": one.name,
        }
        for one in own_addresses(router)
    ]


def ntp_status(router: Router) -> Parsed:
    first = next(iter(router.running.find("ntp server"))).text.split()[2]
    numbers = {"stratum": 3, "nom_freq": 250.0, "act_freq": 249.9998, "precision": "2**10"}
    return {"clock_state": {"system_status": {"status": "synchronized", "refid": first, **numbers}}}


def ntp_associations(router: Router) -> Parsed:
    first, *others = (node.text.split()[2] for node in router.running.find("ntp server"))
    peers = {first: _peer(first, follows=True)} | {one: _peer(one, follows=False) for one in others}
    clock = {
        "clock_state": "synchronized",
        "clock_stratum": 2,
        "associations_address": first,
        "root_delay": 1.0,
        "clock_offset": 0.0,
        "clock_refid": ".GPS.",
        "associations_local_mode": "client",
    }
    return {"peer": peers, "clock_state": {"system_status": clock}}


def _peer(address: str, *, follows: bool) -> Parsed:
    numbers = (
        {"stratum": 2, "reach": 377, "delay": 1.0} if follows else {"stratum": 16, "reach": 0, "delay": 0.0}
    )
    client = {
        "remote": address,
        "configured": True,
        "refid": ".GPS." if follows else ".INIT.",
        "local_mode": "client",
        "mode": "synchronized" if follows else "unsynchronized",
        "receive_time": 12,
        "poll": 64,
        "offset": 0.0,
        "jitter": 1.945,
        **numbers,
    }
    return {"local_mode": {"client": client}}


def bootvar(_router: Router) -> Parsed:
    image = "bootflash:packages.conf,1;"
    return {
        "next_reload_boot_variable": image,
        "active": {"boot_variable": image, "configuration_register": "0x2102"},
    }


def ip_protocols(_router: Router) -> Parsed:
    quiet = {"update_frequency": 0, "invalid": 0, "holddown": 0, "flushed": 0}
    filters = {"outgoing_filter_list": "not set", "incoming_filter_list": "not set"}
    distance = {"maximum_path": 32, "preference": {"single_value": {"all": 4}}}
    return {"protocols": {"application": {**quiet, **filters, **distance}}}


def aliases(_router: Router) -> Rows:
    own = {"h": "help", "lo": "logout", "p": "ping", "r": "resume", "s": "show"}
    own |= {"u": "undebug", "un": "undebug", "w": "where"}
    rows = [{"mode": "Exec mode", "alias": name, "command": text} for name, text in own.items()]
    # The template has a last row without an alias whatever it reads.
    return [*rows, {"mode": "Exec mode"}]


GENIE: dict[str, Callable[[Router], Parsed]] = {
    "show ip route": genie_routes,
    "show ip arp": genie_arp,
    "show arp": genie_arp,
    "show ntp status": ntp_status,
    "show ntp associations": ntp_associations,
    "show bootvar": bootvar,
    "show ip protocols": ip_protocols,
    "show crypto ikev2 diagnose error": lambda _router: {
        "exit_path_table": {"status": "disable", "current_entry": 0, "deleted": 0, "max_allow": 50}
    },
    "show crypto ikev2 stats reconnect": lambda _router: {
        "incoming_reconnect": 0,
        "success_reconnect": 0,
        "failed_reconnect": 0,
        "active_session_count": 0,
        "inactive_session_count": 0,
    },
    "show crypto ikev2 stats timeout": lambda _router: {
        "ext_service_timer": 0,
        "auth_timer": 0,
        "packet_max_retrans_timer": 0,
        "dpd_max_retrans_timer": 0,
    },
}
NTC: dict[str, Callable[[Router], Rows]] = {
    "show ip route": ntc_routes,
    "show ip arp": lambda router: ntc_arp(router, "ip_address", "age", "mac_address"),
    "show arp": lambda router: ntc_arp(router, "address", "age_min", "hardware_address"),
    "show ip nat translations": lambda _router: [],
    "show aliases": aliases,
}
