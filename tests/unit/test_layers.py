"""What import-linter cannot see: playbooks.py is a module and no package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PLAYBOOKS = Path(__file__).resolve().parents[2] / "playbooks.py"


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
