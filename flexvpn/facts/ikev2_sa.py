"""``show crypto ikev2 sa [detailed]``: IKEv2 SAs, their users and what was negotiated (docs/iosxe.md section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address, integer, name, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Protection:
    """The algorithms of an IKE SA, in the router's words."""

    encryption: str
    key_size: int | None = None
    prf: str | None = None
    integrity: str | None = None
    dh_group: str | None = None
    auth_sign: str | None = None
    auth_verify: str | None = None
    quantum_resistant: bool = False


@dataclass(frozen=True, slots=True)
class Ikev2Sa:
    """One IKE SA. A field that the router did not print is None or empty."""

    tunnel_id: int
    family: str | None
    local: Address | None
    local_port: int | None
    remote: Address | None
    remote_port: int | None
    fvrf: str | None
    ivrf: str | None
    status: str
    protection: Protection | None
    pqc: str | None
    lifetime: timedelta | None
    active: timedelta | None
    ce_id: int | None
    session_id: int | None
    mib_id: int | None
    description: str | None
    local_spi: str | None
    remote_spi: str | None
    local_id: str | None
    remote_id: str | None
    eap_id: str | None
    local_request: int | None
    remote_request: int | None
    local_window: int | None
    remote_window: int | None
    dpd_interval: timedelta | None
    dpd_retry: timedelta | None
    fragmentation: tuple[str, ...]
    dynamic_route_update: bool | None
    extended_authentication: bool | None
    nat: str | None
    sgt: bool | None
    initiator: bool | None
    assigned: tuple[Address, ...]
    pushed: tuple[Address, ...]
    remote_subnets: tuple[str, ...]
    quantum: tuple[str, ...]
    peer_type: str | None

    @property
    def ready(self) -> bool:
        """True once the negotiation is done; a hand-typed recording says READ."""
        return self.status.startswith("READ")

    @property
    def user(self) -> str | None:
        """The name that the person logged in with; None without EAP."""
        return self.eap_id


_KEYS = {
    "encr": "encryption",
    "keysize": "key_size",
    "prf": "prf",
    "hash": "integrity",
    "dh grp": "dh_group",
    "auth sign": "auth_sign",
    "auth verify": "auth_verify",
}


@lru_cache(maxsize=256)
def protection(text: str) -> Protection:
    """Read ``Encr: AES-CBC, keysize: 256, PRF: SHA256, …`` by key: the order differs between releases."""
    values: dict[str, str] = {}
    quantum = False
    for part in text.split(","):
        key, colon, value = part.partition(":")
        if colon:
            values[_KEYS[key.strip().lower()]] = value.strip()
        quantum = quantum or part.strip() == "QR"
    size = values.get("key_size")
    return Protection(
        encryption=values["encryption"],
        key_size=int(size) if size else None,
        prf=name(values.get("prf")),
        integrity=name(values.get("integrity")),
        dh_group=name(values.get("dh_group")),
        auth_sign=name(values.get("auth_sign")),
        auth_verify=name(values.get("auth_verify")),
        quantum_resistant=quantum,
    )


def _seconds(row: Mapping[str, Any], key: str) -> timedelta | None:
    text = row.get(key)
    return _span(text) if text else None


@lru_cache(maxsize=1024)
def _span(text: str) -> timedelta:
    return timedelta(seconds=int(text))


def _addresses(row: Mapping[str, Any], key: str) -> tuple[Address, ...]:
    return tuple(parsed for text in row.get(key, ()) if (parsed := address(text)) is not None)


def sa(row: Mapping[str, Any]) -> Ikev2Sa:
    """One row of the template as a record."""
    get = row.get
    protected = get("PROTECTION")
    return Ikev2Sa(
        tunnel_id=int(row["TUNNEL_ID"]),
        family=get("FAMILY"),
        local=address(get("LOCAL", "")),
        local_port=integer(row, "LOCAL_PORT"),
        remote=address(get("REMOTE", "")),
        remote_port=integer(row, "REMOTE_PORT"),
        fvrf=name(get("FVRF")),
        ivrf=name(get("IVRF")),
        status=get("STATUS", ""),
        protection=protection(protected) if protected else None,
        pqc=get("PQC"),
        lifetime=_seconds(row, "LIFETIME"),
        active=_seconds(row, "ACTIVE"),
        ce_id=integer(row, "CE_ID"),
        session_id=integer(row, "SESSION_ID"),
        mib_id=integer(row, "MIB_ID"),
        description=get("DESCRIPTION"),
        local_spi=get("LOCAL_SPI"),
        remote_spi=get("REMOTE_SPI"),
        local_id=get("LOCAL_ID") or None,
        remote_id=get("REMOTE_ID") or None,
        eap_id=get("EAP_ID") or None,
        local_request=integer(row, "LOCAL_REQUEST"),
        remote_request=integer(row, "REMOTE_REQUEST"),
        local_window=integer(row, "LOCAL_WINDOW"),
        remote_window=integer(row, "REMOTE_WINDOW"),
        dpd_interval=_seconds(row, "DPD_INTERVAL"),
        dpd_retry=_seconds(row, "DPD_RETRY"),
        fragmentation=tuple(
            " ".join(text.split()) for key in ("FRAGMENTATION", "STD_FRAGMENTATION") for text in get(key, ())
        ),
        dynamic_route_update=yes(get("ROUTE_UPDATE")),
        extended_authentication=yes(get("XAUTH")),
        nat=" ".join(nat.split()) if (nat := get("NAT_T")) else None,
        sgt=yes(get("SGT")),
        initiator=yes(get("INITIATOR")),
        assigned=_addresses(row, "ASSIGNED"),
        pushed=_addresses(row, "PUSHED"),
        remote_subnets=tuple(get("REMOTE_SUBNET", ())),
        quantum=tuple(get("QUANTUM", ())),
        peer_type=get("PEER_TYPE"),
    )


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Sa]:
    return (sa(row) for row in rows if "TUNNEL_ID" in row)


read = Reader("show crypto ikev2 sa detailed", _records)
