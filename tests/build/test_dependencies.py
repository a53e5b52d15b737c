"""Nothing is installed that nothing imports."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("playbooks.py", "commands", "tasks", "stores", "flexvpn")
READ_BY_NAME = {"ntc-templates": "its folder of templates is read, by flexvpn/facts/parser.py"}


def project() -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return data


@lru_cache
def distributions_imported_by(*places: str) -> set[str]:
    owners = packages_distributions()
    files = [
        file
        for place in places
        for file in ([ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")))
    ]
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return {canonicalize_name(owner) for name in names for owner in owners.get(name, ())}


@pytest.mark.parametrize(
    "name", [canonicalize_name(Requirement(text).name) for text in project()["dependencies"]]
)
def test_every_dependency_is_imported_by_the_product(name: str) -> None:
    if name in READ_BY_NAME:
        package = re.sub("-", "_", name)
        assert any(package in file.read_text() for file in (ROOT / "flexvpn").rglob("*.py"))
        return
    assert name in distributions_imported_by(*PRODUCT)


def test_the_simulator_s_own_dependency_is_imported_by_it_alone() -> None:
    (lab,) = project()["optional-dependencies"]["lab"]
    name = canonicalize_name(Requirement(lab).name)
    assert name in distributions_imported_by("lab")
    assert name not in distributions_imported_by(*PRODUCT)
