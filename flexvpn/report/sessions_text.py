"""Who is connected, as people read it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from flexvpn.base.plurals import counted
from flexvpn.report.layout import Line, Piece, Table, Tone

if TYPE_CHECKING:
    from flexvpn.router.sessions import Connection, Connections

_COLUMNS = ("headend", "user", "address", "from", "since", "idle", "packets in/out", "IKE", "ESP")
_FIELDS = (
    *("user", "address", "peer", "port", "interface", "since", "seconds", "idle_seconds"),
    *("packets_in", "packets_out", "ciphers", "esp"),
)
# What a spreadsheet would take for a formula; a user's name is whatever somebody typed.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sessions_text(results: tuple[tuple[str, Connections], ...], asked: int = 0) -> tuple[Piece, ...]:
    """One table over the fleet; ``asked`` is how many headends there should have been."""
    rows = tuple(
        tuple(Line(text) for text in _row(name, connection))
        for name, connections in results
        for connection in connections.connections
    )
    unknown = sum(connections.unknown_lines for _, connections in results)
    notes = [
        Line(f"{name}: {note}", Tone.WARN) for name, connections in results for note in connections.notes
    ]
    if unknown:
        notes.append(
            Line(f"not understood: {counted(unknown, 'line')}; `headend parse` shows which", Tone.WARN)
        )
    if not rows:
        whole = len(results) >= asked
        share = "" if whole else f" to {len(results)} of {counted(asked, 'headend')}, the others did not say"
        return (Line(f"nobody is connected{share}"), *notes) if results else tuple(notes)
    return (Table(_COLUMNS, rows), *notes)


def sessions_csv(results: tuple[tuple[str, Connections], ...]) -> str:
    """The same as CSV (RFC 4180), with a heading."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("headend", *_FIELDS))
    for name, connections in results:
        writer.writerows(
            (name, *(_cell(getattr(connection, field)) for field in _FIELDS))
            for connection in connections.connections
        )
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _row(name: str, connection: Connection) -> tuple[str, ...]:
    return (
        name,
        connection.user,
        connection.address,
        f"{connection.peer} port {connection.port}" if connection.port else connection.peer,
        f"{timedelta(seconds=connection.seconds)} ago" if connection.seconds is not None else "",
        str(timedelta(seconds=connection.idle_seconds)) if connection.idle_seconds is not None else "",
        f"{connection.packets_in}/{connection.packets_out}",
        connection.ciphers,
        connection.esp,
    )
