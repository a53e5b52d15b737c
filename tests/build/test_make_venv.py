"""What a person without a suitable Python is told, in one line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "contrib" / "make-venv"

OLD = '#!/bin/sh\ncase "$*" in -V) echo Python 3.9.2;; *version_info*) exit 1;; esac\n'
NO_VENV = '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *%d.%d*) echo 3.12;; *) exit 0;; esac\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "contrib").mkdir()
    shutil.copy(SCRIPT, tmp_path / "contrib")
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


def run(checkout: Path, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "contrib" / "make-venv", python], capture_output=True, text=True, check=False, timeout=60
    )


def fake(checkout: Path, script: str) -> str:
    path = checkout / "python3"
    path.write_text(script)
    path.chmod(0o755)
    return str(path)


def test_no_python_gets_one_line(checkout: Path) -> None:
    done = run(checkout, "")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or later is needed and none was found" in done.stderr


def test_an_old_python_is_named_with_its_version_in_one_line(checkout: Path) -> None:
    done = run(checkout, fake(checkout, OLD))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.9.2" in done.stderr


def test_a_python_without_venv_gets_one_line_that_names_the_package(checkout: Path) -> None:
    done = run(checkout, fake(checkout, NO_VENV))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt install python3.12-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_interpreter_that_does_not_run_gets_one_line(checkout: Path) -> None:
    done = run(checkout, str(checkout / "no-such-python"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "does not run" in done.stderr


def test_the_environment_that_a_link_leads_to_is_not_emptied(checkout: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / ".venv"
    other.mkdir(parents=True)
    (other / "installed").write_text("another checkout's")
    (checkout / ".venv").symlink_to(other)
    run(checkout, sys.executable)
    assert (other / "installed").read_text() == "another checkout's"
    assert (checkout / ".venv" / "bin" / "python").exists()
    assert not (checkout / ".venv").is_symlink()
