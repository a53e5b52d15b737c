"""One table of releases: its rows are complete, and whoever decides by a release reads it and agrees."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands.explain import explain as command
from flexvpn.base.errors import CodeUnknown
from flexvpn.base.values import Release
from flexvpn.intent.negotiation import negotiation_problems
from flexvpn.ios import release_page
from flexvpn.ios.releases import (
    TABLE,
    holds_client_profile,
    reads_modern_pkcs12,
    refused_by,
    smart_default,
)
from flexvpn.ios.replies import Kind, classify
from tests.builders import headend
from tests.unit.checks.router import Router

if TYPE_CHECKING:
    from flexvpn.ios.releases import Row

ROOT = Path(__file__).resolve().parents[3]
OWN_RULES = re.compile(r"Release\.model_validate\(\s*[\"']|\brelease\s*[<>]=?|\bRelease\(numbers=\(\d")


def release(text: str) -> Release:
    return Release.model_validate(text)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what[:40])
def test_a_row_holds_for_a_span_of_releases_and_says_from_whom_it_is(row: Row) -> None:
    assert row.since or row.until
    assert not (row.since and row.until) or row.since < row.until
    assert row.what
    assert row.source


def test_rows_stand_in_the_order_of_the_release_that_they_begin_or_end_with() -> None:
    starts = [row.since for row in TABLE if row.since]
    assert starts == sorted(starts)


@pytest.mark.parametrize("row", [row for row in TABLE if row.reply], ids=lambda row: row.reply[:30])
def test_what_a_row_says_that_a_router_answers_is_read_as_the_table_means_it(row: Row) -> None:
    means = {"warns of": Kind.WARNING, "refuses": Kind.REFUSAL}
    assert classify(row.reply) is means[row.effect]


@pytest.mark.parametrize(
    ("text", "holds"),
    [("16.8.3", False), ("16.8", False), ("16.09.01", True), ("16.9", True), ("17.3", True)],
)
def test_a_router_holds_the_client_profile_from_16_9_1_on(text: str, holds: bool) -> None:  # noqa: FBT001
    assert holds_client_profile(release(text)) is holds


@pytest.mark.parametrize(("text", "reads"), [("17.18.2", False), ("26.1", True), ("26.2.1", True)])
def test_a_modern_pkcs12_is_for_releases_that_were_seen_to_read_one(text: str, reads: bool) -> None:  # noqa: FBT001
    assert reads_modern_pkcs12(release(text)) is reads


OLD_AND_NEW = ("aes-cbc-256", "3des", "md5", "group 19", "group 5", "esp-gmac", "esp-aes")


@pytest.mark.parametrize("text", ["17.11.1", "17.11.1a", "17.11", "26.2.1"])
def test_old_algorithms_are_named_in_the_order_of_the_intent_from_17_11_1_on(text: str) -> None:
    assert refused_by(release(text), OLD_AND_NEW, shield=True) == ("3des", "md5", "group 5", "esp-gmac")


def test_an_older_release_takes_old_algorithms_and_one_whose_shield_is_disabled() -> None:
    assert refused_by(release("17.10.1"), OLD_AND_NEW, shield=True) == ()
    assert refused_by(release("17.12.1"), OLD_AND_NEW, shield=False) == ()


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("16.12.4", "5 and 2"),
        ("17.1.1", "19, 14 and 21"),
        ("17.2.1", "19, 14 and 21"),
        ("17.3", "19, 14 and 21"),
    ],
)
def test_validate_and_verify_say_the_same_of_a_smart_default(text: str, groups: str) -> None:
    (problem,) = (
        found for found in negotiation_problems(headend(release=text)) if found.key == "ikev2_policy"
    )
    (finding,) = Router(headend(release=text)).findings("offers")
    assert f"groups {groups}" in problem.what
    assert f"groups {groups}" in finding.evidence
    assert ", ".join(smart_default(release(text))).replace(", ", " and ") == groups.replace(", ", " and ")


def test_nothing_else_decides_by_a_release_of_its_own() -> None:
    """A number that a module keeps for itself is how two of them came to disagree."""
    files = [
        path
        for folder in ("flexvpn", "tasks", "stores", "templates")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".j2"} and path != ROOT / "flexvpn" / "ios" / "releases.py"
    ]
    assert [path.name for path in files if OWN_RULES.search(path.read_text())] == []


def explain(code: str) -> int:
    assert command.work is not None
    return command.work(code)


def test_explain_prints_every_row_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain("releases") == 0
    printed = capsys.readouterr().out
    assert all(row.what in printed and row.source in printed for row in TABLE)
    assert "From 17.11.1 on\n" in printed
    assert "Before 17.1.1\n" in printed


def test_a_page_of_the_table_has_a_line_for_every_row() -> None:
    lines = [line for line in release_page.markdown().splitlines() if line.startswith("| ")]
    assert len(lines) == len(TABLE) + 2
    assert {line.count(" | ") for line in lines} == {5}


def test_a_release_alone_is_no_code() -> None:
    with pytest.raises(CodeUnknown):
        explain("17.12.1")
