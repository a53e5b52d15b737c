"""``headend deploy`` while a router fails: who, where, why and what to do is said; the others are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.fault import Fault, FullFlash, FullVtys, Refuse, Reload, Reset

if TYPE_CHECKING:
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh


@pytest.mark.parametrize(
    ("fault", "step", "code"),
    [
        (Reset(at="^copy"), "copy bootflash:/merge_config.txt running-config", "E212"),
        (Reset(at="^scp -t .*merge"), "put merge_config.txt", "E212"),
        (Refuse(line="^crypto ikev2 profile"), "merge", "E212"),
        (Refuse(line="^crypto ikev2 profile", silently=True), "merge", "E212"),
        (Reload(at="^copy", when="after"), "copy bootflash:/merge_config.txt running-config", "E212"),
        (Reset(at="^write memory"), "write memory", "E215"),
        (FullFlash(), "preflight", "E204"),
        (FullVtys(), "log-in", "E201"),
    ],
    ids=str,
)
def test_a_router_that_fails_is_named_with_the_step_and_the_other_is_served(
    headend: Type, edges: Lab, inventory: Path, fault: Fault, step: str, code: str
) -> None:
    edges.fault("edge-full", fault)
    said = headend("deploy", "--yes", "--json", "--max-failed", "2", "--inventory", str(inventory))
    assert said.code == 1
    found = {host["headend"]: host for host in said.document["headends"]}
    assert (found["edge-split"]["problem"], found["edge-split"]["result"]["changed"]) == (None, True)
    problem = found["edge-full"]["problem"]
    assert (problem["code"], problem["message"].partition(": ")[0]) == (code, "edge-full")
    assert problem["message"].startswith(f"edge-full: {step}: ")
    assert problem["hint"]
    if code == "E212":
        assert "state now: as before the push" in problem["message"]
        assert "then run it again" in problem["hint"]
    assert f"-> {problem['hint']}" in said.err
