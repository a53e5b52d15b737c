"""Values as IOS-XE prints them: addresses, durations, times and fingerprints."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Address = IPv4Address | IPv6Address

_UNITS = {"y": 365 * 86400, "w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# `16:38:25 UTC Aug 26 2021`, `18:56:04.554 EST Mon Oct 17 2016`, `Nov 25 2016 19:32:53 -07:00`
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d):(\d{1,2})(?:\.(\d{1,6}))?(?:\s+([A-Za-z][\w+-]*|[+-]\d\d:?\d\d))?")
_DATE = re.compile(r"\b([A-Z][A-Za-z]{2})[a-z]*\s+(\d{1,2})\s+(\d{4})\b")
_NO_VALUE = frozenset({"", "none", "(none)", "not set", "-"})


class Odd(ValueError):
    """A value is not of the kind that its field holds, such as the address ``1.1.1::1`` in an edited recording."""

    def __init__(self, text: str, kind: str) -> None:
        """Name the text as the router printed it, and the kind that was expected."""
        super().__init__(f"not {kind}: {text!r}")
        self.text = text


class NamedZone(tzinfo):
    """A time zone of which the router prints only the name.

    Operators name zones as they like (``clock timezone``), and IST is Indian, Irish or Israeli: without the
    configuration the offset is unknown. Two times of one router can be compared; comparing one with an aware
    datetime raises an error, instead of being hours wrong.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def utcoffset(self, _: datetime | None, /) -> None:
        """Unknown."""

    def dst(self, _: datetime | None, /) -> None:
        """Unknown."""

    def tzname(self, _: datetime | None, /) -> str:
        """What the router printed."""
        return self._name

    def __repr__(self) -> str:
        return f"NamedZone({self._name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NamedZone) and other._name == self._name

    def __hash__(self) -> int:
        return hash(self._name)

    def __reduce__(self) -> tuple[type[NamedZone], tuple[str]]:
        return NamedZone, (self._name,)


def moment(text: str) -> datetime | None:
    """Date and time in ``text``; None if there are none.

    Aware for UTC, GMT and a numeric offset. Any other zone is kept by name (`NamedZone`), which Python treats
    as naive; where no zone is printed, ``tzinfo`` is None.
    """
    clock, date = _CLOCK.search(text), _DATE.search(text)
    if clock is None or date is None or date[1].lower() not in _MONTHS:
        return None
    hour, minute, second, fraction, name = clock.groups()
    return datetime(
        int(date[3]),
        _MONTHS.index(date[1].lower()) + 1,
        int(date[2]),
        int(hour),
        int(minute),
        int(second),
        int((fraction or "").ljust(6, "0")),
        tzinfo=_zone(name),
    )


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo | None:
    if name is None or name.upper() in {
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "OCT",
        "NOV",
        "DEC",
    }:
        return None
    if name.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    if name[0] in "+-":
        digits = name.replace(":", "")
        offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
        return timezone(-offset if name[0] == "-" else offset)
    return NamedZone(name)


@lru_cache(maxsize=1024)
def span(text: str) -> timedelta | None:
    """``00:14:54``, ``3d18h``, ``7w0d``, ``1 hours, 10 mins`` or seconds as a duration; None for no value.

    Raises:
        Odd: the text is not a duration.
    """
    printed, text = text, text.strip().lower()
    if text in _NO_VALUE or text == "never":
        return None
    if re.fullmatch(r"\d+", text):
        return timedelta(seconds=int(text))
    if clock := re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?", text):
        hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    parts = re.findall(r"(\d+)\s*(y|w|d|h|m(?!o)|s)", text)
    if not parts:
        raise Odd(printed, "a length of time")
    return timedelta(seconds=sum(int(count) * _UNITS[unit] for count, unit in parts))


@lru_cache(maxsize=32768)
def address(text: str) -> Address | None:
    """An IPv4 or IPv6 address; None for no value.

    Raises:
        Odd: it is neither.
    """
    plain = text.strip().rstrip(".,")
    if plain.lower() in _NO_VALUE or plain == "unassigned":
        return None
    try:
        return IPv6Address(plain) if ":" in plain else IPv4Address(plain)
    except ValueError as error:
        raise Odd(text, "an address") from error


def fingerprint(text: str) -> str:
    """A digest as lower-case hexadecimal digits without blanks and colons, as ``hashlib`` prints it."""
    return re.sub(r"[\s:]", "", text).lower()


def name(text: str | None) -> str | None:
    """A name, or None where the router prints ``none``, ``(none)`` or nothing."""
    return None if text is None or text.strip().lower() in _NO_VALUE else text.strip()


def integer(row: Mapping[str, Any], key: str) -> int | None:
    """The decimal number under ``key``, or None."""
    text = row.get(key)
    return int(text) if text else None


def hexadecimal(text: str | None) -> int | None:
    """A hexadecimal number with or without ``0x``; None if it is absent or not one."""
    try:
        return int(text, 16) if text else None
    except ValueError:
        return None


def yes(text: str | None) -> bool | None:
    """True for Yes, Y, enabled and the like; False for anything else; None where nothing was printed."""
    if not text:
        return None
    return text.strip().lower() in {"y", "yes", "enabled", "enable", "true", "configured", "on"}


@lru_cache(maxsize=1024)
def words(text: str | None, separator: str | None = None) -> tuple[str, ...]:
    """The words of ``text``, without ``none``."""
    if not text:
        return ()
    return tuple(word.strip() for word in text.split(separator) if word.strip().lower() not in _NO_VALUE)
