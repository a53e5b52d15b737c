"""One line of EXEC mode: understood, run, and its output sent through pipes."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from lab import authorization, tables
from lab.dialogue import Ask, ExecCommand, IncompleteCommandError, InvalidInputError
from lab.engine import INCOMPLETE, INVALID, caret
from lab.flash import NoSpaceError
from lab.program import Program
from lab.storage import absolute
from lab.syntax import Grammar, Match, Problem, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

PIPED = ("show", "dir", "more", "verify")
UNKNOWN_WORD = (
    "% Bad IP address or host name% Unknown command or computer name, or unable to find computer address\n"
)
DELIMITER = "(?:[_,{}() ]|^|$)"
# As `show aliases` lists them.
ALIASES = {
    "h": "help",
    "lo": "logout",
    "p": "ping",
    "r": "resume",
    "s": "show",
    "u": "undebug",
    "un": "undebug",
    "w": "where",
}
# What a router has beside the shows of the lab.
OTHER_SHOWS = (
    "adjacency", "appfw", "auto", "banner", "beep", "bfd", "bgp", "buffers", "call", "calendar", "class-map",
    "context", "control-plane", "cef", "controllers", "dhcp", "diag", "dot1x", "eigrp", "environment", "epm",
    "etherchannel", "exception", "facility-alarm", "flow", "glbp", "hardware", "history", "id-manager", "idmgr",
    "isis", "key", "kron",
    "l2tp", "line", "location", "mac", "macro", "management", "monitor", "mpls", "nbar", "netconf", "nhrp",
    "object-group", "ospf", "parser", "policy-map", "ppp", "protocols", "queue", "radius", "redundancy",
    "region", "rib", "rmon", "route-map", "rtpspi", "scp", "service", "sla", "smds", "snmp", "spanning-tree", "stacks",
    "standby", "subscriber", "tacacs", "tcp", "template", "track", "tunnel", "udp", "vlans", "vrf", "vrrp", "zone",
)  # fmt: skip
FILTERS = ("append", "begin", "count", "exclude", "format", "include", "redirect", "section", "tee")


def exec_line(router: Router, session: Session, line: str, *, prompt: int = 0) -> Dialogue:
    """Run one EXEC command. ``prompt`` is the width of the prompt before it, for the caret."""
    longer = _unaliased(router, line)
    # The caret points into what was typed, so what an alias adds does not count.
    line, prompt = longer, prompt + len(line) - len(longer)
    text, bar, filter_text = _split(line)
    if not text.strip() or text.lstrip().startswith("!"):
        return
    start = len(text) - len(text.lstrip())
    outcome = exec_grammar().match(text.rstrip(), start, allowed=visible(session))
    if isinstance(outcome, Problem):
        if outcome.kind == "invalid":
            router.unknown.append(line.strip())
        yield _refusal(outcome, line, prompt)
        return
    command = outcome.tag
    if not authorization.may_run(router, session, command.privilege):
        yield authorization.REFUSED
        return
    dialogue = command.handler(router, session, _arguments(outcome))
    if bar:
        problem = _filter_problem(filter_text)
        if problem is not None:
            router.unknown.append(line.strip())
            column = len(text) + 1 + (len(filter_text) - len(filter_text.lstrip()))
            yield caret(prompt + column) + INVALID if problem == "invalid" else INCOMPLETE
            return
        dialogue = _piped(router, session, dialogue, filter_text.strip())
    try:
        yield from dialogue
    except InvalidInputError as error:
        router.unknown.append(line.strip())
        found = list(re.finditer(r"\S+", text))
        yield caret(prompt + error.column(found, len(command.path.split()))) + INVALID
    except IncompleteCommandError:
        yield INCOMPLETE


@functools.cache
def exec_grammar() -> Grammar[ExecCommand]:
    """Every EXEC command, compiled."""
    programs = []
    for command in tables.exec_commands():
        if command.args is None:
            programs.append(Program(command, f"{command.path} <line>"))
            programs.append(Program(command, command.path))
        else:
            programs.append(Program(command, f"{command.path} {command.args}".strip()))
    return Grammar(programs)


def visible(session: Session) -> Callable[[ExecCommand], bool]:
    """Commands above the session's privilege do not exist for it."""
    privilege = session.privilege

    def allowed(command: ExecCommand) -> bool:
        return command.privilege <= privilege

    return allowed


def _unaliased(router: Router, line: str) -> str:
    """The line with its first word replaced, where that is an alias of the image or one that was configured."""
    first, _, rest = line.strip().partition(" ")
    own = router.running.value(f"alias exec {first}") if first else None
    text = own or ALIASES.get(first.lower())
    if text is None:
        return line
    blanks = line[: len(line) - len(line.lstrip())]
    return f"{blanks}{text} {rest}" if rest else blanks + text


def _split(line: str) -> tuple[str, str, str]:
    first = line.split(None, 1)[:1]
    if first and any(word.startswith(first[0].lower()) for word in PIPED):
        return line.partition("|")
    return line, "", ""


def _arguments(match: Match[ExecCommand]) -> str:
    if match.tag.args is None:
        return match.rest.strip()
    count = len(match.tag.path.split())
    return " ".join(match.words[count:]) if match.tag.args else ""


def _refusal(problem: Problem, line: str, prompt: int) -> str:
    if problem.kind == "ambiguous":
        return f'% Ambiguous command:  "{line.strip()}"\n'
    if problem.kind == "incomplete":
        words = line.split()
        if len(words) == 1 and "show".startswith(words[0].lower()):
            return '% Type "show ?" for a list of subcommands\n'
        return INCOMPLETE
    if len(line.split()) == 1:
        return UNKNOWN_WORD
    return caret(prompt + max(problem.column, _familiar(line))) + INVALID


def _familiar(line: str) -> int:
    """How far a `show` is right for a router that has more of them than the lab: the caret stands behind that."""
    found = re.match(r"\s*(\S+)\s+", line)
    if found is None or len(found[1]) < 2 or not "show".startswith(found[1].lower()):
        return 0
    return found.end() + understood(line[found.end() :], (f"{word} " for word in OTHER_SHOWS))


def _filter_problem(text: str) -> str | None:
    words = text.split()
    if not words:
        return "incomplete"
    if not any(name.startswith(words[0].lower()) for name in FILTERS):
        return "invalid"
    return "incomplete" if len(words) < 2 else None


def _piped(router: Router, session: Session, dialogue: Dialogue, text: str) -> Dialogue:
    word, _, pattern = text.partition(" ")
    name = next(n for n in FILTERS if n.startswith(word.lower()))
    produced: list[str] = []
    step = next(dialogue, None)
    while step is not None:
        if isinstance(step, Ask):
            answer = yield step
            try:
                step = dialogue.send(answer)
            except StopIteration:
                step = None
        else:
            produced.append(step)
            step = next(dialogue, None)
    output = "".join(produced)
    if name in ("redirect", "tee", "append"):
        data = output.encode()
        path = absolute(session.here, pattern.strip())
        if name == "append" and router.flash.exists(path):
            data = router.flash.read(path) + data
        try:
            router.flash.write(path, data)
        except NoSpaceError:
            yield f"%Error writing {path} (No space left on device)\n"
        if name == "tee":
            yield output
        return
    yield "".join(line + "\n" for line in filtered(name, pattern, output.splitlines()))


def filtered(name: str, pattern: str, lines: list[str]) -> Iterator[str]:
    """The lines that pass ``include``, ``exclude``, ``begin``, ``section`` or ``count``."""
    if name == "section":
        kind, _, rest = pattern.partition(" ")
        if rest and kind and ("include".startswith(kind) or "exclude".startswith(kind)):
            yield from _section(regular_expression(rest), lines, wanted="include".startswith(kind))
        else:
            yield from _section(regular_expression(pattern), lines, wanted=True)
        return
    expression = regular_expression(pattern)
    hits = [index for index, line in enumerate(lines) if expression.search(line)]
    if name == "include":
        yield from (lines[index] for index in hits)
    elif name == "exclude":
        chosen = set(hits)
        yield from (line for index, line in enumerate(lines) if index not in chosen)
    elif name == "begin":
        yield from lines[hits[0] :] if hits else ()
    elif name == "count":
        yield f"Number of lines which match regexp = {len(hits)}"
    else:
        yield from lines


def regular_expression(pattern: str) -> re.Pattern[str]:
    """An IOS regular expression: ``_`` is a delimiter, too; what Python cannot read is taken literally."""
    text = pattern.strip("\n").lstrip(" ")
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    try:
        return re.compile(re.sub(r"(?<!\\)_(?![^\[]*\])", DELIMITER, text))
    except re.error:
        return re.compile(re.escape(text))


def _section(expression: re.Pattern[str], lines: list[str], *, wanted: bool) -> Iterator[str]:
    inside, depth = False, 0
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if not inside or indent <= depth:
            inside = bool(expression.search(line)) == wanted and line.strip() not in ("", "!")
            depth = indent
        if inside:
            yield line
