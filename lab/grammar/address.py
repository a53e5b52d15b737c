"""Rows for pools, routes, NAT and access lists."""

from __future__ import annotations

from lab.grammar.row import Row

ROWS = (
    Row("router <name> [<line>]", 660, key="*", enters="config-router"),
    Row("ip local pool <name> <low:ip> [<high:ip>] [<line>]", 700, key="*", effect="local_pool"),
    Row(
        "ip nat inside source list <list> interface <iface> [overload]",
        720,
        key="ip nat inside source list {list}",
    ),
    Row(
        "ip nat inside source list <list> pool <pool> [overload]", 720, key="ip nat inside source list {list}"
    ),
    Row("ip nat inside source static <line>", 721, key="*"),
    Row("ip nat pool <line>", 719, key="*"),
    Row("ip nat <line>", 722, key="*"),
    Row("ip route <network:ip> <mask> <line>", 740, key="*"),
    Row("ip route vrf <vrf> <network:ip> <mask> <line>", 740, key="*"),
    Row(
        "ip access-list standard <name>", 770, key="ip access-list standard {name}", enters="config-std-nacl"
    ),
    Row(
        "ip access-list extended <name>", 771, key="ip access-list extended {name}", enters="config-ext-nacl"
    ),
    Row("access-list <number:1-2699> <line>", 775, key="*"),
    Row("[<sequence:1-2147483647>] {permit|deny} <line>", 10, mode="config-std-nacl", key="*", effect="acl"),
    Row(
        "[<sequence:1-2147483647>] {permit|deny} <protocol> <line>",
        10,
        mode="config-ext-nacl",
        key="*",
        effect="acl",
    ),
    Row("<sequence:1-2147483647>", 10, mode="config-std-nacl", key="*", effect="acl_number"),
    Row("<sequence:1-2147483647>", 10, mode="config-ext-nacl", key="*", effect="acl_number"),
    Row("remark <line>", 10, mode="config-std-nacl", key="*"),
    Row("remark <line>", 10, mode="config-ext-nacl", key="*"),
)
