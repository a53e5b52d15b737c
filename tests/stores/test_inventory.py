from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flexvpn.base.errors import IntentRefused
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import render
from stores.inventory import load_inventory

EXAMPLE = Path(__file__).parents[2] / "inventory"


def test_the_example_inventory_is_good_and_warns_where_no_client_of_today_could_connect() -> None:
    inventory = load_inventory(EXAMPLE)
    assert [(host.name, str(host.headend.release)) for host in inventory.hosts.values()] == [
        ("edge-split", "16.9.2"),
        ("edge-full", "17.9.4"),
        ("edge-legacy", "16.6.4"),
    ]
    assert {warning.key for warning in inventory.warnings} == {
        "edge-split.data.ikev2_policy",
        "edge-legacy.data.ikev2_policy",
    }


def test_the_example_shows_every_section_that_a_headend_can_have() -> None:
    shown = "".join((EXAMPLE / name).read_text() for name in ("hosts.yaml", "groups.yaml", "defaults.yaml"))
    missing = {
        name
        for name in Headend.model_fields
        if name != "name" and f"    {name}:" not in shown.replace("\n  ", "\n    ")
    }
    assert missing == set()


def test_the_example_says_the_documents_values_and_omitting_them_says_the_same(tmp_path: Path) -> None:
    """A key that only repeats a default may be left out: a newcomer's own file can be short."""
    shutil.copytree(EXAMPLE, tmp_path / "inventory")
    long = load_inventory(EXAMPLE)
    defaults = (tmp_path / "inventory" / "defaults.yaml").read_text()
    for section in (
        "administration",
        "aaa",
        "ikev2_profile",
        "http",
        "ipsec",
        "loopback",
        "virtual_template",
    ):
        head, _, tail = defaults.partition(f"\n  {section}:")
        rest = tail.split("\n")
        kept = next(
            (place for place, line in enumerate(rest[1:], 1) if line[:3].strip() or not line), len(rest)
        )
        defaults = head + "\n" + "\n".join(rest[kept:])
        assert f"\n  {section}:" not in defaults
    (tmp_path / "inventory" / "defaults.yaml").write_text(defaults)
    short = load_inventory(tmp_path / "inventory")
    for name, host in long.hosts.items():
        assert render(short.hosts[name].headend).text() == render(host.headend).text()


def test_the_example_holds_no_secret() -> None:
    inventory = load_inventory(EXAMPLE)
    for host in inventory.hosts.values():
        assert str(host.login.password) == "file:secrets/login.password"
        assert str(host.headend.trustpoint.passphrase).startswith("file:")
    assert all(str(user.password).startswith("file:") for user in inventory.users)
    committed = {path.name for path in EXAMPLE.rglob("*") if path.is_file() and path.suffix != ".yaml"}
    assert committed <= {".gitignore"} or (EXAMPLE / "secrets").is_dir() or (EXAMPLE / "pki").is_dir()


def test_users_may_be_spread_over_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    shutil.copytree(EXAMPLE, folder)
    (folder / "users").mkdir()
    (folder / "users" / "sales.yaml").write_text(
        "users:\n  sam: {password: env:SAM, headends: [split-tunnel]}\n"
    )
    (folder / "users" / "it.yaml").write_text(
        "users:\n  ida: {password: env:IDA, headends: [edge-full], disabled: true}\n"
    )
    inventory = load_inventory(folder)
    assert [user.name for user in inventory.users] == ["test", "ida", "sam"]
    on = {
        name: [user.name for user in host.headend.local_users.users] for name, host in inventory.hosts.items()
    }
    assert on == {"edge-split": ["test", "sam"], "edge-full": ["test"], "edge-legacy": ["test", "sam"]}


@pytest.mark.parametrize("name", ["users.yaml", "users", "users/sales.yaml"])
@pytest.mark.parametrize("kind", ["a link that leads nowhere", "of another kind"])
def test_users_that_are_there_and_cannot_be_read_are_not_taken_for_none(
    tmp_path: Path, name: str, kind: str
) -> None:
    """Everybody in them would be taken off the headends."""
    folder = tmp_path / "inventory"
    shutil.copytree(EXAMPLE, folder)
    (folder / "users").mkdir()
    (folder / "users" / "it.yaml").write_text("users:\n  ida: {password: env:IDA, headends: [all]}\n")
    path = folder / name
    if path.exists():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if kind == "of another kind":
        path.write_text("") if name == "users" else path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(IntentRefused, match=f"{name}: cannot be read"):
        load_inventory(folder)


def test_a_user_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    shutil.copytree(EXAMPLE, folder)
    (folder / "users").mkdir()
    (folder / "users" / "more.yaml").write_text("users:\n  test: {password: env:T, headends: [all]}\n")
    with pytest.raises(
        Exception, match=r"users/more.yaml:2: users.test: user is there already, in users.yaml"
    ):
        load_inventory(folder)


def test_a_host_takes_back_what_its_group_gives_it(tmp_path: Path) -> None:
    folder = tmp_path / "inventory"
    shutil.copytree(EXAMPLE, folder)
    hosts = (folder / "hosts.yaml").read_text()
    (folder / "hosts.yaml").write_text(
        hosts.replace("{site: ham}", "{site: ham}\n    profile_download: null")
    )
    assert load_inventory(folder).hosts["edge-full"].headend.profile_download is None
