"""`show crypto ikev2 sa [detailed]` and `show crypto ikev2 session [detailed]` (docs/iosxe.md section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.releases import Behaviour
from lab.vpn.state import IKE_LIFETIME
from lab.vpn.words import chosen, read_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.vpn.state import VpnSession

_TABLE = "Tunnel-id Local                 Remote                fvrf/ivrf            Status "


def show_sa(router: Router, _session: Session, args: str) -> Dialogue:
    """One block for each IKE SA; the IPv4 header stands even without one (a quirk)."""
    options = read_options(args, flags=("detailed",), values=("local", "remote"))
    sessions = chosen(router.vpn.sessions, options)
    if not sessions and not router.quirks.empty_sa_header:
        return
    yield " IPv4 Crypto IKEv2  SA \n\n"
    for session in sessions:
        yield "\n".join(_sa(router, session, detailed=bool(options.flags))) + "\n\n"
    yield " IPv6 Crypto IKEv2  SA \n\n"


def show_session(router: Router, _session: Session, args: str) -> Dialogue:
    """IKE SA and child SA of each session."""
    detailed = bool(read_options(args, flags=("detailed",)).flags)
    if not router.vpn.sessions:
        if router.quirks.empty_sa_header:
            yield " IPv4 Crypto IKEv2 Session \n\n IPv6 Crypto IKEv2 Session \n\n"
        return
    yield " IPv4 Crypto IKEv2 Session \n\n"
    for session in router.vpn.sessions:
        yield f"Session-id:{session.session_id}, Status:UP-ACTIVE, IKE count:1, CHILD count:1\n\n"
        lines = [*_sa(router, session, detailed=detailed), *_child(router, session, detailed=detailed)]
        yield "\n".join(lines) + "\n\n"
    yield " IPv6 Crypto IKEv2 Session \n\n"


def _sa(router: Router, session: VpnSession, *, detailed: bool) -> Iterator[str]:
    suite, traffic = session.suite, router.vpn.traffic(session)
    local, remote = f"{session.local}/4500", f"{session.peer}/{session.port}"
    yield _TABLE
    yield f"{session.tunnel_id:<9} {local:<21} {remote:<21} {'none/none':<20} READY  "
    yield (
        f"      Encr: {suite.cipher}, keysize: {suite.key_size}, PRF: {suite.prf.upper()}, "
        f"Hash: {suite.hash_name}, DH Grp:{suite.group}, Auth sign: RSA, Auth verify: AnyConnect-EAP"
    )
    yield f"      Life/Active Time: {IKE_LIFETIME}/{traffic.active} sec"
    if not detailed and not router.does(Behaviour.SA_IDS_SHOWN):
        return
    yield f"      CE id: {session.ce_id}, Session-id: {session.session_id}"
    spis = f"      Local spi: {session.local_spi:016X}       Remote spi: {session.remote_spi:016X}"
    if not detailed:
        yield spis
        return
    # Both orders of these two were recorded; here 26.x has the one of its own recording.
    description = "      Status Description: Negotiation done"
    yield from (spis, description) if router.does(Behaviour.SPI_BEFORE_STATUS) else (description, spis)
    yield from _details(router, session, traffic.requests)


def _details(router: Router, session: VpnSession, requests: int) -> Iterator[str]:
    yield f"      Local id: {session.local}"
    yield f"      Remote id: {session.key_id}"
    yield f"      Remote EAP id: {session.user}"
    for words, ours, theirs in (
        ("req msg id", 0, requests),
        ("next msg id", 0, requests),
        ("req queued", 0, requests),
    ):
        yield f"      Local {words + ':':<12} {ours:<14} Remote {words + ':':<12} {theirs:<10}"
    yield f"      Local {'window:':<12} {5:<14} Remote {'window:':<12} {1:<10}"
    interval, retry = (session.dpd.split()[:2]) if session.dpd else ("0", "0")
    yield f"      DPD configured for {interval} seconds, retry {retry}"
    yield "      Fragmentation not  configured."
    yield "      Dynamic Route Update: disabled"
    yield "      Extended Authentication not configured."
    yield "      NAT-T is detected  outside"
    yield "      Cisco Trust Security SGT is disabled"
    yield f"      Assigned host addr: {session.address}"
    yield "      Initiator of SA : No"
    if router.does(Behaviour.PEER_TYPE_SHOWN):
        yield "      PEER TYPE: Other"


def _child(router: Router, session: VpnSession, *, detailed: bool) -> Iterator[str]:
    ours = "0.0.0.0/0 - 255.255.255.255/65535"
    theirs = f"{session.address}/0 - {session.address}/65535"
    if router.does(Behaviour.CHILD_SA_TABLE):
        yield "Child sa:"
        yield "          local selector       ->      remote selector"
        yield f"          {ours}    ->    {theirs}"
    else:
        yield f"Child sa: local selector  {ours}"
        yield f"          remote selector {theirs}"
    yield f"          ESP spi in/out: 0x{session.spi_in:X}/0x{session.spi_out:X}  "
    if not detailed:
        return
    transform = session.transform
    yield "          AH spi in/out: 0x0/0x0  "
    yield "          CPI in/out: 0x0/0x0  "
    yield f"          Encr: {transform.cipher}, keysize: {transform.key_size}, esp_hmac: {transform.hmac}"
    yield "          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel"
