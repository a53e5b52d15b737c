"""From the text of a show command to its records: the one place that runs a TextFSM template.

Templates are ours (``templates/textfsm``, found through an NTC-format ``index``), or one of ntc-templates
where tests/unit/facts/test_ntc.py shows that it reads every line of the recordings. ``netmiko``'s
``use_textfsm`` would take NTC's first (docs/traps.md section 20), and drops unknown lines in silence (docs/traps.md
section 24).
"""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from flexvpn.base.errors import NotUnderstood
from flexvpn.base.resources import templates as packaged
from flexvpn.facts.machine import ErrorRuleMatched, Machine, Run
from flexvpn.facts.recording import layouts, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

# IOS-XE refuses a command in these words (docs/iosxe.md section 7). Anywhere in the output they mean: no answer.
_REFUSED = re.compile(
    r"^\s*%\s?(?:Invalid input detected|Incomplete command|Ambiguous command|Unknown command|Bad IP address"
    r"|Unrecognized|Authorization failed|Permission denied|This command is not|Command rejected)"
    r"|^\s*(?:Command authorization failed|Error in authentication|Line has invalid autocommand)",
    re.MULTILINE,
)
# Heading lines that NTC's templates skip on purpose, but have no rule for.
_NTC_HEADING = {
    "ntc:cisco_ios_show_ip_interface_brief.textfsm": re.compile(
        r"Interface\s+IP-Address\s+OK\?\s+Method\s+Status"
    ),
}
REFUSED = "the router refused the command"
"""The text of `NotUnderstood` where the router refused the command itself."""

_QUOTED = 3
_WIDE = 300
_SHORT = 4000


class Parsed(NamedTuple):
    """The answer to one command: what was read, and the lines that no rule knew."""

    records: tuple[Mapping[str, Any], ...]
    unknown_lines: tuple[str, ...]


def _left(run: Run) -> tuple[int, bool]:
    """How much of an answer was not understood, in characters: fewer lines alone may only mean joined lines."""
    return sum(len("".join(line.split())) for line in run.unknown_lines), not run.records


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template and its name in the index."""

    name: str
    machine: Machine

    def read(self, output: str) -> Run:
        """Read ``output``; if lines are left over, try its other layouts and return the reading that leaves least.

        Raises:
            ErrorRuleMatched: the template declares a line to be an error, in every layout.
        """
        failure: ErrorRuleMatched | None = None
        try:
            best = self._run(lines(output))
        except ErrorRuleMatched as error:
            best, failure = Run((), (str(error),)), error
        if best.unknown_lines:
            for form in layouts(output, best.unknown_lines):
                with suppress(ErrorRuleMatched):
                    other = self._run(form)
                    if _left(other) < _left(best):
                        best, failure = other, None
        if failure is not None:
            raise failure
        return best

    def _run(self, form: Iterable[str]) -> Run:
        """Read one layout; a heading that NTC's template skips on purpose does not count as unknown."""
        run = self.machine.run(form)
        heading = _NTC_HEADING.get(self.name)
        if heading is None:
            return run
        return Run(run.records, tuple(line for line in run.unknown_lines if not heading.match(line)))


def parse(
    command: str,
    output: str,
    *,
    platform: str = "cisco_ios",
    templates: Library | None = None,
    headend: str = "router",
    quote: bool = True,
) -> Parsed:
    """Read ``output``, which ``command`` printed.

    Values that the router did not print are absent from a record. Log messages, prompts, the echo of the
    command and the pager are ignored. No line at all, or a legend alone, is an empty table.

    Args:
        command: as typed; abbreviations that the index allows are fine.
        output: what came back.
        platform: the platform column of the index.
        templates: the folder of templates; by default the one that is installed.
        headend: named in the error.
        quote: whether the error may quote the output (not where it could hold a secret).

    Raises:
        NotUnderstood: there is no template for the command, the router refused it, or nothing in the output
            was understood. An answer that we cannot read is never an empty table.
    """
    if (len(output) < _SHORT or "%" in output) and (refused := _REFUSED.search(output)):
        raise not_understood(command, REFUSED, output[refused.start() :], headend=headend)
    template = (templates or library()).find(command, platform=platform)
    if template is None:
        raise NotUnderstood(headend, command, "no template reads this command")
    reply = output if quote else quotable(output)
    try:
        run = template.read(output)
    except ErrorRuleMatched as error:
        raise not_understood(command, f"{template.name} stops at a line", reply, headend=headend) from error
    unknown = run.unknown_lines
    if unknown and not run.records:
        reply = "\n".join(unknown) if quote else quotable(output)
        raise not_understood(command, "no line of the answer was understood", reply, headend=headend)
    return Parsed(run.records, unknown)


def quotable(output: str) -> str:
    """The router's own error lines, which may be quoted even where other lines of ``output`` could hold a secret."""
    return "\n".join(line for line in output.splitlines() if line.lstrip().startswith("%"))


def not_understood(command: str, problem: str, reply: str, *, headend: str = "router") -> NotUnderstood:
    """The error for an answer that cannot be read, quoting its first lines."""
    said = [_shown(line) for line in reply.splitlines() if line.strip()][:_QUOTED]
    return NotUnderstood(
        headend,
        command,
        problem,
        reply="\n".join(said),
        hint="save the output and try `headend parse`; a release may print it in a form we have not seen",
    )


def _shown(line: str) -> str:
    """A line without control characters, cut to `_WIDE` characters."""
    shown = "".join(
        letter if letter.isprintable() or letter == "\t" else "\N{REPLACEMENT CHARACTER}" for letter in line
    )
    return shown if len(shown) <= _WIDE else f"{shown[:_WIDE]}…"


class Library:
    """A folder of templates with its ``index``. A template is compiled when it is first needed, and kept."""

    def __init__(self, root: Traversable) -> None:
        """Read the index under ``root``: template, host, platform and command of each row, as NTC has them."""
        self._root = root
        text = root.joinpath("index").read_text(encoding="utf-8")
        entries = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
        rows = list(csv.reader(entries, skipinitialspace=True))[1:]
        self._index = tuple(
            (row[0], re.compile(row[2]), re.compile(expand(row[3]), re.IGNORECASE)) for row in rows
        )
        self._loaded: dict[str, Template] = {}

    def find(self, command: str, *, platform: str = "cisco_ios") -> Template | None:
        """The first template of the index that reads ``command``, or None."""
        typed = " ".join(command.split())
        for name, platforms, commands in self._index:
            if platforms.fullmatch(platform) and commands.fullmatch(typed):
                if name not in self._loaded:
                    self._loaded[name] = Template(name, Machine(self._text(name)))
                return self._loaded[name]
        return None

    def _text(self, name: str) -> str:
        """The template ``name``: ours, or after ``ntc:`` that of ntc-templates."""
        place = files("ntc_templates").joinpath("templates") if name.startswith("ntc:") else self._root
        return place.joinpath(name.removeprefix("ntc:")).read_text(encoding="utf-8")


@cache
def library() -> Library:
    """The templates that are installed with the program."""
    return Library(packaged().joinpath("textfsm"))


def expand(command: str) -> str:
    """Write NTC's notation for abbreviations as a regular expression: ``sh[[ow]]`` becomes ``sh(o(w)?)?``."""

    def optional(match: re.Match[str]) -> str:
        return "".join(f"(?:{letter}" for letter in match[1]) + ")?" * len(match[1])

    return re.sub(r"\[\[(.+?)\]\]", optional, command)
