"""Whoever may put tickets into a folder may do nothing else with it: no link there leads watch anywhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Said, Type

pytestmark = pytest.mark.ssh

STRANGER = "users:\n  stranger: {password: env:STRANGERS, headends: [all]}\n"
"""No ticket: refused, and filed as it is."""


@dataclass(frozen=True)
class Post:
    """A folder that tickets come into, and who watches it."""

    folder: Path
    inventory: Path
    headend: Type

    def watch(self) -> Said:
        words = ("--inventory", str(self.inventory), "--state", str(self.inventory.parent / "state"))
        return self.headend("watch", str(self.folder), "--once", *words)

    def drop(self, name: str, text: str = STRANGER) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def content(self) -> dict[Path, bytes]:
        found = (path for path in self.inventory.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found}


@pytest.fixture
def post(inventory: Path, headend: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setattr("stores.ticket_folder.SETTLED", -1.0)
    (tmp_path / "in").mkdir()
    (inventory / "users").mkdir()
    return Post(tmp_path / "in", inventory, headend)


@pytest.mark.parametrize("name", ["failed", "done"])
def test_a_link_for_a_folder_brings_no_stranger_into_the_record_of_users(post: Post, name: str) -> None:
    (post.folder / name).symlink_to(post.inventory / "users")
    post.drop("stranger.yaml")
    before = post.content()
    said = post.watch()
    assert said.code == 3
    assert f"{post.folder / name}: it is a link, or no folder" in said.err
    assert "no link is followed" in said.err
    assert post.content() == before
    assert (post.folder / "stranger.yaml").exists()


@pytest.mark.parametrize(
    "name",
    ["failed/a.yaml.result.json", "failed/a.yaml.result.md", "failed/a.yaml", ".watch.holder", ".watch.lock"],
)
def test_a_link_for_a_file_has_nothing_written_through_it(post: Post, name: str) -> None:
    (post.folder / "failed").mkdir()
    (post.folder / name).symlink_to(post.inventory / "users.yaml")
    post.drop("a.yaml")
    before = post.content()
    said = post.watch()
    assert said.code == 0, said.err
    after = {path: data for path, data in post.content().items() if ".headend" not in path.parts}
    assert after == before
    (result,) = [path for path in (post.folder / "failed").glob("*.result.json") if not path.is_symlink()]
    assert '"verdict": "refused"' in result.read_text()


def test_a_link_a_pipe_and_a_second_name_are_said_and_left_and_nothing_is_waited_for(post: Post) -> None:
    secret = post.inventory / "settings.yaml"
    (post.folder / "link.yaml").symlink_to(secret)
    (post.folder / "hard.yaml").hardlink_to(secret)
    os.mkfifo(post.folder / "pipe.yaml")
    post.drop("a.yaml")
    before = secret.read_bytes()
    said = post.watch()
    assert said.code == 0, said.err
    assert "link.yaml: not taken: it is a link" in said.err
    assert "hard.yaml: not taken: the same file has another name as well (a hard link)" in said.err
    assert "pipe.yaml: not taken: it is no file" in said.err
    assert {path.name for path in post.folder.iterdir()} == {
        "done",
        "failed",
        "link.yaml",
        "hard.yaml",
        "pipe.yaml",
    }
    assert {path.name for path in (post.folder / "failed").iterdir()} == {
        "a.yaml",
        "a.yaml.result.json",
        "a.yaml.result.md",
    }
    assert secret.read_bytes() == before


def test_a_dropped_ticket_runs_no_program(post: Post, tmp_path: Path) -> None:
    """Whoever may drop tickets would otherwise run anything as the user who watches."""
    ran = tmp_path / "ran"
    post.drop(
        "t.yaml",
        f"ticket: CHG1\nusers:\n  - {{action: add, name: alice, headends: [all], password: 'cmd:touch {ran}'}}\n",
    )
    post.watch()
    assert not ran.exists()
    assert "runs no program here" in (post.folder / "failed" / "t.yaml.result.json").read_text()
