"""Who is connected, joined from what the router says in four places."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.errors import NotUnderstood
from flexvpn.base.values import FROZEN
from flexvpn.facts import crypto_session, ikev2_sa, ipsec_sa, users

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.facts.crypto_session import CryptoSession
    from flexvpn.facts.ikev2_sa import Ikev2Sa, Protection
    from flexvpn.facts.ipsec_sa import IpsecFlow
    from flexvpn.facts.reader import Facts, Reader

R = TypeVar("R")

SESSION_COMMANDS: Final = (
    crypto_session.read.command,
    ikev2_sa.read.command,
    ipsec_sa.read.command,
    users.read.command,
)
_INTERFACE: Final = re.compile(r"Vi(?:rtual-Access)?(\d[\d.]*)$")


class UserSession(BaseModel):
    """One client's session, and whose it is.

    Attributes:
        user: as the router names them; empty where it does not say.
        address: the public address.
        port: the public port, which tells two clients behind one NAT apart.
    """

    model_config = FROZEN

    user: str
    address: str
    port: int | None = None


class Connection(BaseModel):
    """One client that is connected. What the router does not say is empty.

    Attributes:
        user: as he logged in.
        address: what he was given.
        peer: his public address.
        port: his public port.
        interface: the router's.
        since: when it began.
        seconds: how long ago that is.
        packets_in: from him.
        packets_out: to him.
        ciphers: of the IKE SA.
        esp: of the traffic.
        idle_seconds: since he last sent anything, where the router tells.
    """

    model_config = FROZEN

    user: str
    address: str
    peer: str
    port: int | None
    interface: str
    since: AwareDatetime | None
    seconds: int | None
    packets_in: int
    packets_out: int
    ciphers: str
    esp: str = ""
    idle_seconds: int | None = None


class Connections(BaseModel):
    """Everybody who is connected to one headend.

    Attributes:
        connections: the sessions.
        unknown_lines: how many lines of the answers nobody understood.
        notes: what could not be looked up.
    """

    model_config = FROZEN

    connections: tuple[Connection, ...] = ()
    unknown_lines: int = 0
    notes: tuple[str, ...] = ()


def whose(headend: str, answers: Mapping[str, str]) -> tuple[UserSession, ...]:
    """The client sessions that are up, by user; a site's tunnel, which no person has logged in to, is none of them.

    Raises:
        NotUnderstood: the sessions cannot be read; that is not "nobody".
    """
    sas = _optional(ikev2_sa.read, headend, answers, [])
    by_peer = _by_peer(sas.records if sas else ())
    found: list[UserSession] = []
    for session in crypto_session.read(answers[crypto_session.read.command], headend=headend).records:
        if not _up(session):
            continue
        sa = _sa_of(session, by_peer[session.peer, session.port])
        user = (sa.user if sa else None) or session.username or ""
        if user or not _of_a_site(sa):
            found.append(UserSession(user=user, address=str(session.peer or ""), port=session.port))
    return tuple(found)


def also_asks(headend: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What else to ask so that every session has its user's name: nothing where nobody is connected.

    Raises:
        NotUnderstood: as `whose`.
    """
    command = ikev2_sa.read.command
    return () if command in answers or all(one.user for one in whose(headend, answers)) else (command,)


def _by_peer(sas: Iterable[Ikev2Sa]) -> dict[tuple[object, object], list[Ikev2Sa]]:
    found: dict[tuple[object, object], list[Ikev2Sa]] = defaultdict(list)
    for sa in sas:
        found[sa.remote, sa.remote_port].append(sa)
    return found


def _up(session: CryptoSession) -> bool:
    return session.interface.startswith("Virtual-Access") and session.status.startswith("UP")


def _of_a_site(sa: Ikev2Sa | None) -> bool:
    """True where the other side proved itself by key or certificate: a FlexVPN spoke's tunnel, say."""
    verified = sa.protection.auth_verify if sa and sa.protection else None
    return bool(verified) and "EAP" not in (verified or "").upper()


def connections(headend: str, answers: Mapping[str, str], now: datetime) -> Connections:
    """Join sessions and SAs by the client's address and port, which tell two clients behind one NAT apart.

    Raises:
        NotUnderstood: sessions or IKE SAs cannot be read; that is not "nobody".
    """
    sessions = crypto_session.read(answers[crypto_session.read.command], headend=headend)
    sas = ikev2_sa.read(answers[ikev2_sa.read.command], headend=headend)
    notes: list[str] = []
    flows, unknown_flows = _flows(headend, answers, notes)
    idle, unknown_users = _idle(headend, answers, notes)
    by_peer = _by_peer(sas.records)
    found = tuple(
        _connection(
            session,
            _sa_of(session, by_peer[session.peer, session.port]),
            flows[session.interface],
            idle.get(session.interface),
            now,
        )
        for session in sessions.records
        if _up(session)
    )
    unknown = len(sessions.unknown_lines) + len(sas.unknown_lines) + unknown_flows + unknown_users
    return Connections(connections=found, unknown_lines=unknown, notes=tuple(notes))


def _flows(
    headend: str, answers: Mapping[str, str], notes: list[str]
) -> tuple[dict[str, list[IpsecFlow]], int]:
    found: dict[str, list[IpsecFlow]] = defaultdict(list)
    facts = _optional(ipsec_sa.read, headend, answers, notes)
    for flow in facts.records if facts else ():
        found[flow.interface or ""].append(flow)
    return found, len(facts.unknown_lines) if facts else 0


def _idle(headend: str, answers: Mapping[str, str], notes: list[str]) -> tuple[dict[str, timedelta], int]:
    facts = _optional(users.read, headend, answers, notes)
    rows = (row for row in (facts.records if facts else ()) if isinstance(row, users.InterfaceUser))
    found = {
        f"Virtual-Access{match[1]}": row.idle
        for row in rows
        if row.idle is not None and (match := _INTERFACE.match(row.interface))
    }
    return found, len(facts.unknown_lines) if facts else 0


def _optional(
    reader: Reader[R], headend: str, answers: Mapping[str, str], notes: list[str]
) -> Facts[R] | None:
    """What only adds to a session may be missing: the session is there all the same."""
    if reader.command not in answers:
        return None
    try:
        return reader(answers[reader.command], headend=headend)
    except NotUnderstood as error:
        notes.append(f"`{reader.command}`: {error.what}")
        return None


def _sa_of(session: CryptoSession, candidates: list[Ikev2Sa]) -> Ikev2Sa | None:
    """The session's IKE SA; where an address and port is seen twice, the one with the same inner address."""
    if len(candidates) > 1:
        candidates = [sa for sa in candidates if session.client in sa.assigned] or candidates
    return candidates[0] if candidates else None


def _connection(
    session: CryptoSession,
    sa: Ikev2Sa | None,
    flows: Iterable[IpsecFlow],
    idle: timedelta | None,
    now: datetime,
) -> Connection:
    length = session.uptime or (sa.active if sa else None)
    assigned = session.client or (sa.assigned[0] if sa and sa.assigned else None)
    carried = tuple(flows)
    return Connection(
        user=(sa.user if sa else None) or session.username or "",
        address=str(assigned or ""),
        peer=str(session.peer or ""),
        port=session.port,
        interface=session.interface,
        since=_since(now, length),
        seconds=int(length.total_seconds()) if length is not None else None,
        packets_in=sum(flow.in_packets or 0 for flow in session.flows)
        or sum(flow.decapsulated or 0 for flow in carried),
        packets_out=sum(flow.out_packets or 0 for flow in session.flows)
        or sum(flow.encapsulated or 0 for flow in carried),
        ciphers=_ciphers(sa.protection) if sa and sa.protection else "",
        esp=next((" ".join(one.transform) for flow in carried for one in flow.sas if one.transform), ""),
        idle_seconds=int(idle.total_seconds()) if idle is not None else None,
    )


def _since(now: datetime, length: timedelta | None) -> datetime | None:
    return None if length is None else (now - length).replace(microsecond=0)


def _ciphers(protection: Protection) -> str:
    size = f"-{protection.key_size}" if protection.key_size else ""
    parts = [f"{protection.encryption}{size}", protection.integrity, f"group {protection.dh_group}"]
    return ", ".join(part for part in parts if part)
