"""What a person reads when an inventory is wrong: one message, every mistake in it, with file, line and key."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from flexvpn.base.errors import IntentRefused
from flexvpn.intent.unread_files import READ
from stores.inventory import load_inventory
from tests.errors.inventories import CASES, build, refusal

by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def test_the_inventory_that_the_cases_start_from_is_good(tmp_path: Path) -> None:
    inventory = load_inventory(build(None, tmp_path))
    assert set(inventory.hosts) == {"edge-split", "edge-full"}
    assert not inventory.warnings


@by_case
def test_the_message_names_every_mistake_at_its_place(case: Path, tmp_path: Path) -> None:
    refused = refusal(case, tmp_path)
    assert f"{refused}\n" == (case / "message.txt").read_text()
    assert refused.exit_code == 3


@by_case
def test_no_message_and_no_traceback_repeats_what_may_be_a_secret(case: Path, tmp_path: Path) -> None:
    refused = refusal(case, tmp_path)
    shown = "".join(traceback.format_exception(refused)) + repr(refused.mistakes)
    assert "cisco123-canary" not in shown


def test_a_folder_without_hosts_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IntentRefused, match=r"there is no hosts\.yaml") as refused:
        load_inventory(tmp_path)
    assert "headend init" in refused.value.hint


def test_hosts_under_a_name_that_nothing_reads_are_named(tmp_path: Path) -> None:
    folder = build(None, tmp_path)
    (folder / "hosts.yaml").rename(folder / "hosts.yml")
    with pytest.raises(
        IntentRefused, match=r"hosts\.yml: nothing reads this file \(did you mean hosts\.yaml\?\)"
    ):
        load_inventory(folder)


def test_files_of_somebody_else_and_a_record_that_names_nobody_are_warned_of(tmp_path: Path) -> None:
    folder = build(None, tmp_path)
    (folder / "compose.yml").write_text("services: {}\n")
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n")
    (folder / "users.yaml").write_text("# nobody yet\nusers: {}\n")
    assert [str(warning) for warning in load_inventory(folder).warnings] == [
        f"compose.yml: nothing reads this file (read are {', '.join(READ)} and users/*.yaml)",
        "users.yaml:2: names no user, so nobody may connect",
    ]


def test_a_folder_of_users_is_a_record_without_users_yaml(tmp_path: Path) -> None:
    folder = build(None, tmp_path)
    (folder / "users").mkdir()
    (folder / "users.yaml").rename(folder / "users" / "sales.yaml")
    inventory = load_inventory(folder)
    assert (len(inventory.users), inventory.warnings) == (1, ())


def test_a_mistake_that_many_hosts_inherit_is_said_once(tmp_path: Path) -> None:
    folder = build(None, tmp_path)
    hosts = "".join(f"edge-{number}: {{data: {{release: 17.9.4}}}}\n" for number in range(50))
    (folder / "hosts.yaml").write_text(hosts)
    (folder / "settings.yaml").unlink()
    defaults = (folder / "defaults.yaml").read_text()
    (folder / "defaults.yaml").write_text(defaults.replace("pool: ACPool", "pool: ACPol"))
    with pytest.raises(IntentRefused) as refused:
        load_inventory(folder)
    assert len(refused.value.mistakes) == 1
    assert "edge-0, edge-1, edge-2 and 47 more" in str(refused.value)
