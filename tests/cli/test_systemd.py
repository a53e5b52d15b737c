"""The units name commands and options that there are."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.declaration import load

UNITS = sorted((Path(__file__).resolve().parents[2] / "contrib" / "systemd").glob("*"))
SERVICES = [path for path in UNITS if path.suffix == ".service"]


def started(path: Path) -> list[str]:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    return shlex.split(unit["Service"]["ExecStart"])


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_what_a_unit_starts_is_a_command_with_these_options(path: Path) -> None:
    program, command, *words = started(path)
    assert program.endswith("/headend")
    options = {option for parameter in load(command).parser("").params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_there_is_a_unit_for_tickets_and_one_with_its_timer_for_drift() -> None:
    assert [path.name for path in UNITS] == [
        "headend-drift.service",
        "headend-drift.timer",
        "headend-watch.service",
    ]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_unit(path: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if "/usr/local/bin/headend" not in line]
    assert not any("Unknown" in line or "Failed to parse" in line for line in said)
