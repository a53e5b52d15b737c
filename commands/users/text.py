"""Who may connect where, as people and spreadsheets read it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from flexvpn.report.layout import Line, Piece, Table, Tone

if TYPE_CHECKING:
    from flexvpn.tickets.roster import Roster, RosterUser

_TONES = {"active": Tone.PLAIN, "expired": Tone.BAD, "disabled": Tone.DIM}
_FIELDS = ("name", "headends", "state", "expires", "ticket", "owner", "note", "connected")


def roster_text(roster: Roster) -> tuple[Piece, ...]:
    """A table, and what is on routers that nobody asked for."""
    columns = ("user", "headends", "state", "expires", "ticket", "owner", "note")
    asked = bool(roster.asked)
    rows = tuple(
        tuple(Line(text, _TONES[user.state]) for text in _cells(user)[: None if asked else -1])
        for user in roster.users
    )
    pieces: list[Piece] = [Table((*columns, "connected") if asked else columns, rows)] if rows else []
    pieces += [Line("nobody may connect")] if not rows else []
    pieces += [
        Line(
            f"{stranger.headend}: {stranger.name} (privilege {stranger.privilege}) is "
            + (
                f"still on the router though {stranger.why}"
                if stranger.why
                else "on the router and nobody asked for them"
            ),
            Tone.WARN,
        )
        for stranger in roster.strangers
    ]
    if asked and not roster.strangers:
        pieces.append(Line(f"nobody is on {', '.join(roster.asked)} whom nobody asked for", Tone.GOOD))
    return tuple(pieces)


def roster_csv(roster: Roster) -> str:
    """The same as CSV (RFC 4180), with a heading; who is on a router unasked has the state ``stranger``."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_FIELDS)
    writer.writerows(_cells(user) for user in roster.users)
    writer.writerows(
        (stranger.name, stranger.headend, "stranger", "", "", "", "", "") for stranger in roster.strangers
    )
    return text.getvalue()


def _cells(user: RosterUser) -> tuple[str, ...]:
    return (
        user.name,
        " ".join(user.headends),
        user.state,
        user.expires,
        user.ticket,
        user.owner,
        user.note,
        "; ".join(user.connected),
    )
