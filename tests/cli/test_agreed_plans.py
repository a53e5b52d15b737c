"""What was agreed to is what is applied, or nothing: also where it was to do nothing, and where it was never shown."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from commands import deploy
from lab.fault import Refuse
from tests.cli.conftest import authority, put_certificate
from tests.cli.test_asking import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flexvpn.planning.plan import Plan
    from lab.testing import Lab
    from tasks.session.run import Run
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

SERVER = "ip http server"


@pytest.fixture
def deployed(headend: Type, inventory: Path) -> str:
    said = headend("deploy", "--yes", "--inventory", str(inventory))
    assert said.code == 0, said.err
    return str(inventory)


@pytest.fixture
def change(edges: Lab) -> Callable[[], None]:
    """Somebody turns the HTTP server of edge-full on."""

    def turn_on() -> None:
        edges.configure("edge-full", SERVER)

    return turn_on


def stands(edges: Lab) -> bool:
    """True where nobody has taken back what was changed."""
    return SERVER in edges.show("edge-full", "show running-config").splitlines()


@pytest.mark.parametrize("agreed", [(), ("--yes",)], ids=["nobody asked", "agreed beforehand"])
def test_a_plan_file_with_nothing_to_do_is_not_planned_anew(
    headend: Type,
    deployed: str,
    edges: Lab,
    change: Callable[[], None],
    tmp_path: Path,
    agreed: tuple[str, ...],
) -> None:
    file = str(tmp_path / "plan.json")
    assert headend("plan", "--out", file, "--inventory", deployed).code == 0
    change()
    said = headend("deploy", "--plan", file, "--json", "--inventory", deployed, *agreed)
    assert (said.code, said.result("edge-full")["problem"]["code"]) == (1, "E205")
    assert stands(edges)


def test_a_plan_file_is_asked_about_where_it_has_something_to_do_and_not_where_it_has_nothing(
    headend: Type, deployed: str, edges: Lab, change: Callable[[], None], tmp_path: Path
) -> None:
    empty, full = str(tmp_path / "empty.json"), str(tmp_path / "full.json")
    headend("plan", "--out", empty, "--inventory", deployed)
    said = headend("deploy", "--plan", empty, "--inventory", deployed)
    assert (said.code, said.err.count("as it should be, nothing to do")) == (0, 2)
    change()
    headend("plan", "--out", full, "--inventory", deployed)
    said = headend("deploy", "--plan", full, "--inventory", deployed)
    assert said.code == 3
    assert "Push to 1 headend? nobody is there to answer" in said.err
    assert stands(edges)


def rewritten(file: Path, marks: str) -> str:
    """The plan file without its trees, as versions before wrote it; every line with these marks."""
    written = json.loads(file.read_text())
    for plan in written["plans"]:
        for step in plan["steps"]:
            for part in step.get("parts", ()):
                del part["changes"]
                part["marks"] = marks
    file.write_text(json.dumps(written))
    return str(file)


@pytest.mark.parametrize(
    ("marks", "refusal"),
    [
        ("-", (1, "the router, the intent or a secret has changed since this plan was made")),
        ("-+", (3, "this is no plan of this version")),
    ],
    ids=["of the version before", "of no version"],
)
def test_a_plan_file_that_does_not_say_what_each_line_does_is_refused_in_words(
    headend: Type,
    deployed: str,
    edges: Lab,
    change: Callable[[], None],
    tmp_path: Path,
    marks: str,
    refusal: tuple[int, str],
) -> None:
    change()
    headend("plan", "--out", str(tmp_path / "plan.json"), "--inventory", deployed)
    file = rewritten(tmp_path / "plan.json", marks)
    said = headend("deploy", "--plan", file, "--yes", "--inventory", deployed)
    assert (said.code, refusal[1] in said.err) == (refusal[0], True), said.err
    assert "Traceback" not in said.err
    assert stands(edges)


def test_where_everything_was_shown_as_it_should_be_nothing_is_pushed_without_a_question(
    headend: Type, deployed: str, edges: Lab, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    show = deploy._agree

    def then_somebody_changes_it(run: Run, plans: dict[str, Plan] | None) -> dict[str, Plan] | int:
        agreed = show(run, plans)
        change()
        return agreed

    monkeypatch.setattr(deploy, "_agree", then_somebody_changes_it)
    said = headend("deploy", "--json", "--inventory", deployed)
    assert (said.code, said.result("edge-full")["problem"]["code"]) == (1, "E205")
    assert stands(edges)


def test_a_headend_that_was_shown_as_it_should_be_is_not_pushed_to_because_another_was_agreed_to(
    headend: Type, deployed: str, edges: Lab, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    edges.configure("edge-split", "no ip local pool ACPool")
    monkeypatch.setattr(sys, "stdin", Person("y", change))
    said = headend("deploy", "--json", "--inventory", deployed)
    assert "Push to 1 headend?" in said.err
    assert said.result("edge-split")["verdict"] == "ok"
    assert (said.code, said.result("edge-full")["problem"]["code"]) == (1, "E205")
    assert stands(edges)


@pytest.mark.parametrize("command", [("deploy",), ("certificate", "rotate")], ids=" ".join)
def test_a_headend_whose_plan_could_not_be_shown_is_left_alone(
    headend: Type,
    deployed: str,
    inventory: Path,
    edges: Lab,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    put_certificate(inventory, authority("--days=300"))
    edges.fault("edge-full", Refuse(line="show running-config", times=1))
    before = edges.show("edge-full", "show running-config")
    monkeypatch.setattr(sys, "stdin", Person("y"))
    said = headend(*command, "--json", "--inventory", deployed)
    assert said.result("edge-split")["verdict"] == "ok"
    problem = said.result("edge-full")["problem"]
    assert (said.code, problem["code"]) == (1, "E205")
    assert (
        "no plan could be made of it when the others were agreed to; nothing was applied"
        in problem["message"]
    )
    assert edges.show("edge-full", "show running-config") == before


def test_what_has_changed_since_drift_showed_it_is_not_put_right_unseen(
    headend: Type, deployed: str, edges: Lab, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    edges.configure("edge-full", "no ip local pool ACPool")
    monkeypatch.setattr(sys, "stdin", Person("y", change))
    said = headend("drift", "--fix", "--json", "--inventory", deployed)
    assert (said.code, said.result("edge-full")["problem"]["code"]) == (1, "E205")
    assert stands(edges)
    monkeypatch.setattr(sys, "stdin", Person("y"))
    assert headend("drift", "--fix", "--inventory", deployed).code == 0
    assert not stands(edges)
