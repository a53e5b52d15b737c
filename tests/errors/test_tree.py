"""The errors stand in one file, as one tree: the drawing is the classes, and no class stands anywhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flexvpn.base import errors
from flexvpn.base.error_pages import PAGES
from flexvpn.base.errors import HeadendError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
FILE = "flexvpn/base/errors.py"
PACKAGES = ("flexvpn", "tasks", "stores", "commands")
BRANCH = re.compile(r"^ {4}(?P<depth>(?:[│ ] {3})*(?:[├└]── )?)(?P<name>[A-Z]\w+)(?: +(?P<words>\S.*))?$")

Tree = list[tuple[str, str]]
"""Each class with the one above it, in the order in which they stand."""


def drawn(docstring: str, root: str) -> Tree:
    """The classes of a drawing, each with the one that it hangs on; the topmost hangs on ``root``."""
    rows: Tree = []
    above: list[str] = []
    for line in docstring.splitlines():
        if branch := BRANCH.match(line):
            depth = len(branch["depth"]) // 4
            rows.append((branch["name"], above[depth - 1] if depth else root))
            above[depth:] = [branch["name"]]
    return rows


def defined(source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each class of a module with the names of its bases, in the order of the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield node.name, tuple(ast.unparse(base).rpartition(".")[2] for base in node.bases)


def tree() -> list[type[HeadendError]]:
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, HeadendError)
    ]


_WITH_BASES = re.compile(r"^\s*class \w+\(", re.MULTILINE)
"""A class with bases: most modules have none, and need not be parsed."""
NAMES = frozenset(error.__name__ for error in tree())


def errors_in(source: str) -> list[str]:
    """The subclasses of HeadendError that a module defines, those of its own subclasses included."""
    parents, subclasses = NAMES, list[str]()
    classes = list(defined(source)) if _WITH_BASES.search(source) else []
    while more := [name for name, bases in classes if parents & {*bases} and name not in subclasses]:
        subclasses += more
        parents |= set(more)
    return subclasses


def test_the_tree_that_is_drawn_is_the_tree_of_the_classes() -> None:
    classes = [(name, *bases) for name, bases in defined((ROOT / FILE).read_text())]
    assert sorted(drawn(errors.__doc__ or "", root="Exception")) == sorted(classes)


def test_every_branch_of_the_drawing_says_what_it_is() -> None:
    branches = [branch for line in (errors.__doc__ or "").splitlines() if (branch := BRANCH.match(line))]
    assert [branch["name"] for branch in branches if not branch["words"]] == ["HeadendError"]


def test_a_drawing_is_read_by_its_depth() -> None:
    drawing = "    Top\n    ├── One   first\n    │   └── Two   below it\n    └── Three   last"
    assert drawn(drawing, root="") == [("Top", ""), ("One", "Top"), ("Two", "One"), ("Three", "Top")]


@pytest.mark.parametrize(
    "source",
    [
        "class Late(HeadendFailed): ...",
        "class Late(errors.InputRefused): ...",
        "class Late(Mixin, Busy): ...",
        "class Middle(Busy): ...\nclass Late(Middle): ...",
        "def hidden():\n    class Late(Busy): ...",
    ],
)
def test_an_error_defined_elsewhere_would_be_seen(source: str) -> None:
    assert "Late" in errors_in(source)


def test_no_error_is_defined_outside_this_file() -> None:
    elsewhere = {
        str(path.relative_to(ROOT)): classes
        for path in (
            *(path for room in PACKAGES for path in (ROOT / room).rglob("*.py")),
            ROOT / "playbooks.py",
        )
        if path != ROOT / FILE and (classes := errors_in(path.read_text()))
    }
    assert elsewhere == {}


def test_every_code_belongs_to_one_class_and_to_those_below_it_that_name_none() -> None:
    own = [error.code for error in tree() if "code" in vars(error)]
    assert len(own) == len(set(own))
    assert {error.code for error in tree()} == set(own)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {error.code for error in tree()} == set(PAGES)


def test_what_is_refused_before_any_connection_has_exit_code_3_and_a_code_below_e200() -> None:
    for error in set(tree()) - {HeadendError, errors.MaskRendered}:
        refused = issubclass(error, errors.InputRefused)
        assert error.exit_code == (3 if refused else 1)
        assert ("E100" <= error.code < "E200") == refused
