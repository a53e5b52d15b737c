"""``show crypto ikev2 session [detailed]``: IKE SAs with the child SAs that carry their traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, name
from flexvpn.facts.ikev2_sa import Ikev2Sa, sa
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class ChildSa:
    """One child SA: its traffic selectors, SPIs and algorithms."""

    local_selectors: tuple[str, ...]
    remote_selectors: tuple[str, ...]
    esp_in: str | None
    esp_out: str | None
    ah_in: str | None
    ah_out: str | None
    cpi_in: str | None
    cpi_out: str | None
    encryption: str | None
    key_size: int | None
    esp_hmac: str | None
    ah_hmac: str | None
    compression: str | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class Ikev2Session:
    """One session: its IKE SAs and child SAs. If its own line was filtered out, each IKE SA counts as a session."""

    session_id: int | None
    family: str | None
    status: str | None
    ike_count: int | None
    child_count: int | None
    sas: tuple[Ikev2Sa, ...]
    children: tuple[ChildSa, ...]


def _by_key(text: str) -> dict[str, str]:
    """``comp: IPCOMP_NONE, mode tunnel`` as a mapping."""
    parts = (part.replace("mode ", "mode:").partition(":") for part in text.split(","))
    return {key.strip().lower(): value.strip() for key, _, value in parts}


def _child(row: Mapping[str, Any]) -> ChildSa:
    keys = _by_key(row.get("CHILD_PROTECTION", "")) | _by_key(row.get("CHILD_AH", ""))
    return ChildSa(
        local_selectors=tuple(row.get("LOCAL_SELECTOR", ())),
        remote_selectors=tuple(row.get("REMOTE_SELECTOR", ())),
        esp_in=row.get("ESP_IN"),
        esp_out=row.get("ESP_OUT"),
        ah_in=row.get("AH_IN"),
        ah_out=row.get("AH_OUT"),
        cpi_in=row.get("CPI_IN"),
        cpi_out=row.get("CPI_OUT"),
        encryption=name(keys.get("encr")),
        key_size=integer(keys, "keysize"),
        esp_hmac=name(keys.get("esp_hmac")),
        ah_hmac=name(keys.get("ah_hmac")),
        compression=name(keys.get("comp")),
        mode=name(keys.get("mode")),
    )


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Session]:
    session: Mapping[str, Any] | None = None
    headed = False
    sas: list[Ikev2Sa] = []
    children: list[ChildSa] = []
    for row in rows:
        if "SESSION_NUMBER" in row:
            if session is not None:
                yield _session(session, sas, children)
            session, headed, sas, children = row, True, [], []
        elif "TUNNEL_ID" in row:
            if session is not None and not headed:
                yield _session(session, sas, children)
                sas, children = [], []
            session = session if headed else row
            sas.append(sa(row))
        elif "CHILD" in row:
            children.append(_child(row))
    if session is not None:
        yield _session(session, sas, children)


def _session(row: Mapping[str, Any], sas: list[Ikev2Sa], children: list[ChildSa]) -> Ikev2Session:
    return Ikev2Session(
        session_id=integer(row, "SESSION_NUMBER") or integer(row, "SESSION_ID"),
        family=row.get("FAMILY"),
        status=row.get("SESSION_STATUS"),
        ike_count=integer(row, "IKE_COUNT"),
        child_count=integer(row, "CHILD_COUNT"),
        sas=tuple(sas),
        children=tuple(children),
    )


read = Reader("show crypto ikev2 session detailed", _records)
