"""Ctrl-C and SIGTERM: one sentence, no trace, nothing left running or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasks.change import merge_config

if TYPE_CHECKING:
    from lab.testing import Lab
    from tests.cli.conftest import Type

ROOT = Path(__file__).parents[2]
HEADEND = (sys.executable, str(ROOT / "playbooks.py"))


def serving(state: Path) -> bool:
    """Whether a process serves the lab of this folder."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            command = one.read_bytes()
            if str(state).encode() in command and b"serve" in command.split(b"\0"):
                return True
    return False


@pytest.mark.ssh
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_push_that_has_begun_comes_to_its_end_and_no_other_is_started(
    headend: Type, edges: Lab, inventory: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    upload = merge_config.MergeDriver.upload

    def interrupted(driver: merge_config.MergeDriver) -> None:
        os.kill(os.getpid(), number)
        upload(driver)

    with monkeypatch.context() as patch:
        patch.setattr(merge_config.MergeDriver, "upload", interrupted)
        said = headend("deploy", "--yes", "--json", "--inventory", str(inventory))
    assert said.code == 1
    assert "come to their end first" in said.err
    assert "Traceback" not in said.err
    assert said.result("edge-split")["problem"] is None
    assert said.result("edge-full")["problem"]["code"] == "E216"
    assert edges["edge-full"].router.counters.logins == 0
    assert headend("plan", "--limit", "edge-split", "--inventory", str(inventory)).code == 0


def test_what_only_reads_stops_at_once_and_says_so(headend: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    monkeypatch.setattr("tasks.session.workspace.Workspace.loaded", property(interrupted))
    said = headend("validate")
    assert (said.code, said.err.strip()) == (130, "stopped; nothing is left half done")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4])
def test_a_lab_that_is_stopped_while_it_starts_does_not_go_on(tmp_path: Path, seconds: float) -> None:
    state = tmp_path / "lab"
    child = subprocess.Popen(
        [*HEADEND, "lab", "up", "--state", str(state)], stderr=subprocess.PIPE, text=True
    )
    try:
        printed = child.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        child.terminate()
        printed = child.communicate(timeout=30)[1]
    assert "Traceback" not in printed
    if child.returncode == 0:
        subprocess.run([*HEADEND, "lab", "down", "--state", str(state)], check=True)
    assert not serving(state), (child.returncode, printed)
