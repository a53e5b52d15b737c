"""The table of releases for people: what ``headend explain releases`` prints, and docs/releases.md."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from flexvpn.ios.releases import TABLE

if TYPE_CHECKING:
    from flexvpn.ios.releases import Row

TOPIC: Final = "releases"
_MARKS: Final = (
    "REAL: seen in a device's own output. DOC: Cisco's documentation or YANG model. TOOL: asserted by code that drives "
    "real devices. INF: inferred."
)
_REST: Final = "Where a router of yours does otherwise, please report it."


def page() -> str:
    """Every row, by the release that it begins or ends with."""
    parts = [f"What releases of IOS-XE do otherwise than those before them\n\n{_MARKS}\n{_REST}\n"]
    for span, rows in groupby(TABLE, _span):
        parts.append(f"{span[0].upper()}{span[1:]}\n" + "".join(_entry(row) for row in rows))
    return "\n".join(parts)


def markdown() -> str:
    """docs/releases.md."""
    head = (
        "# Releases\n\nMade by `make docs` from flexvpn/ios/releases.py; `headend explain releases` prints the same.\n",
        f"{_MARKS}\n{_REST}\n",
        "| release | effect | about | what | source | mark |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    rows = (
        f"| {_span(row)} | {row.effect} | {row.about} | {_sentence(row)} | {row.source} | {row.mark} |"
        for row in TABLE
    )
    return "\n".join((*head, *rows, ""))


def _entry(row: Row) -> str:
    said = f"    it says: {row.reply.strip()}\n" if row.reply else ""
    return f"  {row.effect} {row.what}\n{said}    [{row.mark}: {row.source}]\n"


def _sentence(row: Row) -> str:
    return f"{row.what}: `{row.reply.strip()}`" if row.reply else row.what


def _span(row: Row) -> str:
    if row.since is None:
        return f"before {row.until}"
    return f"from {row.since} on" if row.until is None else f"from {row.since} on, before {row.until}"
