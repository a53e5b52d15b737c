"""The ledger outlives whoever writes it."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import StateUnusable
from flexvpn.tickets.ledger import LedgerEntry
from stores.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path


def entry(user: str, **more: str) -> LedgerEntry:
    given = {
        "time": datetime(2026, 11, 24, tzinfo=UTC),
        "ticket": "CHG1",
        "digest": "0" * 16,
        "by": "ops",
        "user": user,
        "action": "add",
        "result": "begun",
    }
    return LedgerEntry.model_validate(given | more)


def users(folder: Path) -> list[str]:
    return [entry.user for entry in Ledger(folder).read().entries]


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([entry("alice"), entry("bob")])
    ledger.append([entry("carol", headend="edge", result="done", detail="x")])
    assert users(tmp_path) == ["alice", "bob", "carol"]
    assert len(ledger.path.read_text().splitlines()) == 3


def test_no_ledger_is_an_empty_one_and_nothing_to_append_makes_none(tmp_path: Path) -> None:
    Ledger(tmp_path).append([])
    assert users(tmp_path) == []
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_line_that_a_kill_cut_short_is_passed_over_and_the_next_one_is_read(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([entry("alice")])
    whole = ledger.path.read_bytes()
    for cut in range(1, len(whole)):
        ledger.path.write_bytes(whole + whole[:cut].rstrip(b"\n}"))
        ledger.append([entry("bob")])
        assert users(tmp_path)[-1] == "bob"


def test_a_damaged_line_stops_the_run_as_nobody_knows_what_was_done(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([entry("alice")])
    ledger.path.write_text('{"time": "never"}\n' + ledger.path.read_text())
    with pytest.raises(StateUnusable, match="line 1 is damaged"):
        ledger.read()


def _many(folder: Path, name: str) -> None:
    for number in range(50):
        Ledger(folder).append([entry(f"{name}{number}")])


@pytest.mark.slow
def test_two_processes_append_and_no_line_is_lost(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_many, args=(tmp_path, name)) for name in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(users(tmp_path)) == 100


def test_a_ledger_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").mkdir()
    with pytest.raises(StateUnusable):
        Ledger(tmp_path).append([entry("alice")])
