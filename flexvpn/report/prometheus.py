"""Drift as metrics in Prometheus' text format, for node_exporter's textfile collector."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.drift.comparison import Drift
    from flexvpn.report.document import Document, Entry

STATES = ("in_sync", "drift", "unreachable")


@dataclass(slots=True)
class _Family:
    """One metric with its samples, all of which must stand together."""

    name: str
    explains: str
    samples: list[tuple[dict[str, str], float]] = field(default_factory=list)

    def text(self) -> Iterator[str]:
        if not self.samples:
            return
        yield f"# HELP {self.name} {self.explains}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self.samples:
            inner = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
            yield f"{self.name}{{{inner}}} {_number(value)}" if inner else f"{self.name} {_number(value)}"


def metrics(document: Document[Drift]) -> str:
    """Every headend's state, differences, certificates and pools; one that was not reached has its state alone."""
    state = _Family("headend_drift_state", "1 for the state that the headend is in.")
    count = _Family("headend_drift_differences", "Differences between intent and router, by kind.")
    alone = _Family("headend_drift_left_alone", "Lines that are not the intent's and that no push touches.")
    waived = _Family("headend_drift_waived", "Differences that are borne until a day.")
    ends = _Family("headend_certificate_end_timestamp_seconds", "When the certificate ends.")
    pools = _Family("headend_pool_addresses", "Addresses of the pool.")
    used = _Family("headend_pool_addresses_in_use", "Addresses that clients hold.")
    took = _Family("headend_drift_seconds", "How long the comparison took.")
    last = _Family("headend_drift_last_run_timestamp_seconds", "When the last comparison began.")
    last.samples.append(({}, document.started.timestamp()))
    for entry in document.headends:
        name = {"headend": entry.headend}
        now = state_of(entry)
        state.samples += [({**name, "state": word}, float(word == now)) for word in STATES]
        took.samples.append((name, entry.seconds))
        drift = entry.result
        if drift is None:
            continue
        kinds = Counter(kind for kind, _ in drift.differences())
        count.samples += [({**name, "kind": kind}, float(many)) for kind, many in kinds.items()]
        alone.samples.append((name, float(len(drift.held))))
        waived.samples.append((name, float(len(drift.waived))))
        for life in drift.condition.certificates:
            if life.until is not None:
                ends.samples.append(({**name, "trustpoint": life.trustpoint}, life.until.timestamp()))
        for pool in drift.condition.pools:
            pools.samples.append(({**name, "pool": pool.name}, float(pool.size)))
            used.samples.append(({**name, "pool": pool.name}, float(pool.in_use)))
    families = (state, count, alone, waived, ends, pools, used, took, last)
    return "".join(f"{line}\n" for family in families for line in family.text())


def state_of(entry: Entry[Drift]) -> str:
    """``in_sync`` only where the router was read and nothing differs."""
    if entry.problem is not None or entry.result is None:
        return "unreachable"
    return "drift" if entry.result else "in_sync"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    """Whole where it is: a time of day in exponents would lose its minutes."""
    return str(int(value)) if value == int(value) else f"{value:.2f}"
