"""No command says "proved" or leaves with 0 where `verify` says that users do not get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flexvpn.ios.config import parse
from tasks.change import prove as prove_module
from tasks.read.inspect_headend import inspect_headend
from tests.cli.conftest import hosts_of, rewrite

if TYPE_CHECKING:
    from pathlib import Path

    from flexvpn.router.inspection import Inspection
    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

SPLIT, FULL = "edge-split", "edge-full"
OTHER = "crypto ikev2 profile OTHER\n match identity remote key-id *$AnyConnectClient$*"
SHUT = "users do not get in (ikev2-alone)"
EVIDENCE = "crypto ikev2 profile OTHER has `match identity remote key-id *$AnyConnectClient$*` too"


def on(inventory: Path, *words: str) -> tuple[str, ...]:
    return (*words, "--inventory", str(inventory))


def one(inventory: Path, *words: str) -> tuple[str, ...]:
    return (*on(inventory, *words), "--limit", SPLIT)


def startup(edges: Lab, name: str = SPLIT) -> str:
    return edges.call(lambda: edges[name].router.startup) or ""


def waive(inventory: Path, name: str) -> None:
    waiver = {"check": "ikev2-alone", "reason": "OTHER goes in December", "until": "2099-12-31"}
    data = hosts_of(inventory)[name].get("data", {})
    rewrite(inventory, name, data={**data, "expectations": {"waivers": [waiver]}})  # type: ignore[dict-item]


def test_what_kept_users_out_before_is_deployed_saved_and_not_called_proved(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    edges.configure(SPLIT, OTHER)
    said = headend(*one(inventory, "deploy", "--yes"))
    assert said.code == 2, said.err
    assert f"{SPLIT}: deployed, not proved: {SHUT}; saved (" in said.err
    assert f"fail  ikev2-alone: {EVIDENCE}" in said.err
    assert ", proved" not in said.err
    assert "crypto ikev2 profile AnyConnect-EAP" in startup(edges)
    assert edges.call(lambda: edges[SPLIT].router.pending) is None
    assert headend(*one(inventory, "verify")).code == 2


def test_with_nothing_to_do_it_says_so_and_that_users_do_not_get_in(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    headend(*one(inventory, "deploy", "--yes"))
    edges.configure(SPLIT, OTHER)
    said = headend(*one(inventory, "deploy", "--yes", "--json"))
    assert said.code == 2
    assert f"{SPLIT}: nothing to do, but {SHUT}" in said.err
    assert "as it should be" not in said.err
    entry = said.result(SPLIT)
    assert (entry["verdict"], entry["exit_code"]) == ("differs", 2)
    assert (entry["result"]["users_get_in"], entry["result"]["because"]) == ("no", ["ikev2-alone"])


def test_what_begins_to_keep_users_out_while_it_is_pushed_undoes_the_push(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def colleague(*words: object, **given: object) -> Inspection:
        """Somebody at the console adds a profile before the push is proved."""
        edges.configure(SPLIT, OTHER)
        return inspect_headend(*words, **given)  # type: ignore[arg-type]

    before = parse(edges.show(SPLIT, "show running-config"))
    monkeypatch.setattr(prove_module, "inspect_headend", colleague)
    said = headend(*one(inventory, "deploy", "--yes", "--json"))
    problem = said.result(SPLIT)["problem"]
    assert (said.code, problem["code"]) == (1, "E212")
    assert f"check ikev2-alone: {EVIDENCE}" in problem["message"]
    assert "crypto ikev2 profile" not in startup(edges)
    assert parse(edges.show(SPLIT, "show running-config")) == before


def test_users_who_got_in_are_not_moved_to_an_identity_that_another_profile_has(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    """They got in until this push: the profile of the router had an identity of its own."""
    headend(*one(inventory, "deploy", "--yes"))
    edges.configure(SPLIT, "crypto ikev2 profile OTHER\n match identity remote key-id theirs")
    defaults = inventory / "defaults.yaml"
    text = defaults.read_text()
    assert '"*$AnyConnectClient$*"' in text
    defaults.write_text(text.replace('"*$AnyConnectClient$*"', "theirs"))
    assert "users would not get in after this push (ikev2-alone)" in headend(*one(inventory, "plan")).err
    said = headend(*one(inventory, "deploy", "--yes"))
    assert said.code == 1
    assert (
        "check ikev2-alone: crypto ikev2 profile OTHER has `match identity remote key-id theirs` too"
        in said.err
    )
    assert " match identity remote key-id *$AnyConnectClient$*" in edges.show(SPLIT, "show running-config")


def test_a_profile_that_cannot_go_is_not_joined_by_one_of_another_name(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    """Accounting is left alone, so the old profile stays and takes the clients whom the new one is for."""
    headend(*one(inventory, "deploy", "--yes"))
    edges.configure(SPLIT, "crypto ikev2 profile AnyConnect-EAP\n aaa accounting anyconnect-eap ACCT")
    defaults = inventory / "defaults.yaml"
    text = defaults.read_text().replace("name: AnyConnect-EAP", "name: NEW")
    defaults.write_text(text.replace("ikev2_profile: AnyConnect-EAP", "ikev2_profile: NEW"))
    assert "users would not get in after this push (ikev2-alone)" in headend(*one(inventory, "plan")).err
    said = headend(*one(inventory, "deploy", "--yes"))
    assert said.code == 1
    assert (
        "check ikev2-alone: crypto ikev2 profile AnyConnect-EAP has `match identity remote key-id" in said.err
    )
    running = edges.show(SPLIT, "show running-config")
    assert " aaa accounting anyconnect-eap ACCT" in running
    assert "crypto ikev2 profile NEW" not in running


def test_a_profile_that_serves_its_users_is_not_joined_by_ours(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    """Users may get in by it: nothing failed before the push that would leave it standing."""
    edges.configure(SPLIT, f"{OTHER}\n authentication remote anyconnect-eap aggregate\n virtual-template 7")
    planned = headend(*one(inventory, "plan")).err
    assert "users would not get in after this push (ikev2-alone)" in planned
    assert headend(*one(inventory, "deploy", "--yes")).code == 1
    assert "crypto ikev2 profile AnyConnect-EAP" not in edges.show(SPLIT, "show running-config")


def test_a_failure_that_is_borne_counts_as_verify_counts_it(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    edges.configure(SPLIT, OTHER)
    waive(inventory, SPLIT)
    said = headend(*one(inventory, "deploy", "--yes", "--json"))
    assert said.code == 0, said.err
    assert f"deployed, not proved: {SHUT}" in said.err
    assert "waived: OTHER goes in December" in said.err
    assert said.result(SPLIT)["result"]["users_get_in"] == "no"
    verified = headend(*one(inventory, "verify", "--json"))
    assert (verified.code, verified.result(SPLIT)["result"]["users_get_in"]) == (0, "no")


def test_a_first_router_that_is_not_proved_keeps_the_others_as_they_are(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    edges.configure(SPLIT, OTHER)
    said = headend(*on(inventory, "deploy", "--yes", "--json"))
    assert (said.code, said.result(SPLIT)["exit_code"]) == (1, 2)
    assert "the first one is not proved" in said.result(FULL)["problem"]["message"]
    assert "crypto ikev2 profile" not in edges.show(FULL, "show running-config")


def test_plan_names_what_keeps_users_out_and_is_not_mended_by_it(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    assert "users" not in "".join(headend(*one(inventory, "plan", "--json")).result(SPLIT)["result"]["notes"])
    edges.configure(SPLIT, OTHER)
    said = headend(*one(inventory, "plan", "--json"))
    would = "users do not get in now, and would not after this push (ikev2-alone): " + EVIDENCE
    assert (said.code, would in said.result(SPLIT)["result"]["notes"]) == (2, True)
    headend(*one(inventory, "deploy", "--yes"))
    said = headend(*on(inventory, "plan", "--json", "--limit", SPLIT))
    assert (said.code, f"note: {SHUT}: {EVIDENCE}" in said.err) == (0, True)
    assert f"{SHUT}: {EVIDENCE}" in said.result(SPLIT)["result"]["notes"]


def test_drift_that_is_put_right_is_not_in_sync_while_users_do_not_get_in(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    headend(*one(inventory, "deploy", "--yes"))
    edges.configure(SPLIT, f"{OTHER}\nip http server")
    said = headend(*one(inventory, "drift", "--fix", "--yes", "--json"))
    assert said.code == 2
    assert "put right: http: no ip http server" in said.err
    assert f"not proved: users do not get in: ikev2-alone: {EVIDENCE}" in said.err
    assert said.result(SPLIT)["result"]["shut"] == [f"ikev2-alone: {EVIDENCE}"]
