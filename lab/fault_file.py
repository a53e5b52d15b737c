"""Faults as a person writes them: words of a command, or a file in YAML or JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import yaml

from lab.fault import Fault, read_fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EVERY_ROUTER = "*"
EXAMPLE = """\
seed: 7
faults:
  edge-split:
    - latency: {seconds: 0.05, jitter: 0.02}
    - reset: {at: "^copy", when: after}
  "*":
    - vtys: {free: 1}
"""


@dataclasses.dataclass(frozen=True, slots=True)
class FaultPlan:
    """Faults by router, and the seed of their draws; ``*`` is every router."""

    seed: int | None = None
    faults: tuple[tuple[str, Fault], ...] = ()

    def of(self, router: str) -> tuple[Fault, ...]:
        """The faults of one router."""
        return tuple(fault for name, fault in self.faults if name in (EVERY_ROUTER, router))

    def check(self, routers: Iterable[str]) -> None:
        """Refuse faults of routers that are not there.

        Raises:
            ValueError: with their names.
        """
        there = {EVERY_ROUTER, *routers}
        unknown = sorted({name for name, _ in self.faults} - there)
        if unknown:
            raise ValueError(f"faults for no such router: {', '.join(unknown)}")


def read_words(kind: str, settings: Iterable[str]) -> Fault:
    """A fault from ``reset at=^copy when=after``.

    Raises:
        ValueError: a word without ``=``, or what `read_fault` refuses.
    """
    values: dict[str, str] = {}
    for word in settings:
        name, equals, value = word.partition("=")
        if not equals:
            raise ValueError(f"settings are written NAME=VALUE, not {word}")
        values[name] = value
    return read_fault(kind, values)


def read_file(path: Path) -> FaultPlan:
    """The faults of a file.

    Raises:
        ValueError: it is not YAML, or not of the form of `EXAMPLE`; in one line.
        OSError: it cannot be read.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {' '.join(str(error).split())}") from error
    try:
        return _plan(document)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _plan(document: Any) -> FaultPlan:  # noqa: ANN401 - what a person wrote
    if not isinstance(document, dict) or not set(document) <= {"seed", "faults"}:
        raise ValueError("it holds `faults` and perhaps `seed`, nothing else")
    seed, routers = document.get("seed"), document.get("faults") or {}
    if not isinstance(seed, int | None) or not isinstance(routers, dict):
        raise ValueError("`seed` is a whole number, `faults` lists of faults by router")  # noqa: TRY004
    found = [(str(name), fault) for name, entries in routers.items() for fault in _faults(name, entries)]
    return FaultPlan(seed, tuple(found))


def _faults(router: object, entries: Any) -> list[Fault]:  # noqa: ANN401 - what a person wrote
    if not isinstance(entries, list):
        raise ValueError(f"{router} has no list of faults")  # noqa: TRY004 - of a file, not of our own code
    faults = []
    for entry in entries:
        named = {entry: {}} if isinstance(entry, str) else entry
        if not isinstance(named, dict) or len(named) != 1:
            raise ValueError(f"{router}: a fault is its kind and its settings, not {entry}")
        ((kind, settings),) = named.items()
        if not isinstance(settings or {}, dict):
            raise ValueError(f"{router}: {kind}: settings are written NAME: VALUE")  # noqa: TRY004
        faults.append(read_fault(str(kind), settings or {}))
    return faults
