"""The header of ``show running-config``: who changed it last, and whether it was saved since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flexvpn.facts.fields import integer, moment
from flexvpn.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class RunningConfigHeader:
    """The comment lines above ``version`` (docs/iosxe.md section 1.0).

    A change from a console without AAA has no name. ``present`` is False where the router says that it has no
    startup-config.
    """

    size: int | None
    version: str | None
    changed_at: datetime | None
    changed_by: str | None
    saved_at: datetime | None
    saved_by: str | None
    present: bool = True

    @property
    def unsaved(self) -> bool | None:
        """True if it was changed after it was last saved; None if the router does not say when."""
        if self.changed_at is None or self.saved_at is None:
            return None
        return self.changed_at > self.saved_at


def _records(rows: Iterable[Mapping[str, Any]]) -> Iterator[RunningConfigHeader]:
    for row in rows:
        yield RunningConfigHeader(
            size=integer(row, "SIZE"),
            version=row.get("VERSION"),
            changed_at=moment(row.get("CHANGED", "")),
            changed_by=row.get("CHANGED_BY"),
            saved_at=moment(row.get("SAVED", "")),
            saved_by=row.get("SAVED_BY"),
            present="ABSENT" not in row,
        )


read = Reader("show running-config", _records, always=True, quote=False)
