"""``python -m lab``: started, asked, stopped; two at once; bad words refused."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest

pytestmark = pytest.mark.ssh
ROOT = Path(__file__).resolve().parents[2]


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
def state(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "state"
    yield folder
    lab("down", "--state", str(folder))


def read(state: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((state / "lab.json").read_text())
    return document


def privilege(router: dict[str, Any]) -> bytes:
    made = paramiko.SSHClient()
    kind, blob = router["host_key"].split()
    made.get_host_keys().add(
        f"[{router['host']}]:{router['port']}", kind, paramiko.PKey.from_type_string(kind, _decoded(blob))
    )
    try:
        made.connect(
            router["host"],
            router["port"],
            router["username"],
            router["password"],
            look_for_keys=False,
            allow_agent=False,
        )
        shown: bytes = made.exec_command("show privilege")[1].read()
        return shown.strip()
    finally:
        made.close()


def _decoded(blob: str) -> bytes:
    import base64

    return base64.b64decode(blob)


def test_up_starts_two_routers_that_answer_under_the_announced_host_key(state: Path) -> None:
    result = lab("up", "--state", str(state))
    assert result.returncode == 0, result.stderr
    document = read(state)
    assert {name: router["release"] for name, router in document["routers"].items()} == {
        "edge-split": "16.9.2",
        "edge-full": "17.9.4",
    }
    for router in document["routers"].values():
        assert privilege(router) == b"Current privilege level is 15"


def test_the_state_file_is_for_its_owner_alone(state: Path) -> None:
    lab("up", "r1=17.9.4", "--state", str(state))
    assert stat.S_IMODE((state / "lab.json").stat().st_mode) == 0o600
    assert (
        read(state)["routers"]["r1"]["password"]
        not in lab("show", "--state", str(state), "r1", "show run").stdout
    )


def test_down_leaves_nothing_and_may_be_repeated(state: Path) -> None:
    lab("up", "r1=17.9.4", "--state", str(state))
    pid = read(state)["pid"]
    assert lab("down", "--state", str(state)).returncode == 0
    assert not (state / "lab.json").exists()
    with pytest.raises(ProcessLookupError):
        _alive(pid)
    again = lab("down", "--state", str(state))
    assert (again.returncode, again.stdout) == (0, "nothing was running\n")


def _alive(pid: int) -> None:
    os.kill(pid, 0)
    # An orphan that nobody reaps has ended all the same.
    if " Z " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii"):
        raise ProcessLookupError(pid)


def test_two_labs_live_side_by_side(state: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    lab("up", "r1=17.9.4", "--state", str(state))
    lab("up", "r1=16.9.2", "--state", str(other))
    lab("configure", "--state", str(other), "r1", "hostname elsewhere")
    assert lab("show", "--state", str(state), "r1", "show run | include ^hostname").stdout == "hostname r1\n"
    lab("down", "--state", str(other))
    assert lab("show", "--state", str(state), "r1", "show privilege").returncode == 0


def test_configure_changes_a_router_behind_the_tools_back(state: Path) -> None:
    lab("up", "r1=17.9.4", "--state", str(state))
    said = lab(
        "configure", "--state", str(state), "r1", "interface GigabitEthernet1", " description moved", "bogus"
    )
    assert "% Invalid input detected" in said.stdout
    shown = lab("show", "--state", str(state), "r1", "show", "run", "|", "include", "description")
    assert shown.stdout == " description moved\n"


def test_a_fresh_router_has_an_address_a_key_and_an_administrator_only(state: Path) -> None:
    lab("up", "r1=17.9.4", "--fresh", "--state", str(state))
    document = read(state)
    assert document["routers"]["r1"]["fresh"] is True
    assert privilege(document["routers"]["r1"]) == b"Current privilege level is 15"
    running = lab("show", "--state", str(state), "r1", "show running-config").stdout
    assert "ip scp server enable" not in running
    assert "archive" not in running
    assert " ip address 192.0.2.1 255.255.255.0\n" in running


def test_a_second_up_in_the_same_folder_is_refused(state: Path) -> None:
    lab("up", "r1=17.9.4", "--state", str(state))
    again = lab("up", "r1=17.9.4", "--state", str(state))
    assert again.returncode == 1
    assert "a lab is up already" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("up", "r1=banana"), "not an IOS-XE release"),
        (("up", "--quirks", "nonsense=on"), "no such quirk: nonsense"),
        (("show", "r1", "show clock"), "no lab is up"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(state: Path, words: tuple[str, ...], said: str) -> None:
    result = lab(words[0], "--state", str(state), *words[1:])
    assert result.returncode in (1, 3)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_random_quirks_can_be_drawn_again_from_their_seed(state: Path) -> None:
    first = lab("up", "r1=17.9.4", "--quirks", "random", "--seed", "7", "--state", str(state))
    assert first.returncode == 0, first.stderr
    assert "quirks drawn with --seed 7\n" in first.stdout
    one = lab("show", "--state", str(state), "r1", "show running-config").stdout
    lab("down", "--state", str(state))
    lab("up", "r1=17.9.4", "--quirks", "random", "--seed", "7", "--state", str(state))
    two = lab("show", "--state", str(state), "r1", "show running-config").stdout
    shape = [line for line in one.splitlines() if line.startswith(("aaa", "crypto", "ip "))]
    assert shape == [line for line in two.splitlines() if line.startswith(("aaa", "crypto", "ip "))]
