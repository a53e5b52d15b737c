"""Tickets are taken whole, in order, and never lost on their way out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from flexvpn.errors import StateUnusable
from stores.ticket_folder import EMPTY, SETTLED, TicketFolder

if TYPE_CHECKING:
    from pathlib import Path

NOW = 2_000_000_000.0


def folder(root: Path) -> TicketFolder:
    found = TicketFolder(root / "in")
    found.open()
    return found


def put(tickets: TicketFolder, name: str, age: float = 60, text: str = "ticket: C1") -> Path:
    path = tickets.root / name
    path.write_text(text)
    os.utime(path, (NOW - age, NOW - age))
    return path


def names(tickets: TicketFolder, now: float = NOW) -> list[str]:
    return [path.name for path in tickets.ready(now)]


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    for name, age in (("b.yaml", 10.0), ("a.json", 5.0), ("c.CSV", 20.0)):
        put(tickets, name, age)
    assert names(tickets) == ["c.CSV", "b.yaml", "a.json"]


def test_what_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    path = put(tickets, "a.yaml")
    changed = max(path.stat().st_mtime, path.stat().st_ctime)
    assert names(tickets, changed + SETTLED / 2) == []
    assert names(tickets, changed + SETTLED) == ["a.yaml"]


@pytest.mark.parametrize("name", [".a.yaml", "a.yaml.part", "a.tmp", "README"])
def test_what_is_no_ticket_is_left_alone(tmp_path: Path, name: str) -> None:
    tickets = folder(tmp_path)
    put(tickets, name)
    assert names(tickets) == []


def test_an_empty_file_is_one_that_will_be_written(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    path = put(tickets, "a.yaml", text="")
    made = max(path.stat().st_mtime, path.stat().st_ctime)
    assert names(tickets, made + SETTLED) == []
    assert names(tickets, made + EMPTY) == ["a.yaml"]


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    (tickets.root / "nowhere.yaml").symlink_to(tmp_path / "gone")
    (tickets.root / "loop.yaml").symlink_to("loop.yaml")
    (tickets.root / "folder.yaml").mkdir()
    os.mkfifo(tickets.root / "pipe.yaml")
    assert names(tickets) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"n" * 250 + b".yaml", "n" * 180 + ".yaml"),
        (b"bad\xff.json", "bad\ufffd.json"),
        (b"two\nlines\x1b.csv", "two_lines_.csv"),
    ],
)
def test_a_name_of_any_length_and_bytes_is_filed_under_one_that_can_be_shown(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    tickets = folder(tmp_path)
    path = put(tickets, os.fsdecode(name))
    filed = tickets.file_away(path, "failed", {".json": "{}\n"})
    assert filed is not None
    assert filed.name == shown
    assert filed.with_name(f"{shown}.result.json").exists()


def test_a_ticket_that_was_taken_back_leaves_no_result(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    path = put(tickets, "a.yaml")
    path.unlink()
    assert tickets.file_away(path, "done", {".json": "{}\n", ".md": "Done\n"}) is None
    assert list((tickets.root / "done").iterdir()) == []


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateUnusable, match="in"):
        TicketFolder(tmp_path / "in").ready(NOW)


def test_a_ticket_is_filed_with_its_results_beside_it(tmp_path: Path) -> None:
    tickets = folder(tmp_path)
    first = tickets.file_away(put(tickets, "a.yaml"), "done", {".json": "{}\n", ".md": "Done\n"})
    second = tickets.file_away(put(tickets, "a.yaml", text="other"), "done", {".json": "{}\n"})
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("a.yaml", "a-2.yaml")
    assert {path.name for path in (tickets.root / "done").iterdir()} == {
        "a.yaml",
        "a.yaml.result.json",
        "a.yaml.result.md",
        "a-2.yaml",
        "a-2.yaml.result.json",
    }
    assert names(tickets) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").write_text("")
    with pytest.raises(StateUnusable, match="in"):
        TicketFolder(tmp_path / "in").open()
