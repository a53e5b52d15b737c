"""docs/certificates.md is what `make certificates` made of the kinds and releases that it knows now."""

from __future__ import annotations

import re
from pathlib import Path

from contrib.certificates import KINDS, RELEASES, SESSIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "certificates.md"


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")
    ]


def test_every_kind_stands_there_once_and_serves_everywhere_or_is_refused_with_a_reason() -> None:
    cells = {row[0]: row[1:] for row in rows()}
    assert set(KINDS) <= set(cells)
    for kind in KINDS:
        assert cells[kind] == ["serves"] * len(RELEASES) or (len(cells[kind]) == 1 and cells[kind][0])


def test_the_page_names_no_day_and_does_not_grow_old() -> None:
    assert not re.search(r"\d{4}-\d{2}-\d{2}", PAGE.read_text(encoding="utf-8"))


def test_every_release_was_renewed_under_all_its_sessions_and_none_was_lost() -> None:
    renewed = {row[0]: row[1:4] for row in rows() if row[0] in RELEASES}
    assert renewed == {release: [str(SESSIONS), "0", "connected"] for release in RELEASES}
