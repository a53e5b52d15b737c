"""Runs are remembered; a history that cannot be written or read never stops anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from stores.history import History, Outcome, Run

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
YEAR = timedelta(days=365)


def run(day: int = 0, command: str = "drift", **verdicts: str) -> Run:
    outcomes = tuple(
        Outcome(name, verdict, f"{name} is {verdict}", f"digest of {verdict}")
        for name, verdict in (verdicts or {"edge1": "ok"}).items()
    )
    return Run(START + timedelta(days=day), command, outcomes)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.sqlite", patience=0.05)


def test_runs_come_back_newest_first_with_all_their_outcomes(history: History) -> None:
    runs = [run(1, edge1="ok", edge2="drift"), run(2, edge1="drift")]
    assert [history.record(outcome, keep=YEAR) for outcome in runs] == ["", ""]
    assert history.recent() == (tuple(reversed(runs)), "")


def test_runs_are_chosen_by_command_headend_and_number(history: History) -> None:
    for outcome in (run(1, edge1="ok", edge2="drift"), run(2, "verify", edge1="failed"), run(3, edge2="ok")):
        history.record(outcome, keep=YEAR)
    assert [r.started.day for r in history.recent(command="drift")[0]] == [5, 3]
    assert [r.outcomes for r in history.recent(headend="edge2", limit=1)[0]] == [run(edge2="ok").outcomes]
    assert [o.headend for r in history.recent(headend="edge2")[0] for o in r.outcomes] == ["edge2", "edge2"]


def test_the_last_outcome_of_a_command_on_a_headend_is_found(history: History) -> None:
    history.record(run(1, edge1="drift"), keep=YEAR)
    history.record(run(2, "verify", edge1="ok"), keep=YEAR)
    outcome, problem = history.last("drift", "edge1")
    assert outcome == Outcome("edge1", "drift", "edge1 is drift", "digest of drift")
    assert problem == ""
    assert history.last("drift", "edge9") == (None, "")


def test_old_runs_are_forgotten_with_their_outcomes(history: History) -> None:
    for day in (0, 10, 20):
        history.record(run(day), keep=timedelta(days=12))
    assert [r.started.day for r in history.recent()[0]] == [22, 12]
    with closing(sqlite3.connect(history.path)) as base:
        assert base.execute("SELECT count(*) FROM outcomes").fetchone() == (2,)


def test_times_of_any_zone_are_kept_in_order(history: History) -> None:
    late = Run(datetime(2026, 1, 2, 6, 0, tzinfo=timezone(timedelta(hours=9))), "drift", ())
    history.record(run(), keep=YEAR)
    history.record(late, keep=YEAR)
    assert [r.started for r in history.recent()[0]] == [START, late.started]


def test_the_file_is_its_owners_alone(history: History) -> None:
    history.record(run(), keep=YEAR)
    assert history.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "junk", [b"not a database at all, whatever its name says" * 20, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(history: History, junk: bytes) -> None:
    history.path.write_bytes(junk)
    problem = history.record(run(), keep=YEAR)
    assert "was damaged" in problem
    assert history.path.with_name("history.sqlite.damaged").read_bytes() == junk
    assert history.recent() == ((run(),), "")


def test_a_damaged_file_in_a_folder_that_cannot_be_written_is_told(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.path.write_bytes(b"not a database" * 100)

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert "no new one can be begun" in history.record(run(), keep=YEAR)


def test_a_locked_file_is_told_and_left_alone(history: History) -> None:
    history.record(run(), keep=YEAR)
    with closing(sqlite3.connect(history.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "database is locked" in history.record(run(1), keep=YEAR)
        runs, problem = history.recent()
    assert runs == ()
    assert "database is locked" in problem
    assert history.recent() == ((run(),), "")


def test_a_file_of_a_later_version_is_told_and_left_alone(history: History) -> None:
    with closing(sqlite3.connect(history.path)) as base:
        base.execute("PRAGMA user_version = 99")
    assert "later version" in history.record(run(), keep=YEAR)
    with closing(sqlite3.connect(history.path)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (99,)


def test_rows_that_make_no_sense_are_told(history: History) -> None:
    history.record(run(), keep=YEAR)
    with closing(sqlite3.connect(history.path)) as base, base:
        base.execute("UPDATE runs SET started = 'yesterday'")
    runs, problem = history.recent()
    assert runs == ()
    assert "yesterday" in problem


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "No such file" in History(tmp_path / "no" / "history.sqlite").record(run(), keep=YEAR)
