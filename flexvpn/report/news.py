"""What is new since people were last told, and whether they may be told now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.drift.comparison import Drift
    from flexvpn.report.document import Document

_MOST = 20
_LINES = 5


class Told(BaseModel):
    """What people know.

    Attributes:
        at: when they were last told; None where they never were.
        digests: by headend, of what they were told; empty for one that is in sync.
    """

    model_config = FROZEN

    at: AwareDatetime | None = None
    digests: dict[str, str] = {}

    def may(self, now: datetime, minutes: int) -> bool:
        """True where the last message is long enough ago."""
        return self.at is None or now - self.at >= timedelta(minutes=minutes)


class News(BaseModel):
    """One message."""

    model_config = FROZEN

    title: str
    body: str


def digests(document: Document[Drift]) -> dict[str, str]:
    """What each headend's outcome has in common with another run's; empty where it is in sync."""
    return {
        entry.headend: f"error {entry.problem.code}"
        if entry.problem is not None
        else entry.result.digest()
        if entry.result is not None
        else "error"
        for entry in document.headends
    }


def changed(told: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The headends whose outcome is another than what people were told; a new one that is in sync is no news."""
    return tuple(name for name, digest in now.items() if digest != told.get(name, ""))


def news(document: Document[Drift], names: tuple[str, ...]) -> News:
    """The message about these headends."""
    lines: list[str] = []
    for entry in document.headends:
        if entry.headend not in names:
            continue
        if entry.problem is not None:
            lines.append(f"{entry.headend}: not reached: {entry.problem.message.splitlines()[0]}")
            continue
        differences = (
            [f"  {kind.replace('_', ' ')}: {text}" for kind, text in entry.result.differences()]
            if entry.result
            else []
        )
        held = len(entry.result.held) if entry.result is not None else 0
        alone = f", {counted(held, 'line')} left alone" if held else ""
        lines.append(f"{entry.headend}: {'drift' if differences else f'in sync again{alone}'}")
        lines += differences[:_LINES]
        lines += [f"  and {len(differences) - _LINES} more"] if len(differences) > _LINES else []
    many = len(names)
    title = f"Drift: news of {counted(many, 'headend')}"
    shown = lines[: _MOST * (_LINES + 2)]
    return News(title=title, body="\n".join(shown))
