"""``show crypto session [detail]``: sessions by interface, with counters (docs/iosxe.md section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, Odd, address, integer, name, span
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# `permit ip 0.0.0.0/0.0.0.0 host 192.168.10.8`: what a remote-access client was given
_TO_HOST = re.compile(r"\bhost (\S+)$")


@dataclass(frozen=True, slots=True)
class Life:
    """The remaining lifetime of an SA: kilobytes (None where volume rekey is off) and time."""

    kilobytes: int | None
    time: timedelta | None


@dataclass(frozen=True, slots=True)
class IkeSa:
    """An IKE SA of a session."""

    version: str
    session_id: int | None
    local: Address | None
    local_port: int | None
    remote: Address | None
    remote_port: int | None
    status: str | None
    capabilities: str
    connection_id: int | None
    lifetime: timedelta | None


@dataclass(frozen=True, slots=True)
class Flow:
    """An IPsec flow of a session; packets as the router counts them."""

    permit: str
    active_sas: int | None
    origin: str | None
    in_packets: int | None
    in_drops: int | None
    in_life: Life | None
    out_packets: int | None
    out_drops: int | None
    out_life: Life | None


@dataclass(frozen=True, slots=True)
class CryptoSession:
    """One session. A field that the router did not print is None or empty."""

    interface: str
    profile: str | None
    username: str | None
    group: str | None
    uptime: timedelta | None
    status: str
    peer: Address | None
    port: int | None
    fvrf: str | None
    ivrf: str | None
    phase1_id: str | None
    description: str | None
    assigned: Address | None
    ike_sas: tuple[IkeSa, ...]
    flows: tuple[Flow, ...]

    @property
    def client(self) -> Address | None:
        """The client's assigned address: as printed, or the only host that its flows permit."""
        if self.assigned is not None:
            return self.assigned
        hosts = {match[1] for flow in self.flows if (match := _TO_HOST.search(flow.permit))}
        if len(hosts) != 1:
            return None
        try:
            return address(hosts.pop())
        except Odd:
            return None


def _life(text: str | None) -> Life | None:
    """``4607990/2705``, ``KB Vol Rekey Disabled/239`` or ``4607990/1 hours, 10 mins``."""
    if not text:
        return None
    volume, _, time = text.rpartition("/")
    return Life(int(volume) if volume.isdigit() else None, span(time))


def _ike(row: Mapping[str, Any], session_id: int | None) -> IkeSa:
    get = row.get
    return IkeSa(
        version=row["IKE"],
        session_id=session_id,
        local=address(get("IKE_LOCAL", "")),
        local_port=integer(row, "IKE_LOCAL_PORT"),
        remote=address(get("IKE_REMOTE", "")),
        remote_port=integer(row, "IKE_REMOTE_PORT"),
        status=get("IKE_STATUS"),
        capabilities=name(get("CAPABILITIES")) or "",
        connection_id=integer(row, "CONNID"),
        lifetime=span(get("LIFETIME", "")),
    )


def _flow(row: Mapping[str, Any]) -> Flow:
    get = row.get
    return Flow(
        permit=" ".join(row["FLOW"].split()),
        active_sas=integer(row, "ACTIVE_SAS"),
        origin=get("ORIGIN"),
        in_packets=integer(row, "IN_PACKETS"),
        in_drops=integer(row, "IN_DROPS"),
        in_life=_life(get("IN_LIFE")),
        out_packets=integer(row, "OUT_PACKETS"),
        out_drops=integer(row, "OUT_DROPS"),
        out_life=_life(get("OUT_LIFE")),
    )


def _session(row: Mapping[str, Any], ike_sas: list[IkeSa], flows: list[Flow]) -> CryptoSession:
    get = row.get
    return CryptoSession(
        interface=row["INTERFACE"].rstrip("."),
        profile=name(get("PROFILE")),
        username=name(get("USERNAME")),
        group=name(get("GROUP")),
        uptime=span(get("UPTIME", "")),
        status=get("STATUS", ""),
        peer=address(get("PEER", "")),
        port=integer(row, "PORT"),
        fvrf=name(get("FVRF")),
        ivrf=name(get("IVRF")),
        phase1_id=name(get("PHASE1_ID")),
        description=name(get("DESC")),
        assigned=address(get("ASSIGNED", "")),
        ike_sas=tuple(ike_sas),
        flows=tuple(flows),
    )


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[CryptoSession]:
    session: Mapping[str, Any] | None = None
    session_id: int | None = None
    ike_sas: list[IkeSa] = []
    flows: list[Flow] = []
    for row in rows:
        if "INTERFACE" in row:
            if session is not None:
                yield _session(session, ike_sas, flows)
            session, session_id, ike_sas, flows = row, None, [], []
        elif "IKE" in row:
            ike_sas.append(_ike(row, session_id))
        elif "FLOW" in row:
            flows.append(_flow(row))
        elif "SESSION_ID" in row:
            session_id = int(row["SESSION_ID"])
    if session is not None:
        yield _session(session, ike_sas, flows)


read = Reader("show crypto session detail", _records)
