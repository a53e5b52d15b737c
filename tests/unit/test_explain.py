"""Every page of an error says what to do; docs/ holds what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from flexvpn.base.error_pages import PAGES, page

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_says_what_to_do() -> None:
    assert all(entry.do and entry.means and entry.state for entry in PAGES.values())
    assert page("E211").startswith("E211  busy\n")


@pytest.mark.slow
def test_docs_hold_what_the_code_says_now() -> None:
    docs = runpy.run_path(str(ROOT / "contrib" / "docs.py"))
    stale = [path for path, text in docs["generated"]().items() if docs["current"](path) != text]
    assert stale == [], "run `make docs`"
