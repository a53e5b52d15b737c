"""Who names a section outside of its module, and why: what docs/decisions says of it is what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flexvpn.sections.headend import Headend

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "decisions" / "0020-what-still-names-a-section.md"
SECTIONS = {name for name, _ in Headend.section_types()}
_ROW = re.compile(r"^\| `([\w/]+\.py)` \| (\d+) \|", re.MULTILINE)
_KEYS_OF_MISTAKES = "flexvpn/intent/negotiation.py"


def sources(*folders: str) -> dict[str, ast.Module]:
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in paths}


def of_a_headend(node: ast.AST) -> bool:
    """``headend.trustpoint``, ``situation.headend.trustpoint``."""
    if not isinstance(node, ast.Attribute) or node.attr not in SECTIONS:
        return False
    owner = node.value
    return (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")) in {
        "headend",
        "intent",
    }


def test_whoever_takes_a_section_from_a_headend_is_listed_with_the_reason() -> None:
    counts = {
        name: sum(map(of_a_headend, ast.walk(tree)))
        for name, tree in sources("flexvpn", "stores", "tasks/change", "tasks/read", "tasks/session").items()
        if not name.startswith(("flexvpn/sections/", "flexvpn/checks/"))
    }
    listed = {name: int(count) for name, count in _ROW.findall(PAGE.read_text())}
    assert {name: count for name, count in counts.items() if count} == listed


def test_no_string_names_a_section_where_decisions_are_made() -> None:
    found = {
        (name, node.value)
        for name, tree in sources(
            "flexvpn/planning", "flexvpn/intent", "flexvpn/tickets", "stores", "tasks/change"
        ).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in SECTIONS and name != _KEYS_OF_MISTAKES
    }
    assert found == set()


def test_no_module_outside_the_sections_looks_for_the_lines_of_a_user() -> None:
    """The word of a command that shows or clears something stands in other places; as the beginning of a line, here."""
    found = {
        name
        for name, tree in sources(
            "flexvpn/planning", "flexvpn/drift", "flexvpn/router", "flexvpn/report", "tasks"
        ).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("username ", "no username "))
    }
    assert found == set()
