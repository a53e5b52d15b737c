"""Every reference to a page of ours resolves: the page is there, and so is the section or the anchor that it names.

Forms: a page of docs/ and then ``section 4``, ``section 4.2`` or ``sections 4 and 6``, a comma before it or none; a
line break and a comment's sign may stand anywhere in it. In Markdown a link to a file, an anchor, or both.
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
READ = {".py", ".textfsm", ".j2", ".md", ".toml", ".yaml", ".yml", ".json", ".service", ".timer", ""}

GAP = r"(?:\s+(?:(?:#+|!|\*)\s+)?)"
NUMBER = r"\d+(?:\.\d+)?"
MORE = rf"(?:(?:,|,?{GAP}(?:and|or)){GAP}{NUMBER}(?![\d.]*\w))"
REFERENCE = re.compile(
    rf"\b(?P<page>docs/[\w/-]+\.md)(?:,?{GAP}sections?{GAP}(?P<sections>{NUMBER}{MORE}*))?(?P<other>,?{GAP}\d)?"
)
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,}).*?^\1?\2`*[ \t]*$", re.MULTILINE | re.DOTALL)

# Papers that are not in the repository. Put together here, or this file would cite them.
OUTSIDE = re.compile(
    rf"\b(?:{'|'.join(('IOS' + 'XE', 'DES' + 'IGN', 'TR' + 'APS', 'ST' + 'YLE'))})(?:\.md\b|'s\b|{GAP}\d)"
)
BESIDE = "../shared"
# What reads recordings of real routers where they lie beside a checkout: tests, and the marker that they have.
READS_RECORDINGS = re.compile(
    rf"tests/.*\.py: |pyproject\.toml: .*transcripts: reads recordings of real routers from {BESIDE}/"
)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def without_code(text: str) -> str:
    """Markdown without fenced blocks, each line kept as an empty one."""
    return FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)


@cache
def headings(page: Path) -> tuple[str, ...]:
    return tuple(HEADING.findall(without_code(page.read_text(encoding="utf-8"))))


@cache
def anchors(page: Path) -> frozenset[str]:
    found: list[str] = []
    for heading in headings(page):
        name = slug(heading)
        found.append(f"{name}-{found.count(name)}" if name in found else name)
    return frozenset(found)


@cache
def sections(page: Path) -> frozenset[str]:
    """The numbers with which headings begin: ``4`` of "4. The push", ``4.5`` of "4.5 Prove"."""
    numbers = (re.match(rf"({NUMBER})\.?\s", heading) for heading in headings(page))
    return frozenset(number[1] for number in numbers if number)


def wrong_references(text: str, root: Path = ROOT) -> Iterator[tuple[int, str]]:
    """Where in ``text`` a reference leads nowhere, and why."""
    for reference in REFERENCE.finditer(text):
        page = root / reference["page"]
        if not page.is_file():
            yield reference.start(), f"there is no {reference['page']}"
        elif reference["other"] and reference["sections"] is None:
            yield reference.start(), f"{reference['page']}: `section` is missing before its number"
        else:
            for number in re.findall(NUMBER, reference["sections"] or ""):
                if number not in sections(page):
                    yield reference.start(), f"{reference['page']} has no section {number}"


def wrong_links(page: Path) -> Iterator[tuple[int, str]]:
    """Where a Markdown page links to a file or an anchor that is not there."""
    text = without_code(page.read_text(encoding="utf-8"))
    for link in LINK.finditer(text):
        target, _, anchor = link[1].partition("#")
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists():
            yield link.start(), f"there is no {target}"
        elif anchor and (file.suffix != ".md" or anchor not in anchors(file)):
            yield link.start(), f"{target or page.name} has no #{anchor}"


def tracked() -> dict[str, str]:
    """The text of every file of the repository that could cite a page, by its path."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    names = [name for name in listed.stdout.split("\0") if name and Path(name).suffix in READ]
    return {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in names
        if name != "LICENSE" and (ROOT / name).is_file()
    }


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return tracked()


def places(name: str, text: str, found: Iterator[tuple[int, str]]) -> list[str]:
    ends = [match.end() for match in re.finditer("\n", text)]
    return [f"{name}:{bisect(ends, start) + 1}: {what}" for start, what in found]


def test_every_reference_to_a_page_finds_its_section(texts: dict[str, str]) -> None:
    # This file's own examples lead nowhere, on purpose.
    own = Path(__file__).resolve().relative_to(ROOT).as_posix()
    wrong = [
        place
        for name, text in texts.items()
        if name != own
        for place in places(name, text, wrong_references(text))
    ]
    assert wrong == []


def test_every_link_of_a_page_finds_its_file_and_anchor(texts: dict[str, str]) -> None:
    pages = [name for name in texts if name.endswith(".md")]
    assert [
        place for name in pages for place in places(name, without_code(texts[name]), wrong_links(ROOT / name))
    ] == []


def test_no_file_cites_a_paper_that_is_not_in_the_repository(texts: dict[str, str]) -> None:
    cited = [
        place
        for name, text in texts.items()
        for place in places(name, text, ((match.start(), match[0]) for match in OUTSIDE.finditer(text)))
    ]
    assert cited == []


def test_what_lies_beside_a_checkout_is_read_by_tests_alone(texts: dict[str, str]) -> None:
    lines = [
        f"{name}: {line.strip()}"
        for name, text in texts.items()
        for line in text.splitlines()
        if BESIDE in line
    ]
    assert [line for line in lines if not READS_RECORDINGS.match(line)] == []


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    fenced = "```\n## 9. no heading\n```\n"
    page = (
        f"# A page\n\n## 4. First\n\n### 4.2 Part `one` / two\n\n{fenced}\n## 6. Second\n## Twice\n## Twice\n"
    )
    (tmp_path / "docs" / "page.md").write_text(page)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "docs/page.md section 4",
        "(docs/page.md, section 4.2)",
        "docs/page.md sections 4 and 6: both",
        "docs/page.md sections 4, 4.2 and 6.",
        "as docs/page.md\n    # section\n    # 6 says",
        "docs/page.md, and nothing of a section",
        "docs/page.md section 4, 12 times",
    ],
)
def test_a_reference_in_each_form_is_followed(handbook: Path, text: str) -> None:
    if "12" in text:
        assert [what for _, what in wrong_references(text, handbook)] == ["docs/page.md has no section 12"]
    else:
        assert list(wrong_references(text, handbook)) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("docs/none.md section 4", "there is no docs/none.md"),
        ("docs/page.md section 5", "docs/page.md has no section 5"),
        ("docs/page.md section 9", "docs/page.md has no section 9"),
        ("docs/page.md sections 4 and\n# 7", "docs/page.md has no section 7"),
        ("docs/page.md 4", "docs/page.md: `section` is missing before its number"),
    ],
)
def test_a_reference_that_leads_nowhere_is_seen(handbook: Path, text: str, what: str) -> None:
    assert [reason for _, reason in wrong_references(text, handbook)] == [what]


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("[a](page.md#4-first)", []),
        ("[a](#42-part-one--two)", []),
        ("[a](page.md#twice-1)", []),
        ("[a\nb](page.md)", []),
        ("[a](https://example.com/x.md#y)", []),
        ("```\n[a](none.md)\n```", []),
        ("[a](none.md)", ["there is no none.md"]),
        ("[a](page.md#fifth)", ["page.md has no #fifth"]),
        ("![a](none.svg)", ["there is no none.svg"]),
    ],
)
def test_a_link_is_followed_to_its_anchor(handbook: Path, link: str, wrong: list[str]) -> None:
    page = handbook / "docs" / "page.md"
    page.write_text(f"{page.read_text()}\n{link}\n")
    headings.cache_clear()
    anchors.cache_clear()
    assert [reason for _, reason in wrong_links(page)] == wrong
