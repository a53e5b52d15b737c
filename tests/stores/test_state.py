"""The state folder is its owner's alone, one per inventory, and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flexvpn.base.errors import StateUnusable
from stores.state import StateDir, default_root


@pytest.fixture
def state(tmp_path: Path) -> StateDir:
    return StateDir.open(tmp_path / "state", tmp_path)


def test_the_folder_is_made_for_its_owner_alone(state: StateDir) -> None:
    assert state.root.stat().st_mode & 0o777 == 0o700
    assert state.locks.is_dir()


def test_without_a_flag_it_lies_in_the_users_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert tmp_path / "xdg" in StateDir.open(None, tmp_path / "inventory").root.parents


def test_two_inventories_of_one_name_do_not_share_it(tmp_path: Path) -> None:
    assert default_root(tmp_path / "a" / "inventory") != default_root(tmp_path / "b" / "inventory")
    assert default_root(tmp_path / "a" / "inventory") == default_root(
        tmp_path / "b" / ".." / "a" / "inventory"
    )


def test_what_is_kept_is_read_back(state: StateDir) -> None:
    state.write_json("outcomes", {"edge-1": ["ok", 1, None]})
    assert state.read_json("outcomes") == {"edge-1": ["ok", 1, None]}


@pytest.mark.parametrize("name", ["../outside", "a/b", "edge 1", ".", "x" * 60])
def test_no_name_leads_out_of_the_folder(state: StateDir, name: str) -> None:
    state.write_json(name, 1)
    assert state.path(name).resolve().parent == state.root
    assert state.read_json(name) == 1


def test_what_was_never_kept_is_none(state: StateDir) -> None:
    assert state.read_json("nothing") is None


def test_a_damaged_file_is_named_with_the_cure(state: StateDir) -> None:
    state.path("outcomes").write_text('{"edge-1"')
    with pytest.raises(StateUnusable, match=r"outcomes\.json: it is damaged\n  remove it"):
        state.read_json("outcomes")


def test_a_file_that_cannot_be_read_or_written_is_named(state: StateDir) -> None:
    state.path("outcomes").mkdir()
    with pytest.raises(StateUnusable, match=r"outcomes\.json"):
        state.read_json("outcomes")
    with pytest.raises(StateUnusable, match=r"outcomes\.json"):
        state.write_json("outcomes", 1)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnusable, match="--state DIR"):
        StateDir.open(tmp_path / "file" / "state", tmp_path)
