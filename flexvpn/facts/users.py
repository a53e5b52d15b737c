"""``show users``: who is logged in on the router's lines, and who on its interfaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, name
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class LineUser:
    """A line (``vty 0``) and who is on it. ``current`` is True for the session that ran the command."""

    line: str
    number: int | None
    current: bool
    user: str | None
    hosts: str | None
    idle: timedelta | None
    location: str | None


@dataclass(frozen=True, slots=True)
class InterfaceUser:
    """A user of the lower table; VPN users appear here, if at all (docs/iosxe.md section 4)."""

    interface: str
    user: str | None
    mode: str
    idle: timedelta | None
    peer: str | None


def _idle(text: str | None) -> timedelta | None:
    """``00:35:32`` and ``01:58`` (hours and minutes), ``1d02h`` and minutes alone; None for ``-`` and ``never``."""
    if text is None or not text[:1].isdigit():
        return None
    if text.isdigit():
        return timedelta(minutes=int(text))
    if ":" in text:
        hours, minutes, *seconds = (int(part) for part in text.split(":"))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    units = {"y": 365 * 24, "w": 7 * 24, "d": 24, "h": 1}
    digits, hours = "", 0
    for letter in text:
        if letter.isdigit():
            digits += letter
        elif digits:
            hours, digits = hours + int(digits) * units.get(letter, 0), ""
    return timedelta(hours=hours)


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[LineUser | InterfaceUser]:
    for row in rows:
        get = row.get
        if "LINE" in row:
            yield LineUser(
                line=" ".join(row["LINE"].split()),
                number=integer(row, "NUMBER"),
                current="CURRENT" in row,
                user=name(get("USER")),
                hosts=name(" ".join(get("HOSTS", ()))),
                idle=_idle(get("IDLE")),
                location=name(get("LOCATION")),
            )
        elif "INTERFACE" in row:
            yield InterfaceUser(
                row["INTERFACE"], get("USER"), row["MODE"], _idle(get("IDLE")), name(get("PEER"))
            )


read: Reader[LineUser | InterfaceUser] = Reader("show users", _records)
