"""``show archive`` and ``show archive config …``: archived configurations, differences, and the revert timer."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, moment
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MARGIN = re.compile(r"^[ \t]+")


@dataclass(frozen=True, slots=True)
class ArchivedConfig:
    """One archived configuration."""

    number: int
    name: str
    newest: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """``show archive``; without ``enabled`` there is no revert timer either (docs/iosxe.md section 8)."""

    enabled: bool
    maximum: int | None
    saved: int | None
    next_name: str | None
    configs: tuple[ArchivedConfig, ...]


@dataclass(frozen=True, slots=True)
class ConfigDifferences:
    """What differs: lines with ``+`` or ``-`` and their parents, or the lines that a file would add."""

    identical: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RollbackTimer:
    """The revert timer of a commit that waits for its confirmation. ``pending`` is False if there is none."""

    pending: bool
    configured_at: datetime | None = None
    kind: str | None = None
    value: timedelta | None = None
    user: str | None = None

    def started_by(self, user: str, minutes: int) -> bool:
        """True for the timer that this user started for so many minutes, as far as the router shows it."""
        return (
            self.pending
            and self.user == user
            and self.value in (None, timedelta(minutes=minutes))
            and "idle" not in (self.kind or "")
        )


@dataclass(frozen=True, slots=True)
class LoggedCommand:
    """One configuration command, who gave it and where (``archive`` / ``log config``)."""

    index: int
    session: int
    user: str
    line: str
    command: str


def _archive(rows: tuple[Mapping[str, Any], ...]) -> Iterator[Archive]:
    if any("DISABLED" in row for row in rows):
        yield Archive(enabled=False, maximum=None, saved=None, next_name=None, configs=())
    elif rows:
        configs = tuple(
            ArchivedConfig(int(row["NUMBER"]), row["NAME"], "NEWEST" in row)
            for row in rows
            if "NUMBER" in row
        )
        head = next((row for row in rows if "MAXIMUM" in row or "NEXT" in row), {})
        yield Archive(
            enabled=True,
            maximum=integer(head, "MAXIMUM"),
            saved=integer(head, "SAVED"),
            next_name=head.get("NEXT"),
            configs=configs,
        )


def _outdented(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines without the indentation that they were pasted with: the router's outermost lines have none."""
    expanded = (_MARGIN.sub(lambda margin: margin[0].expandtabs(), line) for line in lines)
    return tuple(textwrap.dedent("\n".join(expanded)).splitlines())


def _differences(rows: Iterable[Mapping[str, Any]]) -> Iterator[ConfigDifferences]:
    for row in rows:
        lines = _outdented(line for line in row.get("LINE", ()) if line.strip() != "end")
        yield ConfigDifferences(identical=not lines, lines=lines)


def _timer(rows: Iterable[Mapping[str, Any]]) -> Iterator[RollbackTimer]:
    for row in rows:
        if "NONE" in row:
            yield RollbackTimer(pending=False)
            continue
        count, _, unit = row.get("VALUE", "").partition(" ")
        value = (
            timedelta(**{"seconds" if unit.startswith("sec") else "minutes": int(count)})
            if count.isdigit()
            else None
        )
        yield RollbackTimer(
            pending=True,
            configured_at=moment(row.get("CONFIGURED", "")),
            kind=row.get("TYPE"),
            value=value,
            user=row.get("USER"),
        )


def _log(rows: Iterable[Mapping[str, Any]]) -> Iterator[LoggedCommand]:
    for row in rows:
        if "INDEX" in row:
            command = " ".join(part.strip() for part in row.get("COMMAND", ()))
            yield LoggedCommand(int(row["INDEX"]), int(row["SESSION"]), row["USER"], row["LINE"], command)


read = Reader("show archive", _archive, always=True)
read_differences = Reader("show archive config differences", _differences, always=True, quote=False)
read_incremental = Reader("show archive config incremental-diffs", _differences, always=True, quote=False)
read_rollback_timer = Reader("show archive config rollback timer", _timer, always=True)
read_log = Reader("show archive log config all", _log, quote=False)
