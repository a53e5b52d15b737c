"""Variables are called after what they hold, and modules are called by nouns: what linters do not look at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("flexvpn", "tasks", "stores", "commands", "playbooks.py")
EMPTY_NAMES = frozenset({"found", "one", "what", "wanted", "known"})
"""Names that say nothing of the thing: it is a match, a session, a waiver, a sentence, the intended lines."""

ALLOWED = {
    ("flexvpn/base/errors.py", "HeadendFailed.__init__", "what"): "sets the attribute that all callers read",
    ("flexvpn/base/mistake.py", "Mistake.__init__", "what"): "sets the attribute that all callers read",
}
GERUND = re.compile(r"ing$")
NOUNS = {
    "finding": "one check's answer",
    "recording": "what somebody saved of a session",
    "planning": "the room of plans; the field's own word",
    "keyring": "a keyring holds keys",
    "greeting": "what a router prints before it asks for the name",
}
"""Nouns that end like gerunds."""

Binding = tuple[str, str, int]
"""Where a name is bound: the function that it belongs to, the name, the line."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound_by(node: ast.AST) -> str | None:
    """The name that a node binds: of a variable, an argument, an exception, a pattern, an import."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.alias(asname=name):
            return name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
        case ast.MatchMapping(rest=name):
            return name
        case _:
            return None


def empty_names(node: ast.AST, scope: str = "", *, in_class: bool = False) -> Iterator[Binding]:
    """Every binding of an empty name; a class's own attributes are its interface, and no variables."""
    name = bound_by(node)
    if name in EMPTY_NAMES and not in_class:
        yield scope, name, getattr(node, "lineno", 0)
    if isinstance(node, (ast.ClassDef, *_FUNCTIONS)):
        scope = f"{scope}.{getattr(node, 'name', 'lambda')}".strip(".")
    in_class = isinstance(node, ast.ClassDef) or (
        in_class and not isinstance(node, (*_FUNCTIONS, *_COMPREHENSIONS))
    )
    for child in ast.iter_child_nodes(node):
        yield from empty_names(child, scope, in_class=in_class)


def in_source(source: str) -> list[Binding]:
    return list(empty_names(ast.parse(source)))


def modules() -> Iterator[Path]:
    for place in PLACES:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)


@pytest.mark.parametrize(
    "source",
    [
        "found = 1",
        "found: int = 1",
        "one, other = 1, 2",
        "def f():\n    found = 1",
        "class C:\n    def f(self):\n        found = 1",
        "class C:\n    numbers = [one for one in ()]",
        "def f(*, what): ...",
        "def f(*known): ...",
        "def f(**known): ...",
        "lambda one: one",
        "[one for one in ()]",
        "{one: 1 for one in ()}",
        "for _, found in (): ...",
        "if (found := 1): ...",
        "with open('') as known: ...",
        "import re as known",
        "try: ...\nexcept OSError as what: ...",
        "match 1:\n    case wanted: ...",
        "match ():\n    case [*wanted]: ...",
        "match {}:\n    case {**wanted}: ...",
    ],
)
def test_a_variable_without_a_name_of_its_own_would_be_seen(source: str) -> None:
    assert len(in_source(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "class Problem:\n    what: str",
        "error.what = ''",
        "f(what='')",
        "'found'",
        "known_hosts = ()",
        "found()",
    ],
)
def test_attributes_keywords_and_longer_names_are_no_such_variables(source: str) -> None:
    assert in_source(source) == []


def test_every_variable_is_called_after_what_it_holds() -> None:
    unnamed = [
        f"{name}:{line}: {variable} in {scope}"
        for path in modules()
        for name in (path.relative_to(ROOT).as_posix(),)
        for scope, variable, line in in_source(path.read_text())
        if (name, scope, variable) not in ALLOWED
    ]
    assert unnamed == []


def test_what_is_allowed_is_there() -> None:
    there = {
        (name, scope, variable)
        for name in {name for name, _, _ in ALLOWED}
        for scope, variable, _ in in_source((ROOT / name).read_text())
    }
    assert ALLOWED.keys() <= there


def test_no_module_is_called_by_a_gerund() -> None:
    gerunds = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for stem in {path.stem, path.parent.name}
        if GERUND.search(stem) and stem not in NOUNS
    }
    assert gerunds == set()
