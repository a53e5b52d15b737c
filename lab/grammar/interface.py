"""Rows for interfaces."""

from __future__ import annotations

from lab.grammar.row import Requires, Row, Shows

_I = "config-if"

ROWS = (
    Row(
        "interface <iface> [type {tunnel|ethernet|serial}]",
        600,
        key="interface {iface}",
        enters=_I,
        effect="interface",
    ),
    Row("description <line>", 10, mode=_I),
    Row("mtu <size:64-18000>", 12, mode=_I, trailing=True),
    Row("bandwidth <rate>", 14, mode=_I, key="*"),
    Row(
        "vrf forwarding <name>",
        20,
        mode=_I,
        requires=(Requires("vrf definition {name}", "% VRF {name} does not exist or does not have a RD."),),
    ),
    Row("ip vrf forwarding <name>", 20, mode=_I),
    Row("ip address dhcp", 30, mode=_I, key="ip address", effect="ip_address"),
    Row("ip address negotiated", 30, mode=_I, key="ip address", effect="ip_address"),
    Row("ip address <address:ip> <mask>", 30, mode=_I, key="ip address", effect="ip_address"),
    # Secondary addresses are printed above the primary one.
    Row("ip address <address:ip> <mask> secondary", 29, mode=_I, key="*"),
    Row("ip unnumbered <iface> [poll]", 30, mode=_I, key="ip address", effect="ip_unnumbered"),
    Row("ip mtu <size:68-9976>", 40, mode=_I),
    Row("ip nat {inside|outside}", 42, mode=_I),
    Row("ip access-group <name> {in|out}", 38, mode=_I, key="*"),
    Row("ip tcp adjust-mss <size:500-1460>", 44, mode=_I),
    Row("ip route-cache [{cef|flow|policy|same-interface}]", 46, mode=_I, key="*", shows=Shows.BOTH),
    # Named one by one: a bare `ip access-list` or `ip nat inside source` after an interface is global.
    Row(
        "ip {arp inspection|bandwidth-percent|bfd|dhcp {client|relay|snooping}|directed-broadcast|flow|helper-address|"
        "igmp|load-sharing|mroute-cache|nbar|nhrp|ospf|pim|policy|proxy-arp|redirects|rip|rsvp|"
        "split-horizon|summary-address|traffic-export|unreachables|verify|virtual-reassembly|wccp} [<line>]",
        46,
        mode=_I,
        key="*",
        shows=Shows.BOTH,
    ),
    Row(
        "ipv6 {address|dhcp|enable|mtu|nd|ospf|policy|redirects|tcp|traffic-filter|unnumbered|unreachables|verify} "
        "[<line>]",
        48,
        mode=_I,
        key="*",
        shows=Shows.BOTH,
    ),
    Row("shutdown", 50, mode=_I, effect="shutdown"),
    Row("speed {10|100|1000|auto}", 60, mode=_I),
    Row("duplex {auto|full|half}", 61, mode=_I),
    Row("negotiation auto", 65, mode=_I, shows=Shows.BOTH),
    Row("mop enabled", 80, mode=_I, shows=Shows.BOTH),
    Row("mop sysid", 81, mode=_I, shows=Shows.BOTH),
    Row("peer default ip address pool <name>", 70, mode=_I),
    Row("ppp <line>", 72, mode=_I, key="*"),
    Row("tunnel source <iface>", 90, mode=_I, key="tunnel source"),
    Row("tunnel source <address:ip>", 90, mode=_I, key="tunnel source"),
    Row("tunnel source dynamic", 90, mode=_I, key="tunnel source"),
    Row(
        "tunnel mode {gre {ip|multipoint|ipv6}|ipsec {ipv4|ipv6|dual-overlay} [v6-overlay]|ipip}",
        92,
        mode=_I,
        effect="tunnel_mode",
    ),
    Row("tunnel destination {<address:ip>|dynamic|<name>}", 94, mode=_I),
    Row("tunnel vrf <name>", 95, mode=_I),
    Row("tunnel path-mtu-discovery", 96, mode=_I),
    Row(
        "tunnel protection ipsec profile <name> [<line>]",
        97,
        mode=_I,
        effect="tunnel_protection",
        requires=(Requires("crypto ipsec profile {name}", "Profile {name} is not defined."),),
    ),
    Row("tunnel protection ipsec initiate", 98, mode=_I, shows=Shows.BOTH),
    Row("tunnel <line>", 99, mode=_I, key="*"),
    Row(
        "{encapsulation|load-interval|keepalive|cdp enable|lldp {receive|transmit}|switchport|spanning-tree portfast|"
        "channel-group|service-policy|delay|standby|vrrp|arp timeout|snmp trap|carrier-delay|crypto map|"
        "autonegotiation|media-type|logging event|zone-member} [<line>]",
        75,
        mode=_I,
        key="*",
        shows=Shows.BOTH,
    ),
)
