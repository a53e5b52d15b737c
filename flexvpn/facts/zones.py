"""The offsets of the time zones that a router prints by name, from its own configuration."""

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

    Minutes have the sign of the hours: ``clock timezone AST -3 30`` is three and a half hours behind UTC. Summer time
    is an hour ahead, or as many minutes as follow its dates. No calendar is needed: the name that the router prints
    says which of the two is in force. If both have the same name it does not, and there is no zone by name.
    """
    offset, standard = timedelta(0), ""
    for block in config.starting("clock timezone "):
        if match := _STANDARD.match(block.line):
            minutes = int(match[3]) * _HOUR + int(match[4] or 0)
            offset, standard = timedelta(minutes=-minutes if match[2] else minutes), match[1]
    offsets = {standard: offset} if standard else {}
    for block in config.starting("clock summer-time "):
        if match := _SUMMER.match(block.line):
            if match[1] == standard:
                return {}
            offsets[match[1]] = offset + timedelta(minutes=int(match[2] or _HOUR))
    return {name: timezone(ahead, name) for name, ahead in offsets.items() if abs(ahead) < _DAY}


def placed(record: R, by_name: Mapping[str, timezone]) -> R:
    """The record with every time that has only a named zone put into that zone, if ``by_name`` has it."""
    if not by_name or not is_dataclass(record):
        return record
    moments = {
        field.name: value.replace(tzinfo=by_name[name])
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), datetime)
        and isinstance(value.tzinfo, NamedZone)
        and (name := value.tzname() or "") in by_name
    }
    return cast("R", replace(cast("Any", record), **moments)) if moments else record
