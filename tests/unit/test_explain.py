"""Every error has a code of its own and a page that says what to do; docs/ holds what the code says."""

from __future__ import annotations

import importlib
import pkgutil
import runpy
from pathlib import Path

import pytest

import flexvpn
import stores
import tasks
from flexvpn.base.error_pages import PAGES, page
from flexvpn.base.errors import HeadendError

ROOT = Path(__file__).resolve().parents[2]
OURS = (flexvpn, tasks, stores)


def errors() -> set[type[HeadendError]]:
    for package in OURS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found: set[type[HeadendError]] = {HeadendError}
    while more := {child for one in found for child in one.__subclasses__()} - found:
        found |= more
    return {one for one in found if one.__module__.split(".")[0] in {"flexvpn", "tasks", "stores"}}


@pytest.mark.slow
def test_every_error_has_a_page_and_every_page_an_error() -> None:
    assert {one.code for one in errors()} == set(PAGES)


def test_no_two_errors_share_a_code_unless_one_is_the_other() -> None:
    for one in errors():
        for other in errors():
            if one.code == other.code:
                assert issubclass(one, other) or issubclass(other, one)


def test_every_page_says_what_to_do() -> None:
    assert all(found.do and found.means and found.state for found in PAGES.values())
    assert page("E211").startswith("E211  busy\n")


@pytest.mark.slow
def test_docs_hold_what_the_code_says_now() -> None:
    docs = runpy.run_path(str(ROOT / "contrib" / "docs.py"))
    stale = [path for path, text in docs["generated"]().items() if docs["current"](path) != text]
    assert stale == [], "run `make docs`"
