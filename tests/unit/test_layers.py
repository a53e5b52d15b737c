"""Who may import whom: the contracts catch it in every room, and what import-linter cannot see is looked at here.

playbooks.py is a module and no package, which import-linter takes for external.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = ROOT / "playbooks.py"


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    "source", ["import lab", "from lab.testing import x", "def f():\n    import lab.router"]
)
def test_an_import_of_the_simulator_would_be_seen(source: str) -> None:
    assert "lab" in imported(source)


def test_the_command_line_starts_the_simulator_as_a_program_and_imports_nothing_of_it() -> None:
    assert "lab" not in imported(PLAYBOOKS.read_text())


def rooms() -> list[tuple[str, str]]:
    """Every room of the contracts, with one that it may not import: the one above it, or beside it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    pairs: list[tuple[str, str]] = []
    for contract in contracts:
        if contract["type"] != "layers":
            continue
        (container,) = contract.get("containers", [""])
        above = "commands" if container == "tasks" else "tasks" if container == "flexvpn" else "lab"
        for row in contract["layers"]:
            names = [f"{container}.{name}".strip(".") for name in re.split(r"\s*[|:]\s*", row)]
            pairs += [(name, above) for name in names]
            pairs += list(pairwise(names)) if "|" in row else []
            above = names[0]
    return pairs


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all packages and their contracts."""
    copy = tmp_path_factory.mktemp("house")
    for package in ("commands", "tasks", "stores", "flexvpn", "lab"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def linted(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_house_as_it_stands_keeps_its_contracts(house: Path) -> None:
    assert linted(house).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(("room", "forbidden"), rooms(), ids="->".join)
def test_a_forbidden_import_is_caught_in_every_room(house: Path, room: str, forbidden: str) -> None:
    module = house.joinpath(*room.split("."), "added_by_a_test.py")
    module.write_text(f'"""A module that breaks the contract."""\n\nimport {forbidden}\n')
    try:
        answer = linted(house)
    finally:
        module.unlink()
    assert answer.returncode == 1
    assert f"{room}.added_by_a_test -> {forbidden}" in answer.stdout


def test_every_room_is_in_a_contract() -> None:
    named = {room for room, _ in rooms()}
    there = {
        f"{container}.{folder.parent.name}"
        for container in ("flexvpn", "tasks")
        for folder in (ROOT / container).glob("*/__init__.py")
    }
    assert there <= named


@pytest.mark.parametrize("library", ["netmiko", "nornir", "socket", "subprocess"])
@pytest.mark.slow
def test_the_domain_opens_no_connection_and_starts_no_program(house: Path, library: str) -> None:
    module = house / "flexvpn" / "base" / "added_by_a_test.py"
    module.write_text(f'"""A module that breaks the contract."""\n\nimport {library}\n')
    try:
        answer = linted(house)
    finally:
        module.unlink()
    assert answer.returncode == 1
    assert f"flexvpn.base.added_by_a_test -> {library}" in answer.stdout
