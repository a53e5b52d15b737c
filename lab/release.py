"""IOS-XE release numbers, as routers print them and as the lab compares them."""

from __future__ import annotations

import functools
import re


@functools.total_ordering
class Release:
    """An IOS-XE release such as ``16.9.2``, ``17.15.5`` or ``26.2``; compares by number."""

    __slots__ = ("numbers", "suffix")

    def __init__(self, text: str) -> None:
        found = re.fullmatch(r"0*(\d+)\.0*(\d+)(?:\.0*(\d+))?([a-z]*)", text.strip())
        if found is None:
            message = f"not an IOS-XE release: {text!r}"
            raise ValueError(message)
        self.numbers: tuple[int, int, int] = (int(found[1]), int(found[2]), int(found[3] or 1))
        self.suffix: str = found[4]

    def at_least(self, other: str) -> bool:
        """Tell whether this release is ``other`` (two or three numbers) or later."""
        wanted = tuple(int(part) for part in other.split("."))
        return self.numbers[: len(wanted)] >= wanted

    @property
    def padded(self) -> str:
        """The form of the first line of ``show version``: ``16.09.02`` (docs/iosxe.md section 5, REAL)."""
        major, minor, rebuild = self.numbers
        return f"{major}.{minor:02}.{rebuild:02}{self.suffix}"

    @property
    def short(self) -> str:
        """The form of the ``version`` line in running-config: ``16.9``."""
        return f"{self.numbers[0]}.{self.numbers[1]}"

    def __str__(self) -> str:
        return ".".join(str(number) for number in self.numbers) + self.suffix

    def __repr__(self) -> str:
        return f"Release({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Release) and (self.numbers, self.suffix) == (other.numbers, other.suffix)

    def __lt__(self, other: Release) -> bool:
        return (self.numbers, self.suffix) < (other.numbers, other.suffix)

    def __hash__(self) -> int:
        return hash((self.numbers, self.suffix))
