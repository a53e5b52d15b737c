"""``show crypto ipsec sa [detail]``: flows with their counters, and the SAs that carry them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import Address, address, hexadecimal, integer, name, span, words, yes
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COUNTER = re.compile(r"#([\w .]+?)(?: \((\w+)\))?:? +(\d+)")

_SEVERAL = ("PEER", "ENCAPS", "ENCRYPT", "DIGEST", "DECAPS", "DECRYPT", "VERIFY")


@dataclass(frozen=True, slots=True)
class IpsecSa:
    """One SA of a flow. ``spi`` is None while it has none."""

    direction: str
    protocol: str
    spi: int | None
    transform: tuple[str, ...]
    settings: tuple[str, ...]
    connection_id: int | None
    flow_id: str | None
    crypto_map: str | None
    initiator: bool | None
    remaining_kilobytes: int | None
    remaining_time: timedelta | None
    replay_detection: bool | None
    replay_window: int | None
    status: str | None


@dataclass(frozen=True, slots=True)
class IpsecFlow:
    """One pair of proxy identities on one interface; ``counters`` holds what only ``detail`` prints."""

    interface: str | None
    crypto_map: str | None
    local_address: Address | None
    policy: str | None
    vrf: str | None
    local_ident: str | None
    remote_ident: str | None
    peer: Address | None
    port: int | None
    encapsulated: int | None
    decapsulated: int | None
    encrypted: int | None
    decrypted: int | None
    verified: int | None
    send_errors: int | None
    receive_errors: int | None
    counters: tuple[tuple[str, int], ...]
    local_endpoint: Address | None
    remote_endpoint: Address | None
    plaintext_mtu: int | None
    path_mtu: int | None
    outbound_spi: int | None
    pfs: bool | None
    dh_group: str | None
    pqc: str | None
    sas: tuple[IpsecSa, ...]


def _number(text: str | None) -> int | None:
    return int(text, 16) if text and text.startswith("0x") else None


def _timing(text: str) -> tuple[int | None, timedelta | None]:
    """``remaining key lifetime (k/sec): (4607999/3569)``, ``(sec): 632``, ``1 hours, 10 mins``, ``not applicable``."""
    if pair := re.search(r"\((\d+)/(\d+)\)", text):
        return int(pair[1]), timedelta(seconds=int(pair[2]))
    rest = text.partition("lifetime")[2].replace("(sec):", "").strip()
    return None, None if not rest or "not applicable" in rest else span(rest)


def _sa(row: Mapping[str, Any]) -> IpsecSa:
    get = row.get
    kilobytes, time = _timing(get("TIMING", ""))
    return IpsecSa(
        direction=get("DIRECTION", ""),
        protocol=get("PROTOCOL", ""),
        spi=_number(row["SPI"]),
        transform=words(get("TRANSFORM")),
        settings=words(get("SETTINGS"), ","),
        connection_id=integer(row, "CONN_ID"),
        flow_id=get("FLOW_ID"),
        crypto_map=get("CRYPTO_MAP"),
        initiator=yes(get("INITIATOR")),
        remaining_kilobytes=kilobytes,
        remaining_time=time,
        replay_detection=yes(get("REPLAY")),
        replay_window=integer(row, "REPLAY_WINDOW"),
        status=get("STATUS"),
    )


@lru_cache(maxsize=1024)
def _counters(texts: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """``#pkts no sa (send) 0`` as ``("pkts no sa (send)", 0)``."""
    return tuple(
        (f"{match[1]} ({match[2]})" if match[2] else match[1], int(match[3]))
        for text in texts
        for match in _COUNTER.finditer(text)
    )


def _flow(row: Mapping[str, Any], sas: list[IpsecSa]) -> IpsecFlow:
    get = row.get
    return IpsecFlow(
        interface=get("INTERFACE"),
        crypto_map=get("MAP"),
        local_address=address(get("LOCAL_ADDRESS", "")),
        policy=get("POLICY"),
        vrf=name(get("VRF")),
        local_ident=get("LOCAL_IDENT"),
        remote_ident=get("REMOTE_IDENT"),
        peer=address(get("PEER") or get("PEER_12", "")),
        port=integer(row, "PORT"),
        encapsulated=integer(row, "ENCAPS"),
        decapsulated=integer(row, "DECAPS"),
        encrypted=integer(row, "ENCRYPT"),
        decrypted=integer(row, "DECRYPT"),
        verified=integer(row, "VERIFY"),
        send_errors=integer(row, "SEND_ERRORS"),
        receive_errors=integer(row, "RECEIVE_ERRORS"),
        counters=_counters(tuple(get("COUNTER", ()))),
        local_endpoint=address(get("LOCAL_ENDPOINT", "")),
        remote_endpoint=address(get("REMOTE_ENDPOINT", "")),
        plaintext_mtu=integer(row, "PLAINTEXT_MTU"),
        path_mtu=integer(row, "PATH_MTU"),
        outbound_spi=hexadecimal(get("OUTBOUND_SPI")),
        pfs=yes(get("PFS")),
        dh_group=name(get("DH_GROUP")),
        pqc=get("PQC"),
        sas=tuple(sas),
    )


def _each(row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Rows with one value for each key of `_SEVERAL`, from one row in which they have several."""
    present = [key for key in _SEVERAL if key in row]
    for number in range(max((len(row[key]) for key in present), default=1)):
        copy = dict(row)
        for key in present:
            values = copy.pop(key)
            if number < len(values):
                copy[key] = values[number]
        yield copy


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[IpsecFlow]:
    flow: Mapping[str, Any] | None = None
    sas: list[IpsecSa] = []
    for row in rows:
        if "SPI" in row:
            sas.append(_sa(row))
        elif row.keys() & {"VRF", "LOCAL_IDENT", "PEER", "ENCAPS"}:
            for flow_row in _each(row):
                if flow is not None:
                    yield _flow(flow, sas)
                flow, sas = flow_row, []
    if flow is not None:
        yield _flow(flow, sas)


read = Reader("show crypto ipsec sa", _records)
