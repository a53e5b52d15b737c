"""Commands that speak to routers, over SSH and SCP, against simulated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from commands.declaration import schemas
from lab.fault import Refuse
from lab.testing import RouterSpec, running_lab
from tests.cli.conftest import rewrite, write_inventory

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from lab.testing import Lab
    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

READING = 12
AROUND = 6
FIRST_DEPLOY = 70


def on(inventory: Path, *words: str) -> tuple[str, ...]:
    return (*words, "--inventory", str(inventory))


def deployed(headend: Type, inventory: Path) -> Said:
    said = headend(*on(inventory, "deploy", "--yes", "--json"))
    assert said.code == 0, said.err
    return said


def test_from_bare_routers_to_proven_ones_and_an_empty_plan(headend: Type, inventory: Path) -> None:
    plan = headend(*on(inventory, "plan", "--json"))
    assert plan.code == 2
    said = deployed(headend, inventory)
    assert all(host["result"]["changed"] for host in said.document["headends"])
    assert headend(*on(inventory, "plan")).code == 0
    verified = headend(*on(inventory, "verify", "--json"))
    assert verified.code == 0, verified.err
    again = deployed(headend, inventory)
    assert not any(host["result"]["changed"] for host in again.document["headends"])


def test_a_password_that_nobody_can_read_back_is_proved_by_what_was_sent(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    edges.configure("edge-full", "key config-key password-encrypt master-key-1\npassword encryption aes")
    words = on(inventory, "deploy", "--yes", "--limit", "edge-full")
    for state in ("deployed, proved, saved", "as it should be, nothing to do"):
        said = headend(*words)
        assert (said.code, f"edge-full: {state}" in said.err) == (0, True), said.err
    assert " password 6 " in edges.show("edge-full", "show running-config")


def test_a_first_deploy_and_a_drift_type_few_lines(headend: Type, inventory: Path) -> None:
    said = deployed(headend, inventory)
    assert max(host["lines_sent"] for host in said.document["headends"]) <= FIRST_DEPLOY
    assert {host["log_ins"] for host in said.document["headends"]} == {1}
    drift = headend(*on(inventory, "drift", "--json"))
    assert max(host["lines_sent"] for host in drift.document["headends"]) <= READING + AROUND
    assert {host["log_ins"] for host in drift.document["headends"]} == {1}


def test_drift_finds_each_change_once_and_deploy_puts_it_right(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    deployed(headend, inventory)
    assert headend(*on(inventory, "drift")).code == 0
    edges.configure("edge-split", "ip http server\nno ip local pool ACPool")
    edges.configure("edge-full", "no username test")
    drift = headend(*on(inventory, "drift", "--json"))
    assert drift.code == 2
    split, full = drift.result("edge-split")["result"], drift.result("edge-full")["result"]
    assert [(part["section"], part["lines"]) for part in split["sections"]] == [
        ("address_pools", ["ip local pool ACPool 192.168.10.5 192.168.10.10"]),
        ("http", ["no ip http server"]),
    ]
    assert (full["sections"], full["users"]["missing"]) == ([], ["test"])
    deployed(headend, inventory)
    assert headend(*on(inventory, "drift")).code == 0


def test_an_unreachable_router_is_never_in_sync_and_the_others_are_done(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    del edges
    deployed(headend, inventory)
    rewrite(inventory, "edge-full", port=1)
    drift = headend(*on(inventory, "drift", "--json"))
    assert drift.code == 1
    assert drift.result("edge-full")["problem"]["code"] == "E201"
    assert drift.result("edge-full")["result"] is None
    assert drift.result("edge-split")["verdict"] == "ok"


def test_a_name_that_does_not_resolve_names_its_host(headend: Type, inventory: Path) -> None:
    rewrite(inventory, "edge-full", hostname="no-such-host.invalid")
    said = headend(*on(inventory, "plan", "--json"))
    assert said.result("edge-full")["problem"]["code"] == "E201"
    assert said.result("edge-split")["verdict"] == "differs"
    assert said.code == 1


def test_refused_credentials_name_the_host_and_leave_with_1(headend: Type, inventory: Path) -> None:
    (inventory / "secrets" / "edge-split.password").write_text("wrong\n")
    said = headend(*on(inventory, "sessions", "--json"))
    assert (said.code, said.result("edge-split")["problem"]["code"]) == (1, "E202")


def test_an_unknown_host_key_is_refused_until_it_is_trusted(headend: Type, inventory: Path) -> None:
    (inventory / "known_hosts").unlink()
    said = headend(*on(inventory, "sessions", "--json"))
    assert (said.code, said.result("edge-full")["problem"]["code"]) == (1, "E203")
    assert headend(*on(inventory, "trust")).code == 3
    assert headend(*on(inventory, "trust", "--yes")).code == 0
    assert headend(*on(inventory, "sessions")).code == 0


def test_another_host_key_than_the_recorded_one_is_refused(headend: Type, inventory: Path) -> None:
    lines = (inventory / "known_hosts").read_text().splitlines()
    keys = [line.split(" ", 1)[1] for line in lines]
    swapped = [f"{line.split(' ', 1)[0]} {key}" for line, key in zip(lines, reversed(keys), strict=True)]
    (inventory / "known_hosts").write_text("\n".join(swapped) + "\n")
    said = headend(*on(inventory, "sessions", "--json"))
    assert {host["problem"]["code"] for host in said.document["headends"]} == {"E203"}


def test_without_agreement_nothing_is_pushed(headend: Type, inventory: Path, edges: Lab) -> None:
    said = headend(*on(inventory, "deploy"))
    assert (said.code, "E104" in said.err) == (3, True)
    assert "crypto ikev2 profile" not in edges.show("edge-full", "show running-config")


def test_a_plan_is_applied_as_it_was_shown_or_not_at_all(
    headend: Type, inventory: Path, edges: Lab, tmp_path: Path
) -> None:
    file = str(tmp_path / "plan.json")
    headend(*on(inventory, "plan", "--out", file))
    edges.configure("edge-split", "no ip http server")
    said = headend(*on(inventory, "deploy", "--yes", "--plan", file, "--json", "--max-failed", "1"))
    assert said.code == 1
    assert said.result("edge-split")["problem"]["code"] == "E205"
    assert "crypto ikev2 profile" not in edges.show("edge-split", "show running-config")


def test_a_plan_that_still_fits_is_applied(headend: Type, inventory: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "plan.json")
    headend(*on(inventory, "plan", "--out", file))
    assert headend(*on(inventory, "deploy", "--yes", "--plan", file)).code == 0
    assert headend(*on(inventory, "plan")).code == 0


def test_a_plan_says_what_may_yet_be_undone(headend: Type, inventory: Path, edges: Lab) -> None:
    headend(*on(inventory, "deploy", "--yes"))
    edges.call(lambda: edges["edge-split"].router.execute("configure terminal revert timer 10"))
    edges.fault("edge-full", Refuse(line="show archive config rollback timer"))
    said = headend(*on(inventory, "plan"))
    assert said.code == 0
    assert "edge-split (16.9.2): nothing to do\n  note: " in said.err
    assert "revert timer 0:10:00): this router may yet go back to what it was before" in said.err
    assert "whether a commit waits there for its confirmation is not known" in said.err
    said = headend(*on(inventory, "deploy", "--yes", "--limit", "edge-split"))
    assert (said.code, "waits for its confirmation" in said.err) == (1, True)


def test_no_secret_is_in_anything_that_is_printed_or_written(
    headend: Type, inventory: Path, tmp_path: Path
) -> None:
    secret = (inventory / "secrets" / "test.password").read_text().strip()
    file = tmp_path / "plan.json"
    printed = [
        headend(*on(inventory, "plan", "--json", "--out", str(file))),
        headend("--debug", *on(inventory, "deploy", "--yes", "--json")),
        headend(*on(inventory, "verify", "--all", "--json")),
        headend(*on(inventory, "drift", "--json")),
    ]
    assert [said.code for said in printed] == [2, 0, 0, 0]
    assert all(secret not in said.out + said.err for said in printed)
    assert secret not in file.read_text()


def test_doctor_says_what_is_missing_and_prepare_sends_it(headend: Type, inventory: Path, edges: Lab) -> None:
    edges.configure("edge-full", "no ip scp server enable")
    said = headend(*on(inventory, "doctor", "--json"))
    assert said.code == 2
    assert said.result("edge-full")["result"]["prepare"] == ["ip scp server enable"]
    assert headend(*on(inventory, "doctor", "--prepare")).code == 3
    assert headend(*on(inventory, "doctor", "--prepare", "--yes")).code == 0


def test_a_preparation_that_is_cut_short_says_what_may_be_there(
    headend: Type, inventory: Path, edges: Lab
) -> None:
    edges.configure("edge-full", "no ip scp server enable\nno archive")
    edges.fault("edge-full", Refuse(line="^path ", times=1))
    said = headend(*on(inventory, "doctor", "--prepare", "--yes"))
    assert said.code == 1
    sent = "ip scp server enable; archive; path bootflash:archive-"
    assert f"state now: some of these lines may be in running-config and not saved: {sent}" in said.err
    assert headend(*on(inventory, "doctor", "--prepare", "--yes")).code == 0


def test_certificates_of_the_fleet_are_shown_beside_the_inventory(headend: Type, inventory: Path) -> None:
    assert headend(*on(inventory, "certificate")).code == 2
    deployed(headend, inventory)
    said = headend(*on(inventory, "certificate", "--json"))
    assert said.code == 0
    assert [one["intended"] for one in said.result("edge-split")["result"]["certificates"]] == [True]


@pytest.mark.parametrize("release", ["16.9.2", "17.9.4"])
def test_a_router_with_an_address_a_key_and_an_administrator_is_taken_all_the_way(
    headend: Type, tmp_path: Path, release: str
) -> None:
    with running_lab(RouterSpec("edge-full", release=release, fresh=True)) as lab:
        inventory = write_inventory(lab, tmp_path, "edge-full")
        assert headend(*on(inventory, "deploy", "--yes")).code == 1
        assert headend(*on(inventory, "doctor", "--prepare", "--yes")).code == 0
        said = headend(*on(inventory, "deploy", "--yes"))
        assert said.code == 0, said.err
        assert headend(*on(inventory, "verify")).code == 0
        assert headend(*on(inventory, "plan")).code == 0


def test_where_the_canary_fails_nothing_else_is_touched(headend: Type, inventory: Path, edges: Lab) -> None:
    settings = inventory / "settings.yaml"
    settings.write_text(settings.read_text().replace("canary: edge-split", "canary: edge-full"))
    rewrite(inventory, "edge-full", port=1)
    said = headend(*on(inventory, "deploy", "--yes", "--json"))
    assert (said.code, said.result("edge-split")["verdict"]) == (1, "skipped")
    assert edges.call(lambda: edges["edge-split"].router.counters.logins) == 0


def test_every_document_is_what_its_schema_says(headend: Type, inventory: Path, tmp_path: Path) -> None:
    models: dict[str, type[BaseModel]] = {
        name: schema for name, schema in schemas().items() if isinstance(schema, type)
    }
    typed = {
        "validate": ("validate",),
        "render": ("render", "--out", str(tmp_path / "render")),
        "kit": ("kit", "--out", str(tmp_path / "kit")),
        "trust": ("trust", "--yes"),
        "doctor": ("doctor",),
        "plan": ("plan", "--out", str(tmp_path / "plan.json")),
        "deploy": ("deploy", "--yes"),
        "verify": ("verify",),
        "sessions": ("sessions",),
        "drift": ("drift",),
        "certificate": ("certificate",),
        "certificate-rotate": ("certificate", "rotate", "--yes"),
        "users": ("users",),
        "users-unlock": ("users", "unlock", "test"),
        "tickets": ("tickets",),
        "sessions-disconnect": ("sessions", "--disconnect", "test"),
        "support": ("support", "--out", str(tmp_path / "case.zip")),
        "drift-history": ("drift", "--history"),
    }
    for name, words in typed.items():
        said = headend(*on(inventory, *words, "--json"))
        models[name].model_validate_json(said.out)
        assert set(said.document) == set(models[name].model_fields), name
    models["plan-file"].model_validate_json((tmp_path / "plan.json").read_bytes())
    elsewhere = {
        "certificate-install",
        "certificate-request",
        "offboard",
        "onboard",
        "refusal",
        "ticket-result",
    }
    assert set(models) == {*typed, *elsewhere, "plan-file"}
