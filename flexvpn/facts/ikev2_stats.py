"""``show crypto ikev2 stats …``, ``sa count`` and ``diagnose error``: counters of IKEv2 negotiations and errors."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Ikev2Stats:
    """The counters of ``show crypto ikev2 stats``; None where a release does not have one."""

    system_limit: int | None
    max_sas: int | None
    max_negotiating_in: int | None
    max_negotiating_out: int | None
    incoming_sas: int | None
    incoming_active: int | None
    incoming_negotiating: int | None
    outgoing_sas: int | None
    outgoing_active: int | None
    outgoing_negotiating: int | None
    incoming_requests: int | None
    incoming_accepted: int | None
    incoming_rejected: int | None
    outgoing_requests: int | None
    outgoing_accepted: int | None
    outgoing_rejected: int | None
    rejected_requests: int | None
    rejected_resources: int | None
    rejected_sa_limit: int | None
    dropped_at_dispatch: int | None
    dropped_low_queue: int | None
    cookie_challenged: int | None
    cookie_accepted: int | None
    cookie_rejected: int | None
    cookie_missing: int | None
    deleted_revoked: int | None
    rejected_queue_limit: int | None
    strength_incoming: int | None
    strength_outgoing: int | None
    quantum_resistant: int | None
    quantum_manual: int | None
    quantum_dynamic: int | None
    ppk_mismatch: int | None
    ppk_retrieve_failed: int | None
    ppk_retrieve_required: int | None
    ppk_auth_failed: int | None
    ppk_auth_required: int | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of ``stats ext-service`` (passed, failed) or ``stats timeout`` (failed: timed out)."""

    table: str
    name: str
    passed: int | None
    failed: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of ``stats exchange``, counted by request and response, by direction only, or as one number."""

    group: str | None
    name: str
    tx_request: int | None
    tx_response: int | None
    rx_request: int | None
    rx_response: int | None
    tx: int | None
    rx: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Counter:
    """One line of ``stats reconnect``, ``stats psh`` or ``sa count``."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class DiagnosedError:
    """One kind of error and how often it happened."""

    count: int
    error: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``show crypto ikev2 diagnose error``: the state of the table, and the errors in it."""

    status: str
    current: int
    deleted: int
    maximum: int
    errors: tuple[DiagnosedError, ...]


def _stats(rows: Iterable[Mapping[str, Any]]) -> Iterator[Ikev2Stats]:
    for row in rows:
        yield Ikev2Stats(**{field.name: integer(row, field.name.upper()) for field in fields(Ikev2Stats)})


def _operations(rows: Iterable[Mapping[str, Any]]) -> Iterator[Operation]:
    for row in rows:
        yield Operation(row.get("TABLE", ""), row["NAME"], integer(row, "PASSED"), int(row["FAILED"]))


def _exchanges(rows: Iterable[Mapping[str, Any]]) -> Iterator[Exchange]:
    for row in rows:
        numbers = {
            key.lower(): integer(row, key)
            for key in ("TX_REQUEST", "TX_RESPONSE", "RX_REQUEST", "RX_RESPONSE", "TX", "RX", "COUNT")
        }
        yield Exchange(row.get("GROUP"), row["NAME"], **numbers)


def _counters(rows: Iterable[Mapping[str, Any]]) -> Iterator[Counter]:
    return (Counter(row["NAME"], int(row["COUNT"])) for row in rows)


def _diagnosis(rows: tuple[Mapping[str, Any], ...]) -> Iterator[Diagnosis]:
    table = next((row for row in rows if "TABLE" in row), None)
    errors = tuple(DiagnosedError(int(row["COUNT"]), row["ERROR"]) for row in rows if "ERROR" in row)
    if table is not None:
        yield Diagnosis(
            status=table["STATUS"],
            current=int(table["CURRENT"]),
            deleted=int(table["DELETED"]),
            maximum=int(table["MAXIMUM"]),
            errors=errors,
        )


read = Reader("show crypto ikev2 stats", _stats, always=True)
read_ext_service = Reader("show crypto ikev2 stats ext-service", _operations, always=True)
read_timeout = Reader("show crypto ikev2 stats timeout", _operations, always=True)
read_exchange = Reader("show crypto ikev2 stats exchange", _exchanges, always=True)
read_reconnect = Reader("show crypto ikev2 stats reconnect", _counters, always=True)
read_psh = Reader("show crypto ikev2 stats psh", _counters, always=True)
read_sa_count = Reader("show crypto ikev2 sa count", _counters, always=True)
read_errors = Reader("show crypto ikev2 diagnose error", _diagnosis, always=True)
