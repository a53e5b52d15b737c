"""What ntc-templates must read from each ``show``; fields that it leaves empty are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.pki.store import Role
from lab.router import Router
from tests.witnesses import expected_routing, state
from tests.witnesses.expected_genie import COUNTERS, names, validity, version

Rows = list[dict[str, Any]]


def clock(router: Router) -> Rows:
    now = router.clock.now()
    stamp = {"time": f"{now:%H:%M:%S}.000", "timezone": "UTC", "dayweek": f"{now:%a}", "month": f"{now:%b}"}
    return [{**stamp, "day": str(now.day), "year": str(now.year)}]


def users(router: Router) -> Rows:
    return [
        {
            "line": f"{one.line} vty {one.line - 2}",
            "user": one.user,
            "hosts": "idle",
            "idle": "00:01:05",
            "location": one.peer,
        }
        for one in router.sessions
    ]


def interface_brief(router: Router) -> Rows:
    return [
        {
            "interface": one.name,
            "ip_address": one.address or "unassigned",
            "status": one.status,
            "proto": one.protocol,
        }
        for one in state.interfaces(router)
    ]


def interfaces(router: Router, only: str = "") -> Rows:
    rows = []
    for one in state.interfaces(router, accesses=False):
        row: dict[str, Any] = {
            "interface": one.name,
            "link_status": one.status,
            "protocol_status": one.protocol,
            "hardware_type": one.hardware,
            "mtu": str(one.mtu),
            "bandwidth": f"{one.bandwidth} Kbit",
            "delay": "10 usec",
            "encapsulation": one.encapsulation.upper(),
            "last_input": "00:00:00",
            "last_output": "00:00:01",
            "last_output_hang": "never",
            **dict.fromkeys(ZEROES, "0"),
        }
        if one.mac:
            row |= {"mac_address": one.mac, "bia": one.mac, "duplex": "Full Duplex", "speed": "1000Mbps"}
            row["media_type"] = "Virtual"
        if one.description:
            row["description"] = one.description
        if one.own_address:
            row |= {"ip_address": one.address, "prefix_length": str(one.prefix)}
        if only in ("", one.name):
            rows.append(row)
    return rows


ZEROES = (
    "input_rate", "output_rate", "input_pps", "output_pps", "input_packets", "output_packets",
    "input_errors", "crc", "frame", "overrun", "abort", "output_errors",
)  # fmt: skip
assert len(COUNTERS) > len(ZEROES)


def interface_description(router: Router) -> Rows:
    rows = []
    for one in state.interfaces(router, accesses=False):
        short = {"Loopback": "Lo", "GigabitEthernet": "Gi", "Virtual-Template": "Vt"}
        kind = one.name.rstrip("0123456789")
        row = {
            "port": one.name.replace(kind, short[kind]),
            "status": "admin down" if one.shut else one.status,
            "protocol": one.protocol,
            "description": one.description,
        }
        rows.append({name: value for name, value in row.items() if value})
    return rows


def ip_interface(router: Router, only: str = "") -> Rows:
    rows = []
    for one in state.interfaces(router, accesses=False):
        row: dict[str, Any] = {
            "interface": one.name,
            "link_status": one.status,
            "protocol_status": one.protocol,
        }
        if one.own_address:
            row |= {"ip_address": [one.address], "prefix_length": [str(one.prefix)]}
        if one.address:
            row["mtu"] = str(one.ip_mtu)
        if only in ("", one.name):
            rows.append(row)
    return rows


def logging(router: Router) -> Rows:
    rows = []
    for entry in router.log:
        facility, severity, mnemonic = entry.mnemonic.split("-", 2)
        stamp = {
            "month": f"{entry.time:%b}",
            "day": str(entry.time.day),
            "time": f"{entry.time:%H:%M:%S}.000",
        }
        rows.append(
            {
                **stamp,
                "facility": facility,
                "severity": severity,
                "mnemonic": mnemonic,
                "message": [entry.text],
            }
        )
    return rows


def ip_access_lists(_router: Router) -> Rows:
    standard = {"acl_type": "Standard", "acl_name": "split_tunnel"}
    extended = {"acl_type": "Extended", "acl_name": "NAT"}
    return [
        standard,
        {
            **standard,
            "line_num": "10",
            "action": "permit",
            "src_network": "10.0.0.0",
            "src_wildcard": "0.255.255.255",
        },
        extended,
        {
            **extended,
            "line_num": "10",
            "action": "permit",
            "protocol": "ip",
            "src_network": "192.168.10.0",
            "src_wildcard": "0.0.0.255",
            "dst_any": "any",
        },
    ]


def access_lists(_router: Router) -> Rows:
    one = {"sn": "10", "action": "permit"}
    return [
        {
            **one,
            "name": "split_tunnel",
            "type": "Standard",
            "source": "10.0.0.0, wildcard bits 0.255.255.255",
        },
        {
            **one,
            "name": "NAT",
            "type": "Extended",
            "protocol": "ip",
            "source": "192.168.10.0 0.0.0.255",
            "destination": "any",
        },
    ]


def http(router: Router) -> Rows:
    numbers = {name: str(value) for name, value in state.HTTP_NUMBERS.items()}
    return [
        {
            "server_status": state.word(router.running.has("ip http server")),
            "server_port": "80",
            "auth_method": "enable",
            "auth_retry": "0",
            "time_window": "0",
            "server_digest": "md5",
            "access_class": "0",
            "ipv4_access_class": "None",
            "ipv6_access_class": "None",
            "file_upload_status": "Disabled",
            "concurrent_connections_allowed": numbers["max_connections_allowed"],
            "secondary_connections_allowed": numbers["max_secondary_connections"],
            "server_idle_timeout": f"{numbers['idle_timeout']} seconds",
            "server_life_timeout": f"{numbers['life_timeout']} seconds",
            "server_session_timeout": f"{numbers['session_idle_timeout']} seconds",
            "max_requests_per_connection": numbers["max_requests_allowed"],
            "server_linger_time": f"{numbers['linger_timeout']} seconds",
            "active_session_modules": "ALL",
            "secure_server_capability": "Present",
            "secure_server_status": state.word(router.running.has("ip http secure-server")),
            "secure_server_port": "443",
            "secure_ciphersuite": state.HTTP_CIPHERS.split(),
            "tls_versions": state.tls_versions(router),
            "secure_client_auth": "Disabled",
            "secure_piv_authn": "Disabled",
            "secure_piv_authz": "Disabled",
            "secure_ecdhe_curve": "secp256r1",
            "secure_active_session_modules": "ALL",
        }
    ]


def show_version(router: Router) -> Rows:
    read = version(router)["version"]
    return [
        {
            "software_image": read["image_id"],
            "version": read["version"],
            "release": "fc3",
            "rommon": "IOS-XE",
            "hostname": "edge",
            "uptime": read["uptime"],
            "uptime_days": "1",
            "uptime_hours": "1",
            "uptime_minutes": "1",
            "reload_reason": "reload",
            "running_image": "packages.conf",
            "hardware": [read["chassis"]],
            "serial": [read["chassis_sn"]],
            "config_register": "0x2102",
        }
    ]


def inventory(router: Router) -> Rows:
    box = router.hardware
    name = "CSR1000V" if box.pid == "CSR1000V" else "Catalyst 8000V Edge"
    rows: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("Chassis", "Chassis", {"vid": "V00  ", "sn": box.serial}),
        ("module R0", "Route Processor", {"vid": "V00  ", "sn": "JAB1303001C"}),
        ("module F0", "Embedded Services Processor", {}),
    )
    return [
        {"name": slot, "descr": f"Cisco {name} {what}", "pid": box.pid, **numbers}
        for slot, what, numbers in rows
    ]


def directory(router: Router) -> Rows:
    totals = {"total_size": str(router.flash.total), "total_free": str(router.flash.free)}
    return [
        {
            "file_system": "bootflash:/",
            "id": str(row.inode),
            "permissions": row.permissions,
            "size": str(row.size),
            **totals,
            "date_time": row.date,
            "name": row.name,
        }
        for row in state.files(router)
    ]


def archive(router: Router) -> Rows:
    name = router.archive.names[0]
    following = f"bootflash:archive-<timestamp>-{router.archive.next_number}"
    return [{"next_filename": following, "filenames": [name], "current_index": "1"}]


def certificates(router: Router) -> Rows:
    words = {"CN": "cn", "O": "o"}
    rows = []
    for entry in router.pki.certificates("IKEv2-TP"):
        cert, is_ca = entry.certificate, entry.role is Role.CA
        row: dict[str, Any] = {
            "certificate_type": "CA Certificate" if is_ca else "Certificate",
            "status": "Available",
            "serial_number": state.serial(cert),
            "certificate_usage": "Signature" if is_ca else "General Purpose",
            **{f"issuer_{part}": value for part, value in names(cert.issuer, words).items()},
            **{f"subject_{part}": value for part, value in names(cert.subject, words).items()},
            **validity(cert),
            "associated_trustpoints": "IKEv2-TP",
            "storage": state.storage(entry),
        }
        if not is_ca:
            row["subject_name"] = row["subject_cn"]
        rows.append(row)
    return rows


def processes(_router: Router) -> Rows:
    usage = {
        "cpu_usage_5_sec": "2",
        "cpu_interruption_5_sec": "0",
        "cpu_usage_1_min": "3",
        "cpu_usage_5_min": "3",
    }
    rows = []
    for pid, runtime, invoked, usecs, five_sec, one_min, five_min, name in state.PROCESSES:
        rows.append(
            {
                **usage,
                "process_pid": str(pid),
                "process_runtime": str(runtime),
                "process_invoked": str(invoked),
                "process_cpu_time_for_invocation": str(usecs),
                "process_cpu_usage_5_sec": five_sec,
                "process_cpu_usage_1_min": one_min,
                "process_cpu_usage_5_min": five_min,
                "process_tty": "0",
                "process_name": name,
            }
        )
    return rows


EXPECTED: dict[str, Callable[[Router], Rows]] = {
    **expected_routing.NTC,
    "show clock": clock,
    "show clock detail": clock,
    "show users": users,
    "show ip interface brief": interface_brief,
    "show interfaces": interfaces,
    "show interfaces GigabitEthernet1": lambda router: interfaces(router, "GigabitEthernet1"),
    "show interfaces description": interface_description,
    "show ip interface": ip_interface,
    "show ip interface GigabitEthernet1": lambda router: ip_interface(router, "GigabitEthernet1"),
    "show logging": logging,
    "show ip access-lists": ip_access_lists,
    "show access-lists": access_lists,
    "show ip http server status": http,
    "show version": show_version,
    "show inventory": inventory,
    "dir": directory,
    "show archive": archive,
    "show processes cpu": processes,
    "show crypto pki certificates IKEv2-TP": certificates,
}
