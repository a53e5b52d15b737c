"""What genie must read of the clients' sessions: IKE SAs, child SAs, interfaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.router import Router
from lab.vpn.state import VpnSession

Parsed = dict[str, Any]
KEY_ID = "*$AnyConnectClient$*"


def named(router: Router) -> bool:
    """CE id and SPIs stand in the short forms from 17.1 on."""
    return router.release.at_least("17.1")


def ike(session: VpnSession, *, spis: bool = True) -> Parsed:
    """What the short forms print of an IKE SA alike."""
    suite = session.suite
    read: Parsed = {
        "tunnel_id": session.tunnel_id,
        "local_ip": session.local,
        "local_port": 4500,
        "remote_ip": session.peer,
        "remote_port": session.port,
        "fvrf": "none",
        "ivrf": "none",
        "encryption": suite.cipher,
        "prf": suite.prf.upper(),
        "dh_group": suite.group,
        "auth_sign": "RSA",
    }
    if spis:
        read |= {
            "ce_id": session.ce_id,
            "local_spi": f"{session.local_spi:016X}",
            "remote_spi": f"{session.remote_spi:016X}",
        }
    return read


def sa(router: Router) -> Parsed:
    read = {}
    for one in router.vpn.sessions:
        row = {
            **ike(one, spis=named(router)),
            "status": "READY",
            "keysize": int(one.suite.key_size),
            "hash": one.suite.hash_name,
            "auth_verify": "AnyConnect",  # genie stops at the hyphen
            "life_time": 86400,
            "active_time": router.vpn.traffic(one).active,
        }
        if named(router):
            row["session_id"] = one.session_id
        read[str(one.tunnel_id)] = row
    return {"ipv4": read, "ipv6": {}}


def sa_detail(router: Router) -> Parsed:
    read = {}
    for one in router.vpn.sessions:
        suite, traffic = one.suite, router.vpn.traffic(one)
        read[str(one.tunnel_id)] = {
            "local": f"{one.local}/4500",
            "remote": f"{one.peer}/{one.port}",
            "fvrf": "none",
            "ivrf": "none",
            "status": "ready",
            "remote_subnets": [],
            "encryption": suite.cipher.lower(),
            "keysize": int(suite.key_size),
            "prf": suite.prf,
            "hash": suite.hash_name.lower(),
            "dh_grp": suite.group,
            "auth_sign": "rsa",
            "auth_verify": "anyconnect",
            "life_time": 86400,
            "active_time": traffic.active,
            "ce_id": one.ce_id,
            "session_id": one.session_id,
            "status_description": "negotiation done",
            "local_spi": f"{one.local_spi:016X}",
            "remote_spi": f"{one.remote_spi:016X}",
            "local_id": one.local,
            "remote_id": KEY_ID,
            "local_reg_msg_id": 0,
            "remote_req_msg_id": traffic.requests,
            "local_next_msg_id": 0,
            "remote_next_msg_id": traffic.requests,
            "local_req_queued": 0,
            "remote_req_queued": traffic.requests,
            "local_window": 5,
            "remote_window": 1,
            "dpd_configured_time": 0,
            "retry": 0,
            "fragmentation": "not  configured",
            "dynamic_route_update": "disabled",
            "extended_authentication": "not configured",
            "nat_t": "detected  outside",
            "cisco_trust_security_sgt": "disabled",
            "initiator_of_sa": "no",
        }
    return {"tunnel_id": read}


def selectors(router: Router, one: VpnSession) -> Parsed:
    local, remote = "0.0.0.0/0 - 255.255.255.255/65535", f"{one.address}/0 - {one.address}/65535"
    if router.release.at_least("17.4"):
        return {
            "local_selectors": [],
            "remote_selectors": [],
            "traffic_selectors": [f"{local}    ->    {remote}"],
        }
    return {"local_selectors": [local], "remote_selectors": [remote]}


def session(router: Router, *, detailed: bool = False) -> Parsed:
    read = {}
    for one in router.vpn.sessions:
        traffic = router.vpn.traffic(one)
        child: Parsed = {
            **selectors(router, one),
            "esp_spi_in": f"0x{one.spi_in:X}",
            "esp_spi_out": f"0x{one.spi_out:X}",
        }
        if detailed:
            child |= {
                **dict.fromkeys(("ah_spi_in", "ah_spi_out", "cpi_in", "cpi_out"), "0x0"),
                "child_encr": "AES-CBC",
                "keysize": 256,
                "esp_hmac": "SHA256",
                "ah_hmac": "None",
                "compression": "IPCOMP_NONE",
                "mode": "tunnel",
            }
        row = {
            **ike(one, spis=detailed or named(router)),
            "session_id": one.session_id,
            "status": "UP-ACTIVE",
            "ike_count": 1,
            "child_count": 1,
            "session_status": "READY",
            "key_length": int(one.suite.key_size),
            "hash_algo": one.suite.hash_name,
            "auth_verify": "AnyConnect-EAP",
            "lifetime": 86400,
            "activetime": traffic.active,
            "child_sa": {"1": child},
        }
        if detailed or named(router):
            row["id"] = one.session_id
        if detailed:
            row |= {
                "local_id": one.local,
                "remote_id": KEY_ID,
                "remote_eap_id": one.user,
                "local_mesg_id": 0,
                "remote_mesg_id": traffic.requests,
                "local_next_id": 0,
                "remote_next_id": traffic.requests,
                "local_queued": 0,
                "remote_queued": traffic.requests,
                "local_window": 5,
                "remote_window": 1,
                "dpd_time": 0,
                "dpd_retry": 0,
                "fragmentation": "no",
                "dynamic_route": "disabled",
                "cts_sgt": "disabled",
                "initiator_of_sa": "No",
            }
        read[str(one.session_id)] = row
    return {"ikev2_session": {"IPv4": read}}


def ipsec(router: Router, *, detail: bool = False) -> Parsed:
    """``show crypto ipsec sa``, once its hyphen is out of the way."""
    newest = router.release.at_least("26.1")
    read = {}
    for one in router.vpn.sessions:
        traffic = router.vpn.traffic(one)

        def esp(
            spi: int, kilobytes: int, connection: int, one: VpnSession = one, left: int = traffic.ipsec_left
        ) -> Parsed:
            row: Parsed = {"transform": one.transform.shown}
            if newest:
                row |= {"remaining_key_lifetime": str(left), "kilobyte_volume_rekey": "disabled"}
            else:
                row |= {
                    "conn_id": 2000 + connection,
                    "flow_id": "CSR",
                    "flow_id_val": connection,
                    "sibling_flags": "FFFFFFFF80000048",
                    "crypto_map": f"{one.interface}-head-0",
                    "remaining_key_lifetime": f"({kilobytes}/{left})",
                }
            row |= {"iv_size": "16 bytes", "replay_detection_support": "Y", "status": "ACTIVE(ACTIVE)"}
            return {"spi": {f"0x{spi:X}({spi})": row}}

        last = 2 * one.tunnel_id
        ident = identity(router, one) | {
            "protected_vrf": "(none)",
            "inbound_esp_sas": esp(one.spi_in, traffic.kilobytes_in, last - 1),
            "outbound_esp_sas": esp(one.spi_out, traffic.kilobytes_out, last),
        }
        if detail:
            ident = {k: v for k, v in ident.items() if k not in ("send_errors", "recv_errors")}
            ident |= dict.fromkeys(DETAILS, 0)
        read[one.interface.replace("-", "")] = {
            "crypto_map_tag": f"{one.interface}-head-0",
            "local_addr": one.local,
            "ident": {"1": ident},
        }
    return {"interface": read}


def identity(router: Router, one: VpnSession) -> Parsed:
    """What both parsers of IPsec SAs read alike."""
    traffic = router.vpn.traffic(one)
    out, into = traffic.packets_out, traffic.packets_in
    return {
        "local_ident": {"addr": "0.0.0.0", "mask": "0.0.0.0", "prot": "0", "port": "0"},  # noqa: S104
        "remote_ident": {"addr": one.address, "mask": "255.255.255.255", "prot": "0", "port": "0"},
        "peer_ip": one.peer,
        "port": one.port,
        "action": "PERMIT",
        "acl": "origin_is_acl,",
        **dict.fromkeys(("pkts_encaps", "pkts_encrypt", "pkts_digest"), out),
        **dict.fromkeys(("pkts_decaps", "pkts_decrypt", "pkts_verify"), into),
        **dict.fromkeys(ZEROES, 0),
        "local_crypto_endpt": one.local,
        "remote_crypto_endpt": one.peer,
        "plaintext_mtu": 1422,
        "path_mtu": 1500,
        "ip_mtu": 1500,
        "ip_mtu_idb": one.outside,
        "current_outbound_spi": f"0x{one.spi_out:X}({one.spi_out})",
        "pfs": "N",
        "dh_group": "none",
        **{f"{way}_{kind}_sas": {} for way in ("inbound", "outbound") for kind in ("ah", "pcp")},
    }


ZEROES = (
    "pkts_compressed", "pkts_decompressed", "pkts_not_compressed", "pkts_compr_failed",
    "pkts_not_decompressed", "pkts_decompress_failed", "send_errors", "recv_errors",
)  # fmt: skip
DETAILS = (
    "pkts_no_sa_send", "pkts_invalid_sa_rcv", "pkts_invalid_prot_recv", "pkts_verify_failed",
    "pkts_invalid_identity_recv", "pkts_replay_rollover_send", "pkts_replay_rollover_rcv",
    "pkts_replay_failed_rcv", "pkts_tagged_send", "pkts_untagged_rcv", "pkts_not_tagged_send",
    "pkts_not_untagged_rcv", "pkts_internal_err_send", "pkts_internal_err_recv",
)  # fmt: skip


def ipsec_interface(router: Router) -> Parsed:
    one = router.vpn.sessions[0]
    traffic = router.vpn.traffic(one)

    def esp(spi: int, kilobytes: int, connection: int) -> Parsed:
        row: Parsed = {"transform": one.transform.shown.split()[0]}
        if router.release.at_least("26.1"):
            row |= {
                "conn_id": 2000 + connection,
                "flow_id": "CSR",
                "flow_id_val": connection,
                "sibling_flags": "FFFFFFFF80000048",
                "crypto_map": f"{one.interface}-head-0",
                "initiator_flag": "False",
                "remaining_key_lifetime": str(traffic.ipsec_left),
                "kilobyte_volume_rekey": "disabled",
            }
        else:
            row["remaining_key_lifetime"] = f"{kilobytes}/{traffic.ipsec_left}"
        row |= {"iv_size": "16 bytes", "replay_detection_support": "Y", "status": "ACTIVE(ACTIVE)"}
        return {"spi": {f"0x{spi:X}({spi})": row}}

    ident = identity(router, one) | {
        "protected_vrf": "none",
        "inbound_esp_sas": esp(one.spi_in, traffic.kilobytes_in, 1),
        "outbound_esp_sas": esp(one.spi_out, traffic.kilobytes_out, 2),
    }
    about = {"crypto_map_tag": f"{one.interface}-head-0", "local_addr": one.local}
    return {"interface": {one.interface: {**about, "ident": {"1": ident}}}}


def crypto_session(router: Router, *, detail: bool = False) -> Parsed:
    """Of one session: of two from one address genie makes one."""
    (one,) = router.vpn.sessions
    traffic = router.vpn.traffic(one)
    flow: Parsed = {"active_sas": 2, "origin": "crypto map"}
    ike_sa: Parsed = {
        "version": "IKEv2",
        "local": one.local,
        "local_port": "4500",
        "remote": one.peer,
        "remote_port": str(one.port),
        "sa_status": "Active",
        "session_id": str(one.session_id),
    }
    peer: Parsed = {}
    if detail:
        peer |= {"fvrf": "none", "ivrf": "none", "phase1_id": KEY_ID, "desc": "none"}
        ike_sa |= {"capabilities": "N", "conn_id": str(one.tunnel_id), "lifetime": lifetime(traffic.active)}
        rekey = "KB Vol Rekey Disabled" if router.release.at_least("26.1") else None
        flow |= {
            "inbound_pkts_decrypted": traffic.packets_in,
            "inbound_pkts_drop": 0,
            "inbound_life_kb": rekey or str(traffic.kilobytes_in),
            "inbound_life_secs": str(traffic.ipsec_left),
            "outbound_pkts_encrypted": traffic.packets_out,
            "outbound_pkts_drop": 0,
            "outbound_life_kb": rekey or str(traffic.kilobytes_out),
            "outbound_life_secs": str(traffic.ipsec_left),
        }
    peer |= {
        "ike_sa": {"1": ike_sa},
        "ipsec_flow": {f"permit ip 0.0.0.0/0.0.0.0 host {one.address}": flow},
    }
    access: Parsed = {"profile": one.profile, "session_status": "UP-ACTIVE"}
    if detail:
        access["uptime"] = "1d01h"
    access["peer"] = {one.peer: {"port": {str(one.port): peer}}}
    return {"interface": {one.interface: access}}


def lifetime(active: int) -> str:
    """What is left of a day."""
    left = 86400 - active
    return f"{left // 3600:02}:{left // 60 % 60:02}:{left % 60:02}"


EXPECTED: dict[str, Callable[[Router], Parsed]] = {
    "show crypto ikev2 sa": sa,
    "show crypto ikev2 sa detail": sa_detail,
    "show crypto ikev2 session": session,
    "show crypto ikev2 session detailed": lambda router: session(router, detailed=True),
    "show crypto ipsec sa": ipsec,
    "show crypto ipsec sa detail": lambda router: ipsec(router, detail=True),
    "show crypto ipsec sa interface Virtual-Access1": ipsec_interface,
}
EXPECTED_OF_ONE: dict[str, Callable[[Router], Parsed]] = {
    "show crypto session": crypto_session,
    "show crypto session detail": lambda router: crypto_session(router, detail=True),
}
