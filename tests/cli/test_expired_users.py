"""A user whose last day is over, over SSH: nobody is told that all is well, and nobody gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

OVER = "2020-01-31"


def on(inventory: Path, *words: str) -> tuple[str, ...]:
    return (*words, "--inventory", str(inventory), "--limit", "edge-split")


def give(inventory: Path, **bob: object) -> None:
    """Have bob in users.yaml beside the document's user."""
    (inventory / "secrets" / "bob.password").write_text("Passw0rd-of-bob\n")
    people = inventory / "users.yaml"
    known = yaml.safe_load(people.read_text())
    known["users"]["bob"] = {"password": "file:secrets/bob.password", "headends": ["all"], **bob}
    people.write_text(yaml.safe_dump(known))


def has_bob(edges: Lab) -> bool:
    return "username bob" in edges.show("edge-split", "show running-config")


def checks(said: Said) -> dict[str, str]:
    found = said.result("edge-split")["result"]["findings"]
    return {one["check"]: one["evidence"] for one in found if one["status"] == "fail"}


def test_a_bare_router_never_gets_a_user_whose_day_is_over(
    headend: Type, edges: Lab, inventory: Path
) -> None:
    give(inventory, expires=OVER)
    assert "username bob" not in headend(*on(inventory, "plan", "--json")).out
    assert headend(*on(inventory, "deploy", "--yes")).code == 0
    assert not has_bob(edges)


def test_a_user_is_removed_once_the_last_day_is_over_and_until_then_everything_says_so(
    headend: Type, edges: Lab, inventory: Path
) -> None:
    give(inventory, expires="2099-01-31")
    assert headend(*on(inventory, "deploy", "--yes")).code == 0
    assert has_bob(edges)
    give(inventory, expires=OVER)
    valid = headend(*on(inventory, "validate"))
    assert (valid.code, "users.bob.expires: the last day is over" in valid.err) == (0, True)
    plan = headend(*on(inventory, "plan"))
    assert (plan.code, "- no username bob" in plan.err) == (2, True)
    drift = headend(*on(inventory, "drift", "--json"))
    assert (drift.code, drift.result("edge-split")["result"]["users"]["barred"]) == (
        2,
        {"bob": f"expired on {OVER}"},
    )
    verified = headend(*on(inventory, "verify", "--json"))
    assert verified.code == 2
    assert checks(verified) == {"users-ended": f"still on the router: bob (expired on {OVER})"}

    said = headend(*on(inventory, "deploy", "--yes"))
    assert said.code == 0, said.err
    assert not has_bob(edges)
    for command in ("plan", "drift", "verify"):
        assert headend(*on(inventory, command)).code == 0, command


def test_whom_no_push_of_ours_put_there_is_named_and_does_not_keep_another_from_being_removed(
    headend: Type, edges: Lab, inventory: Path
) -> None:
    assert headend(*on(inventory, "deploy", "--yes")).code == 0
    edges.configure("edge-split", "username bob privilege 0 password 0 theirs")
    give(inventory, expires=OVER)
    people = inventory / "users.yaml"
    people.write_text(people.read_text().replace("test:", "tess:"))
    said = headend(*on(inventory, "deploy", "--yes"))
    # They can log in whose access has ended: that is not as it should be, though no push may mend it.
    assert said.code == 2, said.err
    assert "username test " not in edges.show("edge-split", "show running-config")
    assert has_bob(edges)
    assert f"still on the router: bob (expired on {OVER})" in said.err
    assert headend(*on(inventory, "drift")).code == 2
    again = headend(*on(inventory, "deploy", "--yes"))
    assert (again.code, "as it should be" in again.err) == (2, False)
    assert "edge-split: nothing to do, but somebody can log in whose access has ended" in again.err
    plan = headend(*on(inventory, "plan"))
    assert f"note: bob is still on the router though expired on {OVER}, and no push of ours" in plan.err
