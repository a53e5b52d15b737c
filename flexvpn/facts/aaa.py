"""``show aaa local user lockout`` and ``show aaa method-lists``: locked-out users, and the AAA method lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import moment, words
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class LockedUser:
    """A local user who is locked out after too many failed log-ins (docs/iosxe.md section 6)."""

    user: str
    locked_at: datetime | None


@dataclass(frozen=True, slots=True)
class MethodList:
    """A method list. ``service`` is authen, author or acct; ``methods`` are the router's words."""

    service: str
    queue: str
    name: str
    valid: bool
    state: str
    methods: tuple[str, ...]


def _locked(rows: Iterable[Mapping[str, Any]]) -> Iterator[LockedUser]:
    return (LockedUser(row["USER"], moment(row["LOCKED_AT"])) for row in rows)


def _lists(rows: Iterable[Mapping[str, Any]]) -> Iterator[MethodList]:
    for row in rows:
        yield MethodList(
            service=row.get("SERVICE", ""),
            queue=row.get("QUEUE", ""),
            name=row["NAME"],
            valid=row["VALID"] == "TRUE",
            state=row["STATE"],
            methods=words(row.get("METHODS")),
        )


read_lockout = Reader("show aaa local user lockout", _locked)
read_method_lists = Reader("show aaa method-lists all", _lists)
