"""One run at a time, and whoever waits is told for whom."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flexvpn.base.errors import Busy, StateUnusable
from stores.lock import INVENTORY, hold

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, pathlib, datetime
from stores.lock import hold
with hold(pathlib.Path(sys.argv[1]), "edge-1", doing="headend deploy",
          now=lambda: datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def now() -> datetime:
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def other_run(folder: Path) -> subprocess.Popen[str]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def test_whoever_comes_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with other_run(tmp_path) as other:
        with pytest.raises(Busy) as busy, hold(tmp_path, "edge-1", doing="headend drift", now=now):
            pass
        other.communicate()
    assert "edge-1" in str(busy.value)
    assert f"(pid {other.pid}) since 2026-01-02T03:04:05+00:00" in str(busy.value)
    assert "headend deploy by " in str(busy.value)


def test_a_run_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    with other_run(tmp_path) as other:
        other.kill()
        other.wait()
    with hold(tmp_path, "edge-1", doing="headend deploy", now=now):
        assert (tmp_path / "edge-1.holder").exists()


def test_headends_and_the_inventory_are_locked_apart(tmp_path: Path) -> None:
    with (
        hold(tmp_path, "edge-1", doing="headend deploy", now=now),
        hold(tmp_path, "edge-2", doing="headend deploy", now=now),
        hold(tmp_path, INVENTORY, doing="headend tickets", now=now),
    ):
        assert len(list(tmp_path.glob("*.holder"))) == 3
    assert not list(tmp_path.glob("*.holder"))


def test_the_lock_is_free_after_a_failure(tmp_path: Path) -> None:
    def fail() -> None:
        with hold(tmp_path, "edge-1", doing="headend deploy", now=now):
            raise RuntimeError

    for _ in range(2):
        with pytest.raises(RuntimeError):
            fail()


def test_a_holder_that_has_not_said_who_it_is_still_holds(tmp_path: Path) -> None:
    with other_run(tmp_path) as other:
        (tmp_path / "edge-1.holder").write_text("[]")
        with pytest.raises(Busy, match="has not said who"), hold(tmp_path, "edge-1", doing="x", now=now):
            pass
        other.communicate()


def test_a_headends_name_may_hold_any_characters(tmp_path: Path) -> None:
    with hold(tmp_path, "../edge/1", doing="x", now=now):
        assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


def test_a_user_without_a_name_is_told_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", unknown)
    with hold(tmp_path, "edge-1", doing="x", now=now):
        assert f"uid {os.getuid()}" in (tmp_path / "edge-1.holder").read_text()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnusable), hold(tmp_path / "file", "edge-1", doing="x", now=now):
        pass


def test_a_disk_that_has_no_room_for_the_holders_name_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "edge.holder").mkdir()
    with hold(tmp_path, "edge", doing="drift", now=lambda: datetime(2026, 11, 24, tzinfo=UTC)):
        pass
    with hold(tmp_path, "edge", doing="drift", now=lambda: datetime(2026, 11, 24, tzinfo=UTC)):
        pass
