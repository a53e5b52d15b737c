"""Differences that a waiver names, apart from those that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.planning.waivers import Waived
from flexvpn.sections.local_users import user_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.sections.expectations import Waiver


class WaivedDifferences:
    """Takes the waived differences out of those of one headend, and keeps them in the order in which they came.

    Attributes:
        waived: those that it has taken out.
    """

    def __init__(self, waivers: Mapping[str, Waiver]) -> None:
        self._waivers = waivers
        self.waived: list[Waived] = []

    def waives(self, key: str, text: str) -> bool:
        """True where a waiver names ``key``; then the difference is kept as waived, told as ``text``."""
        waiver = self._waivers.get(key)
        if waiver is not None:
            self.waived.append(Waived.of(text, waiver))
        return waiver is not None

    def counting(self, keyed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """The texts that count, of differences given with what a waiver would call them."""
        return tuple(text for key, text in keyed if not self.waives(key, text))

    def users(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names of users that count."""
        return tuple(name for name in names if not self.waives(user_line(name), user_line(name)))
