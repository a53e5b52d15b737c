"""Who is connected: client sessions, joined from the output of four show commands."""

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
    """One client's session and its user.

    Attributes:
        user: as the router names them; empty where it names none.
        address: the client's public address.
        port: the client's public port, which tells two clients behind one NAT apart.
    """

    model_config = FROZEN

    user: str
    address: str
    port: int | None = None


class Connection(BaseModel):
    """One client that is connected. What the router does not show is empty.

    Attributes:
        user: name at log-in.
        address: address that the client was given.
        peer: the client's public address.
        port: the client's public port.
        interface: the router's, for this session.
        since: when the session began.
        seconds: how long ago that is.
        packets_in: from the client.
        packets_out: to the client.
        ciphers: of the IKE SA.
        esp: transform of the traffic.
        idle_seconds: since the client last sent anything.
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
        unknown_lines: number of lines of the output that no reader understood.
        notes: which commands could not be read.
    """

    model_config = FROZEN

    connections: tuple[Connection, ...] = ()
    unknown_lines: int = 0
    notes: tuple[str, ...] = ()


def user_sessions(headend: str, answers: Mapping[str, str]) -> tuple[UserSession, ...]:
    """The client sessions that are up, each with its user; a site's tunnel, where nobody logs in, is not among them.

    Raises:
        NotUnderstood: the sessions cannot be read; that is not "nobody".
    """
    sas = _optional(ikev2_sa.read, headend, answers, [])
    by_peer = _by_peer(sas.records if sas else ())
    sessions: list[UserSession] = []
    for session in crypto_session.read(answers[crypto_session.read.command], headend=headend).records:
        if not _up(session):
            continue
        sa = _sa_of(session, by_peer[session.peer, session.port])
        user = (sa.user if sa else None) or session.username or ""
        if user or not _of_a_site(sa):
            sessions.append(UserSession(user=user, address=str(session.peer or ""), port=session.port))
    return tuple(sessions)


def asks_for_users(headend: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The commands still to ask so that every session has its user's name; none where nobody is connected.

    Raises:
        NotUnderstood: as `user_sessions`.
    """
    command = ikev2_sa.read.command
    if command in answers or all(session.user for session in user_sessions(headend, answers)):
        return ()
    return (command,)


def _by_peer(sas: Iterable[Ikev2Sa]) -> dict[tuple[object, object], list[Ikev2Sa]]:
    sas_by_peer: dict[tuple[object, object], list[Ikev2Sa]] = defaultdict(list)
    for sa in sas:
        sas_by_peer[sa.remote, sa.remote_port].append(sa)
    return sas_by_peer


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
    clients = tuple(
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
    return Connections(connections=clients, unknown_lines=unknown, notes=tuple(notes))


def _flows(
    headend: str, answers: Mapping[str, str], notes: list[str]
) -> tuple[dict[str, list[IpsecFlow]], int]:
    flows: dict[str, list[IpsecFlow]] = defaultdict(list)
    facts = _optional(ipsec_sa.read, headend, answers, notes)
    for flow in facts.records if facts else ():
        flows[flow.interface or ""].append(flow)
    return flows, len(facts.unknown_lines) if facts else 0


def _idle(headend: str, answers: Mapping[str, str], notes: list[str]) -> tuple[dict[str, timedelta], int]:
    facts = _optional(users.read, headend, answers, notes)
    rows = (row for row in (facts.records if facts else ()) if isinstance(row, users.InterfaceUser))
    idle_by_interface = {
        f"Virtual-Access{match[1]}": row.idle
        for row in rows
        if row.idle is not None and (match := _INTERFACE.match(row.interface))
    }
    return idle_by_interface, len(facts.unknown_lines) if facts else 0


def _optional(
    reader: Reader[R], headend: str, answers: Mapping[str, str], notes: list[str]
) -> Facts[R] | None:
    """The facts of a command that only adds to a session; None where it was not asked or cannot be read."""
    if reader.command not in answers:
        return None
    try:
        return reader(answers[reader.command], headend=headend)
    except NotUnderstood as error:
        notes.append(f"`{reader.command}`: {error.what}")
        return None


def _sa_of(session: CryptoSession, candidates: list[Ikev2Sa]) -> Ikev2Sa | None:
    """The session's IKE SA; of two from the same address and port, the one with the session's inner address."""
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
        esp=next(
            (" ".join(esp_sa.transform) for flow in carried for esp_sa in flow.sas if esp_sa.transform), ""
        ),
        idle_seconds=int(idle.total_seconds()) if idle is not None else None,
    )


def _since(now: datetime, length: timedelta | None) -> datetime | None:
    return None if length is None else (now - length).replace(microsecond=0)


def _ciphers(protection: Protection) -> str:
    size = f"-{protection.key_size}" if protection.key_size else ""
    parts = [f"{protection.encryption}{size}", protection.integrity, f"group {protection.dh_group}"]
    return ", ".join(part for part in parts if part)
