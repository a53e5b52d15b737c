"""``show clock``: the router's time, and whether it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import moment
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Clock:
    """The time as printed (see `fields.moment` for the zone).

    ``authoritative`` is False where ``*`` precedes the time: nothing has set the clock. ``synchronised`` is False
    where ``*`` or ``.`` precedes it: NTP is out of reach or not used.
    """

    now: datetime
    zone: str
    authoritative: bool
    synchronised: bool
    source: str | None


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[Clock]:
    for row in rows:
        text = row.get("TIME", "")
        now = moment(text)
        if now is not None:
            sign = row.get("SIGN", "")
            yield Clock(now, text.split()[1], sign != "*", sign == "", row.get("SOURCE") or None)


read = Reader("show clock", _records, always=True)
