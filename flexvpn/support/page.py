"""The archive's index page: findings, collected files, what was removed, and what the user's machine can add."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flexvpn.base.finding import Status
from flexvpn.base.resources import templates
from flexvpn.support.shows import GROUPS, file_name

if TYPE_CHECKING:
    from datetime import datetime

    from flexvpn.base.finding import Finding
    from flexvpn.support.collected import Answer, Collected

_TELLING = ("ERROR", "FAIL", "Failed", "failed")
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer on the page."""

    command: str
    path: str
    lines: int
    refused: bool
    unknown: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """One headend on the page. ``problem`` says why collecting stopped; ``passed`` is None if no checks ran."""

    name: str
    problem: str
    findings: tuple[Finding, ...]
    passed: int | None
    groups: tuple[tuple[str, tuple[Shown, ...]], ...]
    traced: int | None
    telling: tuple[str, ...]
    notes: tuple[str, ...]
    intended: tuple[str, ...]
    empty: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """The head of the page."""

    moment: datetime
    version: str
    command: str
    condition: str
    seconds: int | None


def chapter(collected: Collected, problem: str = "") -> Chapter:
    """The page's chapter about one headend, of cleaned text; ``problem`` is cleaned as well."""
    facts = collected.facts()
    shown = {
        answer.command: _shown(
            collected.headend, answer, facts.get(answer.command, {}).get("unknown_count", 0)
        )
        for answer in collected.answers
    }
    listed = [command for _, commands in GROUPS for command in commands]
    rest = tuple(answer for command, answer in shown.items() if command not in listed)
    groups = tuple(
        (title, tuple(shown[command] for command in commands if command in shown))
        for title, commands in GROUPS
    )
    passed = sum(1 for finding in collected.findings if finding.status is Status.PASS)
    trace = collected.trace
    lines = [] if trace is None else [line for line in trace.splitlines() if line.strip()]
    return Chapter(
        name=collected.headend,
        problem=problem,
        findings=tuple(
            finding for finding in collected.findings if finding.status in {Status.FAIL, Status.WARN}
        ),
        passed=passed if collected.findings else None,
        groups=(*groups, *((("Live interfaces", rest),) if rest else ())),
        traced=None if trace is None else len(lines),
        telling=tuple(line.strip() for line in lines if any(word in line for word in _TELLING))[:_QUOTED],
        notes=collected.notes,
        intended=tuple(f"{collected.headend}/intended/{name}" for name in collected.intended),
    )


def missing(name: str, problem: str) -> Chapter:
    """The chapter of a headend from which nothing was collected."""
    return Chapter(name, problem, (), None, (), None, (), (), (), empty=True)


def page(about: About, chapters: tuple[Chapter, ...]) -> str:
    """The page as HTML without external resources; it links to the files beside it."""
    return _environment().get_template("index.html.j2").render(about=about, chapters=chapters)


def _shown(headend: str, answer: Answer, unknown: int) -> Shown:
    path = f"{headend}/shows/{file_name(answer.command)}"
    return Shown(answer.command, path, len(answer.text.splitlines()), answer.refused, unknown)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(templates() / "support")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
