"""Every command of every runbook is typed, over a lab made for its page, and prints what the page shows."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "runbooks"
CONSOLES = runpy.run_path(str(ROOT / "contrib" / "consoles.py"))
INDEX = "README.md"
PAGES = sorted(path.name for path in RUNBOOKS.glob("*.md") if path.name != INDEX)
JOBS = {
    "first-deployment.md",
    "onboarding.md",
    "offboarding.md",
    "certificate-renewal.md",
    "drift-found.md",
    "user-cannot-connect.md",
    "router-replaced.md",
    "rollback.md",
    "upgrade-of-ios-xe.md",
    "client-profile-change.md",
    "profile-to-machines.md",
}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.ssh
@pytest.mark.parametrize("name", PAGES)
def test_what_the_page_shows_is_what_its_commands_print(name: str) -> None:
    page = (RUNBOOKS / name).read_text(encoding="utf-8")
    assert CONSOLES["stable"](CONSOLES["rewritten"](page)) == CONSOLES["stable"](page), (
        f"python contrib/consoles.py runbooks/{name}"
    )


def test_every_job_has_its_page_and_the_index_names_each() -> None:
    assert set(PAGES) == JOBS
    assert set(LINK.findall((RUNBOOKS / INDEX).read_text(encoding="utf-8"))) >= JOBS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_commands_and_stops_its_lab(name: str) -> None:
    page = (RUNBOOKS / name).read_text(encoding="utf-8")
    assert "\n```console\n$ headend " in page
    assert page.rstrip().endswith("<!-- run: headend lab down -->")


@pytest.mark.parametrize("name", [*PAGES, INDEX])
def test_its_links_lead_somewhere(name: str) -> None:
    for target in LINK.findall((RUNBOOKS / name).read_text(encoding="utf-8")):
        assert target.startswith("https://") or (RUNBOOKS / target).exists(), target


@pytest.mark.parametrize(
    ("page", "printed", "same"),
    [
        ("one\n…\nlast", "one\ntwo\nthree\nlast", True),
        ("one\n…", "one", True),
        ("one … three", "one two three", True),
        ("valid to 2026-11-24", "valid to 2027-01-01", True),
        ("one\n…\nlast", "one\ntwo\nthree", False),
        ("one\ntwo", "one\ntwo\nthree", False),
        ("1 … 3\n…\nend", "1 2 4\nend", False),
    ],
)
def test_what_a_page_leaves_out_may_be_anything_and_what_it_shows_may_not(
    page: str,
    printed: str,
    same: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert CONSOLES["agrees"](page, printed) is same


def test_a_page_whose_output_has_changed_is_found() -> None:
    page = "```console\n$ printf 'a\\nb\\nc\\n'\na\n…\nd\n```\n"
    assert CONSOLES["rewritten"](page) != page
    assert CONSOLES["rewritten"](page.replace("\nd\n", "\nc\n")) == page.replace("\nd\n", "\nc\n")


def test_a_block_that_is_a_file_is_written_before_the_commands_that_read_it() -> None:
    page = (
        "<!-- file: notes/a.txt -->\n\n```yaml\nkey: 1\n```\n\n```console\n$ cat notes/a.txt\nkey: 1\n```\n"
    )
    assert CONSOLES["rewritten"](page) == page
