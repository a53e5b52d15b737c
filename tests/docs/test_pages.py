"""Every command of the README is typed, over a lab of its own, and what it prints is what the page shows."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.ssh

ROOT = Path(__file__).resolve().parents[2]
CONSOLES = runpy.run_path(str(ROOT / "contrib" / "consoles.py"))


@pytest.mark.parametrize(
    "page", [*sorted((ROOT / "runbooks").glob("*.md")), ROOT / "README.md"], ids=lambda page: page.name
)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_shows_what_its_commands_print() -> None:
    page = (ROOT / "README.md").read_text()
    assert CONSOLES["stable"](CONSOLES["rewritten"](page)) == CONSOLES["stable"](page), (
        "python contrib/consoles.py README.md"
    )


def test_a_command_that_leaves_otherwise_than_the_page_says_is_an_error() -> None:
    with pytest.raises(CONSOLES["Failed"], match="left with 3, not 0"):
        CONSOLES["rewritten"]("```console\n$ headend explain E999\n```\n")


def test_an_output_that_is_not_the_pages_is_written_anew() -> None:
    page = "```console\n$ echo new\nold\n```\n"
    assert CONSOLES["rewritten"](page) == "```console\n$ echo new\nnew\n```\n"


def test_the_demo_leaves_with_0_and_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "contrib" / "demo.py"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Next, with routers that stay up" in done.stdout
    assert list(tmp_path.iterdir()) == []
