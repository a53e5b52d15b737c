"""Written once over all sections: a new one is tested by adding a folder."""

from __future__ import annotations

import pytest

from flexvpn.base.resources import templates
from flexvpn.ios.change import lines_of
from flexvpn.ios.config import parse
from flexvpn.sections.headend import Headend
from flexvpn.sections.section import Section
from tests.sections.cases import FOLDER, Case, all_cases, text
from tests.sections.paper_router import PaperRouter

SECTIONS = dict(Headend.section_types())
CASES = all_cases()
FILES = {"intent.yaml", "running.cfg", "intended.cfg", "remediation.cfg", "rollback.cfg"}

by_section = pytest.mark.parametrize("name", SECTIONS)
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@by_section
def test_every_section_has_a_template_of_its_own(name: str) -> None:
    assert SECTIONS[name].template == f"{name}.j2"
    assert (templates() / "config" / SECTIONS[name].template).is_file()


@by_section
def test_every_section_says_which_lines_are_its_own(name: str) -> None:
    assert SECTIONS[name].owns
    assert SECTIONS[name].defines is not Section.defines


@by_section
def test_every_section_has_a_case_of_a_compliant_router_and_one_of_another(name: str) -> None:
    names = {case.folder.name for case in CASES if case.folder.parent.name == name}
    assert "compliant" in names
    assert len(names) > 1


def test_no_template_and_no_case_lacks_its_section() -> None:
    assert {path.name for path in (templates() / "config").iterdir()} == {f"{name}.j2" for name in SECTIONS}
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders == set(SECTIONS)


@by_case
def test_a_case_is_complete(case: Case) -> None:
    assert {path.name for path in case.folder.iterdir()} == FILES


@by_case
def test_rendering_gives_the_intended_configuration(case: Case) -> None:
    assert case.rendered().text() == case.read("intended.cfg")


@by_case
def test_every_rendered_line_is_owned_or_contributed_to_a_block_of_another_section(case: Case) -> None:
    claimed = case.own(case.rendered())
    others = [block.line for block in case.rendered() if block not in claimed.blocks]
    assert all(line.startswith("interface Virtual-Template") for line in others)


@by_case
def test_the_remediation_takes_the_router_to_the_intent(case: Case) -> None:
    assert text(case.remediation()) == case.read("remediation.cfg")


@by_case
def test_the_rollback_takes_it_back(case: Case) -> None:
    assert text(case.rollback()) == case.read("rollback.cfg")


@by_case
def test_a_router_that_took_the_remediation_needs_nothing_more_and_the_rollback_restores_it(
    case: Case,
) -> None:
    router = PaperRouter(case.read("running.cfg"))
    there = case.remediation()
    router.take(lines_of(there.changes + there.removals))
    after = parse(router.text())
    assert not router.refused
    assert text(case.compared(after, case.rendered())) == ""
    back = case.compared(after, case.running())
    router.take(lines_of(back.changes + back.removals))
    assert not router.refused
    assert text(case.compared(parse(router.text()), case.running())) == ""


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.folder.name == "compliant"], ids=lambda case: case.name
)
def test_a_compliant_router_as_ios_xe_prints_it_needs_nothing(case: Case) -> None:
    assert case.own(case.running()) or not case.own(case.rendered())
    assert not case.remediation()


@by_case
def test_no_remediation_takes_away_a_line_that_is_not_ours(case: Case) -> None:
    remediation = case.remediation()
    own = case.own(case.running())
    names = {block.line for block in own} | {block.line for block in case.rendered()}
    for line in lines_of(remediation.changes + remediation.removals):
        if line.startswith("no ") and line not in names:
            gone = line.removeprefix("no ")
            hit = [
                block.line
                for block in case.running()
                if block.line == gone or block.line.startswith(f"{gone} ")
            ]
            assert set(hit) <= names
