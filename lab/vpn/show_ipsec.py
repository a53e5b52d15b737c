"""`show crypto ipsec sa|profile|transform-set` (recordings of CSR, C8000V and a Virtual-Access)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import interfaces
from lab.releases import Behaviour
from lab.vpn.settings import DEFAULT_TRANSFORM_SET, name_of, profile_transform_sets, transform_sets
from lab.vpn.words import chosen, read_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node
    from lab.vpn.state import Traffic, VpnSession

_DETAIL = """\
    #pkts no sa (send) 0, #pkts invalid sa (rcv) 0
    #pkts encaps failed (send) 0, #pkts decaps failed (rcv) 0
    #pkts invalid prot (recv) 0, #pkts verify failed: 0
    #pkts invalid identity (recv) 0, #pkts invalid len (rcv) 0
    #pkts replay rollover (send): 0, #pkts replay rollover (rcv) 0
    ##pkts replay failed (rcv): 0
    #pkts tagged (send): 0, #pkts untagged (rcv): 0
    #pkts not tagged (send): 0, #pkts not untagged (rcv): 0
    #pkts internal err (send): 0, #pkts internal err (recv) 0"""


def show_sa(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ipsec sa [interface X] [detail] [peer A]`."""
    head, _, tail = args.strip().partition(" ")
    wanted = None
    if head and "interface".startswith(head.lower()):
        words = tail.split()
        size = 2 if len(words) > 1 and words[1][:1].isdigit() else 1
        wanted = interfaces.canonical(" ".join(words[:size]))
        args = " ".join(words[size:])
    options = read_options(args, flags=("detail",), values=("peer",))
    for session in chosen(router.vpn.sessions, options):
        if wanted in (None, session.interface):
            yield "\n".join(_sa(router, session, detail=bool(options.flags))) + "\n\n"


def _sa(router: Router, session: VpnSession, *, detail: bool) -> Iterator[str]:
    traffic = router.vpn.traffic(session)
    yield f"interface: {session.interface}"
    yield f"    Crypto map tag: {session.interface}-head-0, local addr {session.local}"
    yield ""
    yield "   protected vrf: (none)"
    yield "   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)"
    yield f"   remote ident (addr/mask/prot/port): ({session.address}/255.255.255.255/0/0)"
    yield f"   current_peer {session.peer} port {session.port}"
    yield "     PERMIT, flags={origin_is_acl,}"
    out, into = traffic.packets_out, traffic.packets_in
    yield f"    #pkts encaps: {out}, #pkts encrypt: {out}, #pkts digest: {out}"
    yield f"    #pkts decaps: {into}, #pkts decrypt: {into}, #pkts verify: {into}"
    yield "    #pkts compressed: 0, #pkts decompressed: 0"
    yield "    #pkts not compressed: 0, #pkts compr. failed: 0"
    yield "    #pkts not decompressed: 0, #pkts decompress failed: 0"
    yield _DETAIL if detail else "    #send errors 0, #recv errors 0"
    yield ""
    yield f"     local crypto endpt.: {session.local}, remote crypto endpt.: {session.peer}"
    yield f"     plaintext mtu 1422, path mtu 1500, ip mtu 1500, ip mtu idb {session.outside}"
    yield f"     current outbound spi: 0x{session.spi_out:X}({session.spi_out})"
    yield "     PFS (Y/N): N, DH group: none"
    yield ""
    for direction, spi, kilobytes, connection in (
        ("inbound", session.spi_in, traffic.kilobytes_in, 2 * session.tunnel_id - 1),
        ("outbound", session.spi_out, traffic.kilobytes_out, 2 * session.tunnel_id),
    ):
        yield f"     {direction} esp sas:"
        yield from _esp(router, session, traffic, (spi, kilobytes, connection))
        yield ""
        yield f"     {direction} ah sas:"
        yield ""
        yield f"     {direction} pcp sas:"
        if direction == "inbound":
            yield ""


def _esp(router: Router, session: VpnSession, traffic: Traffic, one: tuple[int, int, int]) -> Iterator[str]:
    spi, kilobytes, connection = one
    newest = router.does(Behaviour.NO_VOLUME_REKEY)
    yield f"      spi: 0x{spi:X}({spi})"
    yield f"        transform: {session.transform.shown} ,"
    yield "        in use settings ={Tunnel UDP-Encaps, }"
    initiator = ", initiator : False" if newest else ""
    yield (
        f"        conn id: {2000 + connection}, flow_id: CSR:{connection}, sibling_flags FFFFFFFF80000048, "
        f"crypto map: {session.interface}-head-0{initiator}"
    )
    if newest:
        yield f"        sa timing: remaining key lifetime (sec): {traffic.ipsec_left}"
        yield "        Kilobyte Volume Rekey has been disabled"
    else:
        yield f"        sa timing: remaining key lifetime (k/sec): ({kilobytes}/{traffic.ipsec_left})"
    yield f"        IV size: {8 if 'gcm' in session.transform.shown else 16} bytes"
    yield "        replay detection support: Y"
    yield "        Status: ACTIVE(ACTIVE)"


def show_profile(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ipsec profile [NAME]`, the smart default first."""
    wanted = args.strip().rpartition(" ")[2]
    if wanted in ("", "default"):
        yield "\n".join(_profile(router, None)) + "\n\n"
    for node in router.running.find("crypto ipsec profile"):
        if wanted in ("", name_of(node)):
            yield "\n".join(_profile(router, node)) + "\n\n"


def _profile(router: Router, node: Node | None) -> Iterator[str]:
    newest = router.does(Behaviour.NO_VOLUME_REKEY)
    pad = "\t" if newest else "        "
    yield f"IPSEC profile {name_of(node) if node else 'default'}"
    ikev2 = node.value("set ikev2-profile") if node else None
    if ikev2:
        yield f"{pad}IKEv2 Profile: {ikev2}"
    if newest:
        yield f"{pad}Kilobyte Volume Rekey has been disabled."
        yield f"{pad}Security association lifetime:3600 seconds"
        yield f"{pad}Dualstack (Y/N): N"
        yield ""
    else:
        yield f"{pad}Security association lifetime: 4608000 kilobytes/3600 seconds"
    yield f"{pad}Responder-Only (Y/N): {'Y' if node and node.has('responder-only') else 'N'}"
    group = node.value("set pfs") if node else None
    yield f"{pad}PFS (Y/N): {'Y' if group else 'N'}"
    if group:
        name, _, hybrid = group.partition(" pqc ")
        yield f"{pad}{pad}DH group: {name}"
        yield from (f"{pad}{pad}PQC Key Exchange: {_ml_kem(word)}" for word in hybrid.split())
    yield f"{pad}Mixed-mode : Disabled"
    yield f"{pad}Transform sets={{"
    sets = profile_transform_sets(router, node) if node else (DEFAULT_TRANSFORM_SET,)
    yield from (f"{pad}{pad}{t.name}:  {{ {t.shown}  }} ," for t in sets)
    yield f"{pad}}}"


def _ml_kem(word: str) -> str:
    """`ML-KEM-768` for `mlkem768`, as a recording has it."""
    return word.replace("mlkem", "ML-KEM-")


def show_transform_set(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ipsec transform-set [NAME]`."""
    wanted = args.strip().rpartition(" ")[2]
    for transform in transform_sets(router).values():
        if wanted in ("", transform.name):
            yield f"Transform set {transform.name}: {{ {transform.shown}  }} \n"
            yield f"   will negotiate = {{ {transform.mode},  }}, \n   \n"
