"""How IOS-XE writes times: in the router's zone, under the name that the zone has at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.time_zone import UTC

if TYPE_CHECKING:
    import datetime

    from lab.time_zone import LocalTime, TimeZone

DEFAULT_SERVICE = "service timestamps log datetime msec"


def stamp(local: LocalTime, *, milliseconds: bool = False) -> str:
    """``14:01:55 CET Fri Nov 27 2026``, as in ``show clock`` and the heads of configurations."""
    wall = local.wall
    fraction = _milliseconds(wall) if milliseconds else ""
    return f"{wall:%H:%M:%S}{fraction} {local.zone} {wall:%a %b} {wall.day} {wall.year}"


def certificate_time(local: LocalTime) -> str:
    """``23:09:23 CET Nov 17 2021``, as all that is said of certificates and keys has it."""
    wall = local.wall
    return f"{wall:%H:%M:%S} {local.zone} {wall:%b} {wall.day} {wall.year}"


def from_utc(local: LocalTime) -> str:
    """``+01:00``, as lists of files have it."""
    minutes = round(local.offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def log_time(zone: TimeZone, moment: datetime.datetime, service: str) -> str:
    """``Nov 27 13:01:55.123``, as a ``service timestamps`` line says: UTC unless that has ``localtime``.

    Uptimes are not simulated: without ``datetime`` in the line the form is ``datetime msec``.
    """
    _, _, options = (service if " datetime" in service else DEFAULT_SERVICE).partition(" datetime")
    chosen = options.split()
    wall, name, _ = (zone if "localtime" in chosen else UTC).local(moment)
    year = f"{wall.year} " if "year" in chosen else ""
    fraction = _milliseconds(wall) if "msec" in chosen else ""
    return f"{wall:%b %e} {year}{wall:%H:%M:%S}{fraction}{f' {name}' if 'show-timezone' in chosen else ''}"


def _milliseconds(wall: datetime.datetime) -> str:
    return f".{wall.microsecond // 1000:03}"
