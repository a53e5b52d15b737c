"""Drift as one page that a person would rather look at than read: nothing is fetched, no script runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flexvpn.base.credentials import legible
from flexvpn.base.plurals import counted
from flexvpn.base.resources import templates
from flexvpn.report.prometheus import STATES, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flexvpn.drift.comparison import Drift
    from flexvpn.report.document import Document, Entry
    from flexvpn.router.condition import CertificateLife, PoolUse, State

_BINS = 36
_APART = 10
"""Percent of the time line between two marks, so that their words stay apart on a narrow page."""
_FIRST = 8
"""Certificates and pools that are listed at least; others that need nobody are folded away."""
_LEAST_DAYS = 90
_TICKS = (
    (0, "today"),
    (30, "30 days"),
    (90, "90 days"),
    (182, "half a year"),
    (365, "a year"),
    (730, "two years"),
)
_WORST: tuple[State, ...] = ("good", "unknown", "warn", "bad")
_WORDS = {"in_sync": "in sync", "drift": "drift", "unreachable": "not reached"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One headend in the fleet grid."""

    name: str
    anchor: str
    state: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Certificates that end at about the same time."""

    left: float
    many: int
    state: State
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One pool."""

    headend: str
    pool: PoolUse
    percent: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one section, each with its sign."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One headend that a person has to look at."""

    tile: Tile
    entry: Entry[Drift]
    blocks: tuple[Block, ...]


def page(document: Document[Drift]) -> str:
    """The whole page as HTML."""
    tiles = {entry.headend: _tile(number, entry) for number, entry in enumerate(document.headends)}
    known = [
        (entry.headend, entry.result.condition) for entry in document.headends if entry.result is not None
    ]
    ends = [(name, one) for name, state in known for one in state.certificates]
    span = _span(one for _, one in ends)
    lives = _first(ends)
    # What needs somebody stands first in both lists, and is never folded away.
    soon = max(_FIRST, sum(one.state in {"warn", "bad"} for _, one, _ in lives))
    bars = _bars((name, pool) for name, state in known for pool in state.pools)
    shown = max(_FIRST, sum(bar.pool.state != "good" for bar in bars))
    cards = [_card(tiles[entry.headend], entry) for entry in document.headends if _worth(entry)]
    counted = Counter(tile.state for tile in tiles.values())
    return (
        _environment()
        .get_template("drift.html.j2")
        .render(
            document=document,
            started=_moment(document.started),
            totals=[(state, _WORDS[state], counted[state]) for state in STATES],
            tiles=list(tiles.values()),
            pins=_pins(ends, span),
            ticks=_ticks(span),
            first=lives[:soon],
            later=lives[soon:],
            bars=bars[:shown],
            emptier=bars[shown:],
            cards=cards,
            anchors={card.tile.anchor for card in cards},
        )
    )


def _tile(number: int, entry: Entry[Drift]) -> Tile:
    state = state_of(entry)
    if entry.result is None:
        detail = entry.problem.code if entry.problem else "no answer"
    else:
        many = sum(1 for _ in entry.result.differences())
        detail = counted(many, "difference") if many else ""
        detail = detail or (f"{len(entry.result.waived)} waived" if entry.result.waived else "")
        detail = detail or (f"{len(entry.result.held)} left alone" if entry.result.held else "")
    return Tile(entry.headend, f"h{number}", state, _WORDS[state], detail)


def _worth(entry: Entry[Drift]) -> bool:
    found = entry.result
    return found is None or bool(found or found.held or found.waived or found.fixed)


def _card(tile: Tile, entry: Entry[Drift]) -> Card:
    found = entry.result
    blocks: list[Block] = []
    if found is not None:
        blocks += [
            Block(f"{part.section.replace('_', ' ')}: to put it right", _told(part.marked()))
            for part in found.sections
        ]
        if found.unsaved:
            blocks.append(Block("not saved", tuple((text[0], text[2:]) for text in found.unsaved)))
    return Card(tile, entry, tuple(blocks))


def _told(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((mark, legible(line)) for mark, line in lines)


def _span(ends: Iterable[CertificateLife]) -> int:
    """How many days the time line shows."""
    return max([_LEAST_DAYS, *(one.days + 1 for one in ends if one.days is not None)])


def _place(day: float, span: int) -> float:
    """Percent from the left; what has ended stands at today."""
    return round(100 * max(0.0, min(1.0, day / span)), 2)


def _ticks(span: int) -> list[tuple[float, str]]:
    ticks: list[tuple[float, str]] = []
    for day, word in _TICKS:
        place = _place(day, span)
        if day <= span and (not ticks or place - ticks[-1][0] >= _APART):
            ticks.append((place, word))
    return ticks


def _pins(ends: Iterable[tuple[str, CertificateLife]], span: int) -> list[Pin]:
    """One pin per stretch of time, so that a thousand certificates are as legible as two."""
    binned: dict[int, list[tuple[str, CertificateLife]]] = {}
    for name, one in ends:
        if one.days is not None:
            binned.setdefault(int(_place(one.days, span) * _BINS / 100), []).append((name, one))
    return [
        Pin(
            left=_place(min(one.days or 0 for _, one in group), span),
            many=len(group),
            state=max((one.state for _, one in group), key=_WORST.index),
            says=tuple(f"{name} {one.trustpoint}: {_end(one)}" for name, one in group),
        )
        for _, group in sorted(binned.items())
    ]


def _first(ends: Iterable[tuple[str, CertificateLife]]) -> list[tuple[str, CertificateLife, str]]:
    """Those that need somebody soonest first."""
    known = sorted(ends, key=lambda pair: (pair[1].days is None, pair[1].days or 0, pair[0]))
    return [(name, one, _end(one)) for name, one in known]


def _end(one: CertificateLife) -> str:
    if one.until is None or one.days is None:
        return "its end is not known"
    return f"{one.until:%Y-%m-%d}, {'ended' if one.days < 0 else counted(one.days, 'day')}"


def _bars(pools: Iterable[tuple[str, PoolUse]]) -> list[Bar]:
    """The fullest first."""
    bars = [
        Bar(name, pool, round(100 * pool.in_use / pool.size, 1) if pool.size else 0.0) for name, pool in pools
    ]
    return sorted(bars, key=lambda bar: (-bar.percent, bar.headend, bar.pool.name))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(templates() / "report")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
