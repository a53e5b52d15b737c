"""What the names of time zones that a router prints mean on that router."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flexvpn.facts.fields import NamedZone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.ios.config import Config

R = TypeVar("R")
_STANDARD = re.compile(r"clock timezone (\S+) (-?)(\d+)(?: (\d+))?$")
_SUMMER = re.compile(r"clock summer-time (\S+) (?:recurring|date)\b(?:.*\d:\d\d (\d+)$)?")
_HOUR = 60
_DAY = timedelta(days=1)


def zones(config: Config) -> dict[str, timezone]:
    """Zones by name: that of ``clock timezone``, and that of ``clock summer-time``, which is printed in summer.

    Minutes go the way of the hours: ``clock timezone AST -3 30`` is three and a half hours behind UTC. Summer time is
    an hour ahead, or as many minutes as stand after its dates. Which of the two holds when needs no calendar: the
    router says so by the name. Where both have one name it does not, and that name is left out.
    """
    offset, standard = timedelta(0), ""
    for block in config.starting("clock timezone "):
        if found := _STANDARD.match(block.line):
            minutes = int(found[3]) * _HOUR + int(found[4] or 0)
            offset, standard = timedelta(minutes=-minutes if found[2] else minutes), found[1]
    known = {standard: offset} if standard else {}
    for block in config.starting("clock summer-time "):
        if found := _SUMMER.match(block.line):
            if found[1] == standard:
                return {}
            known[found[1]] = offset + timedelta(minutes=int(found[2] or _HOUR))
    return {name: timezone(ahead, name) for name, ahead in known.items() if abs(ahead) < _DAY}


def placed(record: R, known: Mapping[str, timezone]) -> R:
    """The record with every moment of which only the zone's name was printed put into the zone that it names."""
    if not known or not is_dataclass(record):
        return record
    moments = {
        field.name: value.replace(tzinfo=known[name])
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), datetime)
        and isinstance(value.tzinfo, NamedZone)
        and (name := value.tzname() or "") in known
    }
    return cast("R", replace(cast("Any", record), **moments)) if moments else record
