"""Drift as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.plurals import counted
from flexvpn.report.fleet_line import fleet_line
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.plan_text import held_text, part_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.drift.comparison import Drift


def drifts_text(done: tuple[tuple[str, Drift], ...], asked: int = 0) -> tuple[Piece, ...]:
    """All headends, one after the other; ``asked`` is how many there should have been."""
    pieces = [piece for _, drift in done for piece in drift_text(drift)]
    drifted = sum(bool(drift) for _, drift in done)
    return (*pieces, *fleet_line(drifted, len(done), asked, word="drifted", same="in sync"))


def drift_text(drift: Drift) -> tuple[Piece, ...]:
    """What differs, each thing once, and the lines that put it right."""
    alone = f", {counted(len(drift.held), 'line')} left alone" if drift.held else ""
    head = (
        Line(f"{drift.headend}: drift", Tone.BAD)
        if drift
        else Line(f"{drift.headend}: in sync{alone}", Tone.GOOD)
    )
    return (head, *_body(drift))


def _body(drift: Drift) -> Iterator[Line]:
    yield from (Line(f"  put right: {text}", Tone.GOOD) for text in drift.fixed)
    yield from _ours(drift)
    yield from _reported(drift)
    yield from held_text(drift.held)
    for waived in drift.waived:
        yield Line(f"  waived until {waived.until}: {waived.line} ({waived.reason})", Tone.DIM)
    if drift and drift.changed_last:
        yield Line(f"  changed last: {drift.changed_last}", Tone.DIM)
    yield from (Line(f"  typed by {text}", Tone.DIM) for text in drift.typed)
    yield from (Line(f"  note: {note}", Tone.DIM) for note in drift.notes)


def _ours(drift: Drift) -> Iterator[Line]:
    """What a push puts right."""
    for kind, items in (("files", drift.files), ("certificate", drift.certificates)):
        if items:
            yield Line(f"  {kind}")
            yield from (Line(f"    ~ {item}", Tone.WARN) for item in items)
    for part in drift.sections:
        yield Line(f"  {part.section.replace('_', ' ')}: to put it right")
        yield from part_lines(part, drift.replaced, lambda _: "a secret")
    users = drift.users
    for kind, names, tone in (
        ("missing", users.missing, Tone.ADD),
        ("changed", users.changed, Tone.WARN),
    ):
        if names:
            yield Line(f"  users {kind}: {', '.join(names)}", tone)


def _reported(drift: Drift) -> Iterator[Line]:
    """What a person has to look at."""
    for text in drift.shut:
        yield Line(f"  not proved: users do not get in: {text}", Tone.BAD)
    if drift.users.unknown:
        yield Line(f"  users that nobody asked for: {', '.join(drift.users.unknown)}", Tone.BAD)
        yield Line(
            "    -> `no username …` on the router, or name them in users.yaml or among the administrators",
            Tone.DIM,
        )
    if drift.users.barred:
        names = (f"{name} ({why})" for name, why in drift.users.barred.items())
        yield Line(f"  users that are still on the router: {', '.join(names)}", Tone.BAD)
        yield Line("    -> `headend deploy`; `no username …` where no push of ours put them there", Tone.DIM)
    for who in drift.sessions:
        yield Line(f"  {who.user} is connected {who.why}: from {', '.join(who.addresses)}", Tone.BAD)
        end = "`headend deploy` ends it" if who.ends else f"`headend sessions --disconnect {who.user}`"
        yield Line(f"    -> {end}", Tone.DIM)
    for conflict in drift.intruders:
        yield Line(f"  not ours, and in our way: {conflict.line}", Tone.BAD)
        yield Line(f"    {conflict.harm}")
        yield Line(f"    -> {conflict.next_step}", Tone.DIM)
    if drift.unsaved:
        yield Line("  not saved: the next reload would undo it")
        yield from (
            Line(f"    {text}", Tone.ADD if text.startswith("+") else Tone.REMOVE) for text in drift.unsaved
        )
