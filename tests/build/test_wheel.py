"""The wheel holds all that the commands need, and nothing of the checkout is needed beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, by a path file, what it depends on; the checkout is not on its path."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    python = environment / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"),
        *("install", "-q", "--no-deps", "--no-index", wheel),
        cwd=environment,
    )
    packages = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=environment).strip()
    )
    # Path files inside a folder that a path file names are not read: ours, of the editable install, stays out.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment


def test_the_wheel_carries_the_code_the_templates_and_the_example(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        "playbooks.py",
        "commands",
        "tasks",
        "stores",
        "flexvpn",
        "lab",
        f"{'-'.join(wheel.name.split('-')[:2])}.dist-info",
    }
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"flexvpn/{name}" for name in kept} <= set(names)
    assert "flexvpn/inventory_example/hosts.yaml" in names
    assert not [name for name in names if name.endswith((".p12", ".key", ".log", ".passphrase"))]


def test_the_installed_wheel_finds_its_own_templates(installed: Path, tmp_path: Path) -> None:
    code = "import flexvpn.base.resources; print(flexvpn.base.resources.templates())"
    found = run(installed / "bin" / "python", "-c", code, cwd=tmp_path).strip()
    assert found.startswith(str(installed))
    assert found.endswith("flexvpn/templates")


def test_from_the_installed_wheel_in_an_empty_folder_an_inventory_starts_and_renders(
    installed: Path, tmp_path: Path
) -> None:
    headend = installed / "bin" / "headend"
    run(headend, "init", cwd=tmp_path)
    run(headend, "validate", "--no-secrets", cwd=tmp_path)
    run(headend, "render", "--out", "out", cwd=tmp_path)
    rendered = (tmp_path / "out" / "edge-split" / "intended.cfg").read_text()
    assert "crypto ikev2 profile AnyConnect-EAP" in rendered
