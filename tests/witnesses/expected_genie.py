"""What genie must read from each ``show``: built from the router's state, not from what it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from lab.pki.store import Installed, Role
from lab.router import Router
from lab.vpn.ike import GROUP_NAMES
from tests.witnesses import expected_routing, expected_sessions, state

Parsed = dict[str, Any]


def privilege(_router: Router) -> Parsed:
    return {"current_privilege_level": 15}


def terminal(_router: Router) -> Parsed:
    return {
        "line": "0",
        "location": "",
        "type": "xterm",
        "length": 0,
        "width": 80,
        "baud_rate": {"tx": 9600, "rx": 9600},
        "status": ["PSI Enabled", "Ready", "Active", "Ctrl-c Enabled", "Automore On"],
        "input_transport": ["none"],
        "output_transport": ["pad", "telnet", "rlogin", "ssh"],
    }


def clock(router: Router) -> Parsed:
    now = router.clock.now()
    return {
        "time": f"{now:%H:%M:%S}.000",
        "timezone": "UTC",
        "day_of_week": f"{now:%a}",
        "month": f"{now:%b}",
        "day": str(now.day),
        "year": str(now.year),
    }


def users(router: Router) -> Parsed:
    return {
        "line": {
            f"{one.line} vty {one.line - 2}": {
                "active": False,
                "tty": str(one.line),
                "user": one.user,
                "host": "idle",
                "idle": "00:01:05",
                "location": one.peer,
            }
            for one in router.sessions
        }
    }


def hosts(_router: Router) -> Parsed:
    return {"default_domain": "example.com"}


def interface_brief(router: Router) -> Parsed:
    rows = {}
    for one in state.interfaces(router):
        rows[one.name] = {
            "ip_address": one.address or "unassigned",
            "interface_is_ok": "YES",
            "method": "NVRAM" if one.own_address else "unset",
            "status": one.status,
            "protocol": one.protocol,
        }
    return {"interface": rows}


def interfaces(router: Router) -> Parsed:
    rows = {}
    for one in state.interfaces(router, accesses=False):
        row: Parsed = {
            "port_channel": {"port_channel_member": False},
            "is_deleted": False,
            "enabled": not one.shut,
            "line_protocol": one.protocol,
            "oper_status": one.protocol,
            "type": one.hardware,
            "delay": 10,
            "mtu": one.mtu,
            "bandwidth": one.bandwidth,
            "reliability": "255/255",
            "txload": "1/255",
            "rxload": "1/255",
            "encapsulations": {"encapsulation": one.encapsulation},
            "keepalive": 10,
            "last_input": "00:00:00",
            "last_output": "00:00:01",
            "output_hang": "never",
            "counters": {
                "rate": {
                    "load_interval": 300,
                    "in_rate": 0,
                    "in_rate_pkts": 0,
                    "out_rate": 0,
                    "out_rate_pkts": 0,
                },
                "last_clear": "never",
                **dict.fromkeys(COUNTERS, 0),
            },
        }
        if one.mac:
            row |= {"mac_address": one.mac, "phys_address": one.mac, **ETHERNET}
        if one.description:
            row["description"] = one.description
        if one.own_address:
            row["ipv4"] = {
                f"{one.address}/{one.prefix}": {"ip": one.address, "prefix_length": str(one.prefix)}
            }
        elif one.lender:
            row["ipv4"] = {
                f"{one.address}/32": {"ip": one.address, "prefix_length": "32"},
                "unnumbered": {"interface_ref": one.lender},
            }
        rows[one.name] = row
    return rows


COUNTERS = (
    "in_pkts", "in_octets", "in_no_buffer", "in_errors", "in_crc_errors", "in_frame", "in_overrun",
    "in_ignored", "in_abort", "out_pkts", "out_octets", "out_underruns", "out_errors",
    "out_interface_resets", "out_collision",
)  # fmt: skip
ETHERNET = {
    "duplex_mode": "full",
    "port_speed": "1000mbps",
    "link_type": "auto",
    "auto_negotiate": True,
    "media_type": "Virtual",
}


def interface_description(router: Router) -> Parsed:
    rows = {}
    for one in state.interfaces(router, accesses=False):
        # genie has no long name for Vt.
        name = one.name.replace("Virtual-Template", "Vt")
        status = "admin down" if one.shut else one.status
        rows[name] = {"status": status, "protocol": one.protocol, "description": one.description}
    return {"interfaces": rows}


def ip_interface(router: Router) -> Parsed:
    rows: Parsed = {}
    for one in state.interfaces(router, accesses=False):
        row: Parsed = {"enabled": not one.shut, "oper_status": one.protocol}
        if one.own_address:
            row["ipv4"] = {
                f"{one.address}/{one.prefix}": {
                    "ip": one.address,
                    "prefix_length": str(one.prefix),
                    "secondary": False,
                    "broadcast_address": "255.255.255.255",
                }
            }
            row |= {"address_determined_by": "non-volatile memory", "mtu": one.ip_mtu}
        elif one.lender:
            row["ipv4"] = {str(one.address): {"ip": one.address, "secondary": False}}
            row["mtu"] = one.ip_mtu
        rows[one.name] = row
    return rows


def logging(router: Router) -> Parsed:
    count = len(router.log)
    one = {"status": "enabled", "level": "debugging", "xml": "disabled", "filtering": "disabled"}
    zero = {"messages_dropped": 0, "messages_rate_limited": 0, "flushes": 0, "overruns": 0}
    return {
        "syslog_logging": {"enabled": {"counters": {**zero, "xml": "disabled", "filtering": "disabled"}}},
        "logging": {
            "console": {**one, "messages_logged": count},
            "monitor": {**one, "messages_logged": 0},
            "buffer": {**one, "messages_logged": count},
            "exception": {"size_bytes": 4096},
            "count_and_time_stamp_logging_messages": "disabled",
            "persistent": {"status": "disabled"},
            "trap": {"level": "informational", "message_lines_logged": count},
        },
        "log_buffer_bytes": 4096,
        "logs": [entry.render() for entry in router.log],
    }


def access_lists(_router: Router) -> Parsed:
    network = "10.0.0.0 0.255.255.255"
    inside = "192.168.10.0 0.0.0.255"
    standard = {"protocol": "ipv4", "source_network": {network: {"source_network": network}}}
    extended = {
        "protocol": "ipv4",
        "source_network": {inside: {"source_network": inside}},
        "destination_network": {"any": {"destination_network": "any"}},
    }
    return {
        "split_tunnel": {
            "name": "split_tunnel",
            "type": "ipv4-acl-type",
            "acl_type": "standard",
            "aces": {
                "10": {
                    "name": "10",
                    "actions": {"forwarding": "permit"},
                    "matches": {"l3": {"ipv4": standard}},
                }
            },
        },
        "NAT": {
            "name": "NAT",
            "type": "ipv4-acl-type",
            "acl_type": "extended",
            "aces": {
                "10": {
                    "name": "10",
                    "actions": {"forwarding": "permit", "logging": "log-none"},
                    "matches": {"l3": {"ipv4": extended}, "l4": {"ipv4": {"established": False}}},
                }
            },
        },
    }


def ssh(_router: Router) -> Parsed:
    return {
        "ssh": {
            "enabled": True,
            "version": "2.0",
            "authentication_methods": ["publickey", "keyboard-interactive", "password"],
            "authentication_timeout": 120,
            "authentication_retries": 3,
        }
    }


def http(router: Router) -> Parsed:
    on = state.word(router.running.has("ip http server"))
    secure = state.word(router.running.has("ip http secure-server"))
    modules = {
        name.lower(): {
            "handle": number,
            "status": "Active" if on == "Enabled" else "Inactive",
            "secure_status": "Active" if secure == "Enabled" else "Inactive",
            "description": text,
        }
        for number, (name, text) in enumerate(state.HTTP_MODULES, start=1)
    }
    return {
        "http_server": {
            "status": on,
            "port": 80,
            "authentication_method": "enable",
            "access_class": "0",
            "ipv4_access_class": "None",
            "ipv6_access_class": "None",
            "digest_algorithm": "md5",
            "file_upload_status": "Disabled",
            "active_session_modules": "ALL",
            "application_session_modules": modules,
            "current_connections": {},
            "nginx_internal_counters": {
                "pool": 915,
                "active_connection": 0,
                "pool_available": 898,
                "maximum_connection_hit": 0,
            },
            "statistics": {
                "accepted_connections": 0,
                "server_accepts_handled_requests": "0 0 0",
                "reading": 0,
                "writing": 0,
                "waiting": 0,
            },
            "history": {"index": {}},
            "conn_history_current_pos": 0,
            **state.HTTP_NUMBERS,
        },
        "http_secure_server": {
            "capability": "Present",
            "status": secure,
            "port": 443,
            "ciphersuite": state.HTTP_CIPHERS.split(),
            "tls_version": state.tls_versions(router),
            "client_authentication": "Disabled",
            "piv_authentication": "Disabled",
            "piv_authorization": "Disabled",
            "trustpoint": "TP-self-signed-1",
            "ecdhe_curve": "secp256r1",
            "active_session_modules": "ALL",
        },
    }


COMPILED = {"2018": "Mon 05-Nov-18 19:32", "2023": "Fri 21-Jul-23 05:14", "2026": "Fri 15-May-26 08:40"}


def version(router: Router) -> Parsed:
    release, box = router.release, router.hardware
    major, minor, patch = str(release).split(".")
    modern = release.at_least("17.4")
    year = {"16": "2018", "17": "2023"}.get(major, "2026")
    read = {
        "xe_version": f"{int(major):02}.{int(minor):02}.{int(patch):02}",
        "version_short": f"{major}.{minor}",
        "platform": "Virtual XE",
        "version": str(release),
        "image_id": box.image,
        "label": "RELEASE SOFTWARE (fc3)",
        "os": "IOS-XE",
        "location": "IOSXE" if major != "16" else "Fuji",
        "image_type": "production image",
        "copyright_years": f"1986-{year}",
        "compiled_date": COMPILED[year],
        "compiled_by": "mcpre",
        "rom": "IOS-XE ROMMON",
        "hostname": "edge",
        "uptime": "1 day, 1 hour, 1 minute",
        "uptime_this_cp": "1 day, 1 hour, 1 minute",
        "returned_to_rom_by": "reload",
        "system_image": "bootflash:packages.conf",
        "last_reload_reason": "reload",
        "license_level": "ax",
        "license_type": "Default. No valid license found.",
        "next_reload_license_level": "ax",
        "chassis": "C8000V" if modern else "CSR1000V",
        "main_mem": box.memory.split("K")[0],
        "processor_type": "VXE",
        "rtr_type": "C8000V" if modern else "CSR1000V",
        "chassis_sn": box.serial,
        "number_of_intfs": {"Gigabit Ethernet": "1"},
        "mem_size": {"non-volatile configuration": "32768", "physical": "8113280"},
        "disks": {"bootflash:.": {"disk_size": "7774207", "type_of_disk": "virtual hard disk"}},
        "curr_config_register": "0x2102",
    }
    if modern:
        read["router_operating_mode"] = "Autonomous"
    return {"version": read}


def inventory(router: Router) -> Parsed:
    box = router.hardware
    name = "CSR1000V" if box.pid == "CSR1000V" else "Catalyst 8000V Edge"
    chassis = {
        "name": "Chassis",
        "descr": f"Cisco {name} Chassis",
        "pid": box.pid,
        "vid": "V00",
        "sn": box.serial,
    }
    # Of a virtual router genie keeps the chassis alone.
    return {"main": {"chassis": {box.pid: chassis}}}


def platform(router: Router) -> Parsed:
    pid = router.hardware.pid
    known = {"name": pid, "state": "ok, active", "insert_time": "1d01h", "cpld_ver": "N/A", "fw_ver": "N/A"}
    kinds = {"R0": "rp" if pid == "CSR1000V" else "other", "F0": "other"}
    slots = {slot: {kind: {pid: {"slot": slot, **known}}} for slot, kind in kinds.items()}
    return {"main": {"chassis": pid}, "slot": slots}


def directory(router: Router) -> Parsed:
    files = {
        row.name: {
            "index": str(row.inode),
            "permissions": row.permissions,
            "size": str(row.size),
            "last_modified_date": row.date,
        }
        for row in state.files(router)
    }
    total, free = router.flash.total, router.flash.free
    listing = {"files": files, "bytes_total": str(total), "bytes_free": str(free)}
    return {"dir": {"bootflash:/": listing, "dir": "bootflash:/"}}


def file_systems(router: Router) -> Parsed:
    flash = {"total_size": router.flash.total, "free_size": router.flash.free, "type": "disk", "flags": "rw"}
    nvram = {"total_size": 33554432, "free_size": 33543116, "type": "nvram", "flags": "rw"}
    return {"file_systems": {"1": {**flash, "prefixes": "bootflash:"}, "2": {**nvram, "prefixes": "nvram:"}}}


def bootflash(router: Router) -> Parsed:
    return {
        "files": {
            str(number): {
                "file_length": row.size,
                "file_date": row.date.replace(" +", ".0000000000 +"),
                "file_name": f"/bootflash/{row.name}",
            }
            for number, row in enumerate(state.files(router), start=1)
        },
        "bytes_available": router.flash.free,
        "bytes_used": router.flash.total - router.flash.free,
    }


def archive(router: Router) -> Parsed:
    name = router.archive.names[0]
    about = {"total": 1, "max_archive_configurations": 5, "most_recent_file": name}
    return {"archive": {**about, "1": {"file": name}}}


def differences(_router: Router) -> Parsed:
    return {"diff": []}


def incremental(_router: Router) -> Parsed:
    return {"list_of_commands": ["end", "!No changes were found"]}


# ----------------------------------------------------------------------------------------------- certificates
def names(name: x509.Name, keys: dict[str, str]) -> Parsed:
    """Genie's words for the parts of a distinguished name."""
    return {keys[part.rfc4514_attribute_name]: part.value for part in name}


SHORT = {"CN": "cn", "O": "o"}
LONG = {"CN": "common_name", "O": "organization"}


def validity(certificate: x509.Certificate) -> Parsed:
    return {
        "start_date": state.when(certificate.not_valid_before_utc),
        "end_date": state.when(certificate.not_valid_after_utc),
    }


def certificate(entry: Installed) -> Parsed:
    cert = entry.certificate
    subject = names(cert.subject, SHORT)
    if entry.role is not Role.CA:
        subject = {"name": subject["cn"], **subject}
    return {
        "status": "Available",
        "serial_number_in_hex": state.serial(cert),
        "usage": "Signature" if entry.role is Role.CA else "General Purpose",
        "issuer": names(cert.issuer, SHORT),
        "subject": subject,
        "validity_date": validity(cert),
        "storage": state.storage(entry),
    }


ROLES = {
    Role.IDENTITY: "certificate",
    Role.CA: "ca_certificate",
    Role.SELF_SIGNED: "router_self_signed_certificate",
}


def certificates(router: Router) -> Parsed:
    read: Parsed = {}
    for name in router.pki.trustpoints():
        of = read.setdefault(name, {"associated_trustpoints": {}})["associated_trustpoints"]
        for entry in router.pki.certificates(name):
            of.setdefault(ROLES[entry.role], []).append(certificate(entry))
    return {"trustpoints": read}


def certificates_of_ours(router: Router) -> Parsed:
    return {"trustpoints": {"IKEv2-TP": certificates(router)["trustpoints"]["IKEv2-TP"]}}


def verbose(router: Router) -> Parsed:
    read: Parsed = {}
    for entry in router.pki.certificates("IKEv2-TP"):
        cert, is_ca = entry.certificate, entry.role is Role.CA
        subject = names(cert.subject, LONG)
        one: Parsed = {
            "status": "Available",
            "serial": state.serial(cert),
            "usage": "Signature" if is_ca else "General Purpose",
            "issuer": names(cert.issuer, LONG),
            "subject": subject if is_ca else {"name": subject["common_name"], **subject},
            "validity_date": validity(cert),
            "subject_key_info": {"key_algorithm": "rsaEncryption", "key_length": "2048"},
            "signature_algorithm": "SHA256 with RSA Encryption",
            "fingerprint_md5": state.fingerprint(cert, hashes.MD5()),  # noqa: S303 - as printed
            "fingerprint_sha1": state.fingerprint(cert, hashes.SHA1()),  # noqa: S303 - as printed
            "key_usage_hex": "86000000" if is_ca else "A0000000",
            "key_usage": {
                f"key_usage_{number}": use for number, use in enumerate(state.uses(is_ca), start=1)
            },
            "subject_key_id": state.key_id(cert, x509.SubjectKeyIdentifier),
            "authority_key_id": state.key_id(cert, x509.AuthorityKeyIdentifier),
            "cert_install_time": state.when(entry.installed),
            "trustpoints": "IKEv2-TP",
            "storage": state.storage(entry),
        }
        if is_ca:
            one["ca_flag"] = "TRUE"
        else:
            one |= {"extended_key_unit": {"eku_1": "Server Auth"}, "key_label": "IKEv2-TP"}
            if router.release.at_least("26.1"):
                one["key_store"] = "private config"
        read[ROLES[entry.role]] = one
    return {"certificates": read}


def trustpoints(router: Router) -> Parsed:
    read = {}
    for name in router.pki.trustpoints():
        own = any(entry.role is Role.SELF_SIGNED for entry in router.pki.certificates(name))
        shown = router.pki.identity(name) if own else router.pki.ca(name)
        assert shown is not None
        comment = f"Persistent self-signed certificate trust point \n Using key label {name}"
        read[name] = {
            "issuing_ca": {"subject": names(shown.subject, SHORT)},
            "serial_number_in_hex": state.serial(shown),
            "comment": comment if own else "Certificate configured.",
        }
    return {"trustpoints": read}


def trustpoints_status(router: Router) -> Parsed:
    def configured(cert: x509.Certificate) -> Parsed:
        # genie takes the last part of the name for the common name.
        last = list(cert.subject.rdns)[0 if len(list(cert.subject)) > 1 else -1]
        return {
            "subject": {
                "common_name": next(iter(last)).value,
                "md5": state.fingerprint(cert, hashes.MD5()),  # noqa: S303 - as printed
                "sha1": state.fingerprint(cert, hashes.SHA1()),  # noqa: S303 - as printed
            }
        }

    read = {}
    for name in router.pki.trustpoints():
        identity, ca = router.pki.identity(name), router.pki.ca(name)
        shown: Parsed = {}
        top = ca or identity
        assert top is not None
        shown["Issuing CA"] = configured(top)
        if identity is not None:
            shown["Router General Purpose"] = configured(identity)
        read[name] = {
            "certificate_configured": shown,
            "state": {
                "keys_generated": "yes" if identity else "no",
                "issuing_ca_authenticated": "yes",
                "certificate_requests": "yes" if identity else "none",
            },
        }
    return {"Trustpoints": read}


def keys(router: Router, *labels: str) -> Parsed:
    read = {}
    for number, label in enumerate(labels, start=1):
        pair = router.pki.keys[label]
        data = pair.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        read[str(number)] = {
            "keypairgen_time": state.when(pair.generated),
            "key_name": label,
            "key_type": {
                "RSA KEYS": {
                    "storage_device": "private-config",
                    "usage": "General Purpose Key",
                    "key": "not exportable",
                    "redundancy": "enabled",
                    "key_data": state.words_of_hex(data, 8),
                }
            },
        }
    return {"keys": read}


# ------------------------------------------------------------------------------------------------ totals
def ikev2_stats(router: Router) -> Parsed:
    totals, active = router.vpn.totals, len(router.vpn.sessions)
    numbers = dict.fromkeys(STATS, 0)
    numbers |= {
        "max_in_nego": 40,
        "max_out_nego": 400,
        "total_incoming_sa": active,
        "total_incoming_sa_active": active,
        "incoming_v2_requests": totals["requests"],
        "incoming_requests_accept": totals["accepted"],
    }
    challenge = dict.fromkeys(
        (
            "incoming_challenge_requests",
            "incoming_challenge_accept",
            "incoming_challenge_reject",
            "incoming_challenge_no_cookie",
        ),
        0,
    )
    return {"ikev2_statistics": {**numbers, "incoming_cookie_challenge": challenge}}


STATS = (
    "system_resource_limit", "max_sa", "total_incoming_sa_negotiating", "total_outgoing_sa",
    "total_outgoing_sa_active", "total_outgoing_sa_negotiating", "incoming_requests_reject",
    "outgoing_v2_requests", "outgoing_requests_accept", "outgoing_requests_reject", "rejected_v2_requests",
    "rejected_requests_rsrclow", "rejected_requests_salimit", "ikev2_packet_drop",
    "incoming_requests_drop_lowq", "deleted_sessions_cert_revoke",
)  # fmt: skip


def ikev2_exchange(router: Router) -> Parsed:
    totals = router.vpn.totals

    def row(count: int) -> Parsed:
        return {"tx_req": 0, "tx_res": count, "rx_req": count, "rx_res": 0}

    counts = {
        "IKE_SA_INIT": totals["requests"],
        "IKE_AUTH": totals["signed"],
        "INFORMATIONAL": totals["deleted"],
    }
    return {"exchanges": {name: row(count) for name, count in counts.items()}}


def ikev2_ext(router: Router) -> Parsed:
    totals = router.vpn.totals

    def table(**passed: int) -> Parsed:
        return {name: {"passed": count, "failed": 0} for name, count in passed.items()}

    accepted, requests, signed = totals["accepted"], totals["requests"], totals["signed"]
    return {
        "ikev2_stats": {
            "aaa_operation": table(
                receive_pskey=0,
                eap_auth=totals["eap passed"],
                start_acc=0,
                stop_acc=0,
                authorization=totals["authorization passed"],
            ),
            "ipsec_operation": table(
                ipsec_policy_verify=accepted, sa_creation=accepted, sa_deletion=totals["deleted"]
            ),
            "crypto_engine_operation": table(
                dh_key_generated=requests,
                secret_generated=requests,
                signature_sign=signed,
                signature_verify=0,
            ),
            "pki_operation": table(
                verify_cert=0,
                cert_using_http=0,
                peer_cert_using_http=0,
                get_issuers=requests,
                get_cert_from_issuers=signed,
                get_dn_from_cert=0,
            ),
            "gkm_operation": table(get_policy=0, set_policy=0),
        }
    }


def ikev2_proposal(router: Router) -> Parsed:
    from lab.vpn.ike import configured_proposals, smart_default

    shown = (smart_default(router), *configured_proposals(router))
    return {
        "proposal_name": {
            one.name: {
                # It takes one cipher: see its defects.
                "encryption": one.encryption[0].upper(),
                "integrity": " ".join(state.INTEGRITY[word] for word in one.integrity),
                "prf": " ".join(state.PRF[word] for word in (one.prf or one.integrity)),
                "dh_group": [GROUP_NAMES[group] for group in one.groups],
            }
            for one in shown
        }
    }


def ikev2_policy(_router: Router) -> Parsed:
    return {
        "policy_name": {
            "default": {"match_fvrf": "any", "match_address_local": "any", "proposal": "default"},
            "IKEv2-pol": {"match_fvrf": "global", "match_address_local": "any", "proposal": "IKEv2-prop1"},
        }
    }


def ikev2_profile(_router: Router) -> Parsed:
    """Of the mended text: see its defects."""
    none = ("local_identity", "remote_identity", "eap_options", "keyring", "ivrf", "mode_auto")
    lists = ("aaa_eap_authentication_mlist", "aaa_authentication_mlist", "aaa_accounting")
    match = {
        "fvrf": "global",
        "local_address_interface": "none",
        "identities": [],
        "certificate_maps": "none",
    }
    profile = {
        **dict.fromkeys((*none, *lists), "none"),
        "shutdown": "No",
        "ref_count": 6,
        "match_criteria": match,
        "local_authentication_method": "rsa-sig",
        "remote_authentication_methods": "anyconnect-eap",
        "trustpoints": "IKEv2-TP",
        "lifetime": 86400,
        "dpd": {"interval": 10, "retry_interval": 2, "type": "periodic"},
        "nat_keepalive": "disabled",
        "virtual_template": "100",
        "aaa_anyconnect_eap_authentication_mlist": "a-eap-authen-local",
        "aaa_group_authorization": "anyconnect-eap",
        "aaa_user_authorization": "anyconnect-eap",
    }
    return {"ikev2_profile": {"AnyConnect-EAP": profile}}


def ipsec_profile(router: Router) -> Parsed:
    kilobytes = "" if router.release.at_least("26.1") else "4608000 kilobytes/"

    def one(name: str, cipher: str, hmac: str) -> Parsed:
        return {
            "security_association_lifetime": f"{kilobytes}3600 seconds",
            "responder_only": "N",
            "psf": "N",
            "mixed_mode": "Disabled",
            "tranform_sets": {name: {"transform_set_name": cipher, "transform_set_method": hmac}},
        }

    return {
        "ipsec_profile_name": {
            "default": one("default", "esp-aes", "esp-sha-hmac"),
            "AnyConnect-EAP": one("TS", "esp-256-aes", "esp-sha256-hmac"),
        }
    }


def derived(router: Router) -> Parsed:
    session = router.vpn.sessions[0]
    return {
        "derived_config": {
            session.interface: {
                "ipv4_unnumbered_intf": "Loopback100",
                "tunnel_source": session.local,
                "tunnel_mode": "ipsec ipv4",
                "tunnel_destination": session.peer,
                "tunnel_ipsec_profile": session.ipsec_profile,
            }
        }
    }


def running_aaa(_router: Router) -> Parsed:
    return {"new_model": True, "session_id": "common"}


def running_interface(_router: Router) -> Parsed:
    return {
        "interfaces": {
            "GigabitEthernet1": {
                "description": "Outside",
                "ipv4": {"ip": "192.0.2.1", "netmask": "255.255.255.0"},
                "negotiation_auto": True,
            }
        }
    }


def method_lists(router: Router) -> Parsed:
    lists: Parsed = {"authen": {"queue": {}}, "author": {"queue": {}}}
    for kind, code, queues in (("authen", "AUTHEN", state.AUTHEN), ("author", "AUTHOR", state.AUTHOR)):
        for queue in queues:
            lists[kind]["queue"][f"AAA_ML_{code}_{queue}"] = {}

    def one(name: str) -> Parsed:
        return {"name": name, "valid": True, "id": 0, "state": "ALIVE", "method_list": "LOCAL"}

    del router
    lists["authen"]["queue"]["AAA_ML_AUTHEN_LOGIN"] = one("a-eap-authen-local")
    lists["author"]["queue"]["AAA_ML_AUTHOR_NET"] = one("a-eap-author-grp")
    return lists


def processes(_router: Router) -> Parsed:
    table = {}
    for number, row in enumerate(state.PROCESSES, start=1):
        pid, runtime, invoked, usecs, five_sec, one_min, five_min, name = row
        table[str(number)] = {
            "process": name,
            "pid": pid,
            "runtime": runtime,
            "invoked": invoked,
            "usecs": usecs,
            "tty": 0,
            "five_sec_cpu": float(five_sec),
            "one_min_cpu": float(one_min),
            "five_min_cpu": float(five_min),
        }
    idle, *busy = (row[-1] for row in state.PROCESSES)
    totals = {"five_sec_cpu_total": 2, "five_sec_cpu_interrupts": 0, "one_min_cpu": 3, "five_min_cpu": 3}
    return {**totals, "sort": table, "zero_cpu_processes": [idle], "nonzero_cpu_processes": busy}


def memory(router: Router) -> Parsed:
    total = int(router.hardware.memory.split("K", maxsplit=1)[0]) * 1024
    free = total - 275459944
    processor = {"head": "7F6A8A2D7048", "total": total, "used": 275459944, "free": free, "lowest": free}
    io = {
        "head": "7F6A891481A8",
        "total": 6295128,
        "used": 6294304,
        "free": 824,
        "lowest": 824,
        "largest": 412,
    }
    return {"name": {"processor": {**processor, "largest": free}, "lsmpi_io": io}}


def pki_counters(_router: Router) -> Parsed:
    return dict.fromkeys(PKI_COUNTERS, 0)


PKI_COUNTERS = (
    "pki_sessions_started", "pki_sessions_ended", "pki_sessions_active", "successful_validations",
    "failed_validations", "bypassed_validations", "pending_validations", "crls_checked",
    "crl_fetch_attempts", "crl_failed_attempts", "crl_rejected_busy_fetching", "aaa_authorizations",
)  # fmt: skip


def only(read: Parsed, name: str) -> Parsed:
    return {name: read[name]}


EXPECTED: dict[str, Callable[[Router], Parsed]] = {
    **expected_routing.GENIE,
    "show privilege": privilege,
    "show terminal": terminal,
    "show clock": clock,
    "show users": users,
    "show hosts": hosts,
    "show ip interface brief": interface_brief,
    "show interfaces": interfaces,
    "show interfaces description": interface_description,
    "show ip interface": ip_interface,
    "show logging": logging,
    "show ip access-lists": access_lists,
    "show access-lists": access_lists,
    "show ip ssh": ssh,
    "show ip http server all": http,
    "show version": version,
    "show inventory": inventory,
    "show platform": platform,
    "show license summary": lambda _router: {
        "account_information": {"smart_account": "<none>", "virtual_account": "<none>"}
    },
    "show license udi": lambda router: {
        "udi_details": {"pid": router.hardware.pid, "sn": router.hardware.serial}
    },
    "dir": directory,
    "show file systems": file_systems,
    "show bootflash:": bootflash,
    "show archive": archive,
    "show crypto pki certificates": certificates,
    "show crypto pki certificates IKEv2-TP": certificates_of_ours,
    "show crypto pki certificates verbose IKEv2-TP": verbose,
    "show crypto pki trustpoints": trustpoints,
    "show crypto pki trustpoints status": trustpoints_status,
    "show crypto key mypubkey rsa": lambda router: keys(router, "TP-self-signed-1", "IKEv2-TP"),
    "show crypto key mypubkey all": lambda router: keys(router, "TP-self-signed-1", "IKEv2-TP"),
    "show crypto pki counters": pki_counters,
    "show crypto key mypubkey rsa IKEv2-TP": lambda router: keys(router, "IKEv2-TP"),
    "show crypto ikev2 stats": ikev2_stats,
    "show crypto ikev2 stats exchange": ikev2_exchange,
    "show crypto ikev2 stats ext-service": ikev2_ext,
    "show crypto ikev2 proposal": ikev2_proposal,
    "show crypto ikev2 policy": ikev2_policy,
    "show crypto ikev2 profile AnyConnect-EAP": ikev2_profile,
    "show crypto ipsec profile": ipsec_profile,
    "show derived-config interface Virtual-Access1": derived,
    "show running-config aaa": running_aaa,
    "show running-config interface GigabitEthernet1": running_interface,
    "show aaa method-lists all": method_lists,
    "show processes cpu": processes,
    "show memory statistics": memory,
    "show archive config differences": differences,
    "show archive config incremental-diffs bootflash:/merge.cfg": incremental,
    "show interfaces GigabitEthernet1": lambda router: only(interfaces(router), "GigabitEthernet1"),
    "show ip interface GigabitEthernet1": lambda router: only(ip_interface(router), "GigabitEthernet1"),
    # Given to the parser of the short form, with "verbose" for a trustpoint's name.
    "show crypto pki certificates verbose": certificates,
    **expected_sessions.EXPECTED,
}
