"""What was collected becomes files and a page without a secret, and says what could not be had."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flexvpn.base.finding import Finding, Status
from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import MASK, Secret
from flexvpn.support.collected import Answer, Collected
from flexvpn.support.page import About, chapter, missing, page
from flexvpn.support.shows import COMMANDS, GROUPS, file_name
from tests.unit.facts.samples import SAMPLES

ABOUT = About(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "1.0", "support", "everybody", None)
KNOWN = "canary known"


def clean(text: str) -> str:
    return Redactor([Secret(KNOWN)]).clean(text)


def collected(*answers: Answer, **more: object) -> Collected:
    return Collected("edge", answers, **more).cleaned(clean)  # type: ignore[arg-type]


def shown(collected: Collected, about: About = ABOUT) -> str:
    return page(about, (chapter(collected),))


def test_every_text_is_cleaned_of_what_is_known_and_of_what_is_known_by_its_form() -> None:
    secret = "username a password 0 canary-by-form\n"
    case = collected(
        Answer("show running-config", f"{secret}banner {KNOWN}\n"),
        findings=(Finding(check="c", status=Status.FAIL, evidence=f"{secret}{KNOWN}"),),
        trace=f"{secret}{KNOWN} {' '.join(['63', '61'] * 20)}",
        notes=(f"{secret}{KNOWN}",),
        intended={"intended.cfg": KNOWN},
    )
    everything = "".join(case.files().values()) + shown(case)
    assert "canary" not in everything
    assert "63 61 63" not in everything
    assert MASK in everything


def test_facts_are_made_of_text_that_is_clean_already() -> None:
    case = collected(Answer("show ip local pool", SAMPLES["show ip local pool"]))
    facts = json.loads(case.files()["facts.json"])
    assert facts["show ip local pool"]["record_count"] > 0


def test_what_nobody_reads_says_why_and_costs_nothing_else() -> None:
    case = collected(Answer("show inventory", "NAME: chassis\n"), Answer("show users", "\x00?\n"))
    assert set(case.facts()) == {"show inventory", "show users"}
    assert all("not_understood" in facts for facts in case.facts().values())


def test_a_refused_command_is_on_the_page_and_among_no_facts() -> None:
    case = collected(Answer("show crypto ikev2 diagnose error", "% Invalid input", refused=True))
    assert case.facts() == {}
    assert "this router does not take it" in shown(case)


def test_what_a_router_prints_is_text_on_the_page_and_no_markup() -> None:
    case = collected(
        trace="IKEv2-ERROR: <script>alert(1)</script>\n",
        notes=("<b>note</b>",),
        findings=(Finding(check="c", status=Status.WARN, evidence="<img src=x>"),),
    )
    text = shown(case)
    assert "<script>" not in text
    assert "<img" not in text
    assert "<b>note" not in text
    assert "&lt;script&gt;" in text


def test_lines_that_name_an_error_stand_on_the_page() -> None:
    case = collected(trace="IKEv2:all is well\nIKEv2-ERROR:: Failed to locate an item in the database\n")
    text = shown(case)
    assert "Failed to locate an item in the database" in text
    assert "all is well" not in text
    assert "2 lines" in text


def test_a_trace_without_a_line_says_what_that_means() -> None:
    assert "nobody tried to connect" in shown(collected(trace=""))


def test_a_headend_that_could_not_be_reached_has_its_chapter() -> None:
    text = page(ABOUT, (missing("edge-split", "log-in: no answer"), chapter(collected())))
    assert "log-in: no answer" in text
    assert 'id="edge-split"' in text


def test_the_page_explains_dart_on_every_system() -> None:
    text = shown(collected())
    assert "Diagnostics and Reporting Tool" in text
    for system in ("Windows", "macOS", "Linux"):
        assert system in text


def test_commands_are_asked_once_and_have_files_of_their_own() -> None:
    assert len(set(COMMANDS)) == len(COMMANDS)
    assert len({file_name(command) for command in COMMANDS}) == len(COMMANDS)
    assert all(commands for _, commands in GROUPS)
