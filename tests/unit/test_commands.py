"""Every command stands in the file of its name, and is declared once: options, line in --help and documents follow."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import playbooks
from commands import COMMANDS
from commands.declaration import Command, every_command, load, schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.core import TyperCommand

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"__init__", "declaration", "options", "outputs", "program"}
HEAVY = {
    "cryptography",
    "hier_config",
    "jinja2",
    "lxml",
    "napalm",
    "netmiko",
    "nornir",
    "paramiko",
    "pydantic",
}
HEAVIEST = {"lxml", "napalm", "netmiko", "nornir"}


def typed(parser: TyperCommand | TyperGroup, *words: str) -> Iterator[tuple[str, ...]]:
    """Everything that a person can type behind these words, as Typer sees it."""
    if isinstance(parser, TyperGroup):
        for name in parser.commands:
            below = (*words, name)
            yield below
            yield from typed(load(*below).parser(""), *below)


@cache
def commands() -> dict[str, Command]:
    return {" ".join(command.words): command for command in every_command()}


def words() -> list[tuple[str, ...]]:
    return list(typed(get_command(playbooks.app)))  # type: ignore[arg-type]


@pytest.mark.parametrize("command", words(), ids=" ".join)
def test_what_is_typed_leads_to_a_file(command: tuple[str, ...]) -> None:
    place = ROOT.joinpath("commands", *command)
    assert place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
    assert load(*command).words == command


def test_what_can_be_typed_is_what_is_declared() -> None:
    assert [" ".join(command) for command in words()] == list(commands())


def test_every_file_of_the_command_line_is_a_command_or_shared_by_them() -> None:
    places = {path.stem for path in (ROOT / "commands").iterdir() if path.name != "__pycache__"}
    assert places == SHARED | COMMANDS.keys()


@pytest.mark.parametrize("command", [*commands().values()], ids=lambda command: " ".join(command.words))
def test_a_line_in_help_is_the_first_sentence_of_the_command_s_own_text(command: Command) -> None:
    *group, name = command.words
    lines = load(*group).subcommands if group else COMMANDS
    if command.subcommands:
        assert command.parser(lines[name]).help == lines[name]
    else:
        assert command.work is not None
        sentence, end, _ = str(command.work.__doc__).partition(". ")
        assert lines[name] == sentence + "." * bool(end)


@pytest.mark.parametrize("command", [*commands().values()], ids=lambda command: " ".join(command.words))
def test_a_command_that_takes_json_has_a_schema_and_no_other_has(command: Command) -> None:
    options = {option for parameter in command.parser("").params for option in parameter.opts}
    # `parse` prints nothing but JSON.
    assert bool(command.schemas()) == ("--json" in options or command.words == ("parse",))


def test_every_schema_is_of_a_command() -> None:
    files = {path.name.removesuffix(".schema.json") for path in (ROOT / "docs/schemas").glob("*.schema.json")}
    assert files == schemas().keys()


def test_the_schema_of_a_document_is_made_of_the_result_that_its_command_declares() -> None:
    for command in commands().values():
        if command.result is not None:
            file = ROOT / "docs/schemas" / f"{'-'.join(command.words)}.schema.json"
            assert command.result.__name__ in json.loads(file.read_text())["$defs"]


def imported(code: str) -> set[str]:
    """The packages that are there once a program has run; the first two names of ours."""
    program = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name if name.startswith("commands") else name.split(".")[0] for name in done.stderr.split()}


def test_help_imports_no_command_and_nothing_that_takes_time() -> None:
    modules = imported("import playbooks\nplaybooks.app(['--help'], standalone_mode=False)")
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("commands.")} == {
        "commands.declaration",
        "commands.options",
        "commands.program",
    }


@pytest.mark.slow
def test_no_command_imports_what_reaches_routers_before_it_is_at_work() -> None:
    assert not imported("from commands.declaration import every_command\nlist(every_command())") & HEAVIEST
