"""`show crypto session [detail|brief|summary] [remote A [port P]|username U|…]` (recordings of C8000V)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import interfaces
from lab.releases import Behaviour
from lab.vpn.state import IKE_LIFETIME
from lab.vpn.words import chosen, read_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.vpn.state import VpnSession

_LEGEND = """\
Code: C - IKE Configuration mode, D - Dead Peer Detection     
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

"""  # noqa: W291 - the recorded lines end in spaces
_BRIEF = """\
Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating 
        K - No IKE
ivrf = (none)
          Peer       I/F           Username       Group/Phase1_id      Uptime    Status
"""  # noqa: W291 - as above
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 604800


def show_session(router: Router, _session: Session, args: str) -> Dialogue:
    """Nothing but the heading where nobody is connected."""
    options = read_options(
        args,
        flags=("detail", "brief", "summary", "active", "standby"),
        values=("remote", "local", "port", "username", "interface"),
    )
    sessions = chosen(router.vpn.sessions, options)
    wanted = interfaces.canonical(options.values.get("interface", ""))
    if wanted:
        sessions = tuple(s for s in sessions if s.interface == wanted)
    if "brief" in options.flags:
        yield _BRIEF + "".join(_brief(router, s) for s in sessions) + "\n"
        return
    if "summary" in options.flags:
        yield from _summary(router)
        return
    yield "Crypto session current status\n\n"
    detail = "detail" in options.flags
    if detail:
        yield _LEGEND
    for session in sessions:
        yield "\n".join(_block(router, session, detail=detail)) + "\n\n"


def _block(router: Router, session: VpnSession, *, detail: bool) -> Iterator[str]:
    traffic = router.vpn.traffic(session)
    yield f"Interface: {session.interface}"
    if router.quirks.session_shows_username:
        yield f"Username: {session.user}"
    yield f"Profile: {session.profile}"
    if router.quirks.session_shows_username:
        yield f"Assigned address: {session.address}"
    if detail:
        yield f"Uptime: {uptime(router.vpn.age(session))}"
    yield "Session status: UP-ACTIVE     "
    peer = f"Peer: {session.peer} port {session.port} "
    yield f"{peer}fvrf: (none) ivrf: (none)" if detail else peer
    if detail:
        yield f"      Phase1_id: {session.key_id}"
        yield "      Desc: (none)"
    yield f"  Session ID: {session.session_id}  "
    yield f"  IKEv2 SA: local {session.local}/4500 remote {session.peer}/{session.port} Active "
    if detail:
        capabilities = "DN" if session.dpd else "N"
        left = clock(IKE_LIFETIME - traffic.active)
        yield f"          Capabilities:{capabilities} connid:{session.tunnel_id} lifetime:{left}"
    yield f"  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host {session.address} "
    yield "        Active SAs: 2, origin: crypto map"
    if detail:
        life_in, life_out = _life(router, traffic.kilobytes_in), _life(router, traffic.kilobytes_out)
        left_sec = traffic.ipsec_left
        yield f"        Inbound:  #pkts dec'ed {traffic.packets_in} drop 0 life (KB/Sec) {life_in}/{left_sec}"
        yield f"        Outbound: #pkts enc'ed {traffic.packets_out} drop 0 life (KB/Sec) {life_out}/{left_sec}"


def _life(router: Router, kilobytes: int) -> str:
    # Releases without volume rekey say so in words; a parser must take both (recorded on an ISR, REAL).
    return "KB Vol Rekey Disabled" if router.does(Behaviour.NO_VOLUME_REKEY) else str(kilobytes)


def _brief(router: Router, session: VpnSession) -> str:
    interface = f"Vi{session.access}"
    age = clock(router.vpn.age(session))
    return f"{session.peer:>15}      {interface:<13} {session.user:<14} {session.key_id:<20} {age:<9} UA\n"


def _summary(router: Router) -> Iterator[str]:
    yield "Crypto session summary\n\n"
    users: dict[str, int] = {}
    for session in router.vpn.sessions:
        users[session.user] = users.get(session.user, 0) + 1
    for user, count in users.items():
        yield f"User: {user} has {count} session(s)\n"
    yield "\n"


def clock(seconds: int) -> str:
    """`23:45:06`."""
    hours, rest = divmod(seconds, _HOUR)
    return f"{hours:02}:{rest // _MINUTE:02}:{rest % _MINUTE:02}"


def uptime(seconds: int) -> str:
    """`00:14:54`, `3d18h`, `7w0d`: the unit grows as IOS lets it grow."""
    if seconds < _DAY:
        return clock(seconds)
    if seconds < _WEEK:
        return f"{seconds // _DAY}d{seconds % _DAY // _HOUR:02}h"
    return f"{seconds // _WEEK}w{seconds % _WEEK // _DAY}d"
