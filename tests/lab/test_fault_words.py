"""Faults as words, as data and as a file: what is understood, and what is said of the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.fault import KINDS, Latency, Refuse, Reset, Syslog, read_fault
from lab.fault_file import FaultPlan, read_file, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def test_words_become_values_of_the_right_kind() -> None:
    assert read_words("reset", ["at=^copy", "when=after", "after_bytes=10"]) == Reset(
        at="^copy", when="after", after_bytes=10
    )
    assert read_words("latency", ["seconds=0.5"]) == Latency(seconds=0.5)
    assert read_words("syslog", ["everywhere=on"]) == Syslog(everywhere=True)
    assert read_words("refuse", ["line=^ip (http|scp)", "reply=% a=b"]) == Refuse(
        line="^ip (http|scp)", reply="% a=b"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_had_without_settings_and_written_down_again(kind: str) -> None:
    fault = KINDS[kind]()
    name, *words = str(fault).split()
    assert read_words(name, words) == fault


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("flood", [], "no such fault: flood"),
        ("reset", ["where=here"], "reset has no where; it has at, when"),
        ("reset", ["at"], "settings are written NAME=VALUE, not at"),
        ("reset", ["at=["], "at is no regular expression"),
        ("reset", ["when=never"], "when is before or after"),
        ("latency", ["seconds=long"], "latency: seconds takes a number, not long"),
        ("latency", ["seconds=-1"], "seconds may not be negative"),
        ("vtys", ["free=1.5"], "vtys: free takes a whole number, not 1.5"),
        ("syslog", ["everywhere=perhaps"], "syslog: everywhere takes on or off"),
    ],
)
def test_words_that_mean_nothing_are_refused(kind: str, words: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_words(kind, words)
    assert said in str(refused.value)


FILE = """\
seed: 7
faults:
  r1:
    - latency: {seconds: 0.05, jitter: 0.02}
    - vtys
  "*":
    - reset: {at: "^copy", when: after}
"""


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_file_gives_each_router_its_own_and_those_of_all(tmp_path: Path, form: str) -> None:
    import yaml

    path = tmp_path / "faults"
    path.write_text(FILE if form == "yaml" else json.dumps(yaml.safe_load(FILE)))
    plan = read_file(path)
    assert plan.seed == 7
    assert plan.of("r1") == (
        Latency(seconds=0.05, jitter=0.02),
        read_fault("vtys", {}),
        Reset(at="^copy", when="after"),
    )
    assert plan.of("r2") == (Reset(at="^copy", when="after"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("faults: [", "faults"),
        ("- reset", "it holds `faults`"),
        ("fault: {}", "it holds `faults`"),
        ("faults: [reset]", "lists of faults by router"),
        ("faults: {r1: reset}", "r1 has no list of faults"),
        ("faults: {r1: [{reset: {}, vtys: {}}]}", "a fault is its kind and its settings"),
        ("faults: {r1: [{reset: now}]}", "settings are written NAME: VALUE"),
        ("faults: {r1: [flood]}", "no such fault: flood"),
    ],
)
def test_a_file_of_another_form_is_refused_in_one_line_that_names_it(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "faults.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r".") as refused:
        read_file(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_faults_of_a_router_that_is_not_there_are_refused() -> None:
    plan = FaultPlan(None, (("r1", Reset()), ("r9", Reset()), ("*", Reset())))
    with pytest.raises(ValueError, match="no such router: r9"):
        plan.check(["r1"])


def lab(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lab", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def state(tmp_path: Path) -> Iterator[str]:
    folder = str(tmp_path / "state")
    yield folder
    lab("down", "--state", folder)


@pytest.mark.ssh
def test_faults_are_set_listed_and_cleared_while_the_lab_runs(state: str) -> None:
    assert lab("up", "r1=17.9.4", "r2=17.9.4", "--state", state).returncode == 0
    said = lab("fault", "r1", "flash", "free=4096", "--state", state)
    assert (said.returncode, said.stdout) == (0, "r1: flash free=4096\n")
    assert "(4096 bytes free)" in lab("show", "r1", "dir", "--state", state).stdout
    said = lab("fault", "--state", state)
    assert said.stdout == "r1: flash free=4096\nr2: no fault is set\n"
    said = lab("fault", "r1", "--clear", "--state", state)
    assert said.stdout == "r1: no fault is set\n"
    assert "(4096 bytes free)" not in lab("show", "r1", "dir", "--state", state).stdout
    lab("fault", "r1", "vtys", "--state", state)
    assert lab("show", "r1", "show users", "--state", state).stdout.count("somebody") == 16


@pytest.mark.ssh
def test_a_lab_starts_with_the_faults_of_a_file(state: str, tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text("faults: {r1: [{clock: {offset: -86400}}], '*': [vtys]}\n")
    assert lab("up", "r1=17.9.4", "r2=17.9.4", "--faults", str(file), "--state", state).returncode == 0
    assert lab("fault", "--state", state).stdout == (
        "r1: clock offset=-86400.0\nr1: vtys\nr2: vtys\n"  # as set, in the file's order
    )
    assert lab("show", "r1", "show clock", "--state", state).stdout.startswith("*")
    file.write_text("faults: {r2: [{flash: {free: 8192}}]}\n")
    assert lab("fault", "--file", str(file), "--state", state).stdout == "r2: vtys\nr2: flash free=8192\n"


@pytest.mark.ssh
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fault", "r9", "vtys"), "no such router: r9"),
        (("fault", "r1", "flood"), "no such fault: flood"),
        (("fault", "--file", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_line(state: str, words: tuple[str, ...], said: str) -> None:
    lab("up", "r1=17.9.4", "--state", state)
    result = lab(*words, "--state", state)
    assert result.returncode in (1, 3)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_lab_is_not_started_with_faults_that_mean_nothing(state: str, tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text("faults: {r9: [vtys]}\n")
    result = lab("up", "r1=17.9.4", "--faults", str(file), "--state", state)
    assert (result.returncode, result.stderr) == (3, "faults for no such router: r9\n")
