"""One line of configuration mode: understood by the grammar, applied to the running configuration.

A line is tried in the innermost mode first and then in the modes around it, as IOS-XE does; what fails
everywhere gets the answer of the innermost mode, with the caret under the word that was not understood.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from lab import tables
from lab.change import Change, Tag, plain
from lab.dialogue import Ask, ConfigCommand, IncompleteCommandError, InvalidInputError
from lab.grammar import MODES, Grammar, Program, Shows, leading_keywords, plausible, programs
from lab.release_rules import accepted, renamed, warned
from lab.session import Context
from lab.syntax import Match, Problem, understood
from lab.tree import Node
from lab.unknown_lines import find_plausible, keep_line, store_plausible

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

INVALID = "% Invalid input detected at '^' marker.\n\n"
INCOMPLETE = "% Incomplete command.\n\n"


def config_line(router: Router, session: Session, line: str, *, prompt: int = 0) -> Dialogue:
    """Apply one line. ``prompt`` is the width of the prompt before it, for the caret."""
    stripped = line.strip()
    if session.collecting is not None:
        said = session.collecting.feed(line)
        if said is not None:
            session.collecting = None
            yield said
        return
    if not stripped or stripped.startswith("!"):
        return
    first = stripped.split(None, 1)[0].lower()
    if first in ("end", "\x1a"):
        leave(router, session)
        return
    if first in ("exit", "exi", "ex") and stripped.lower() == first:
        session.contexts.pop()
        if not session.contexts:
            leave(router, session)
        return
    if first == "do":
        from lab.execution import exec_line

        at = prompt + line.find("do") + 3
        yield from (
            exec_line(router, session, stripped[2:].strip(), prompt=at) if stripped[2:] else (INCOMPLETE,)
        )
        return
    negated, start = negation(line)
    if start >= len(line.rstrip()):
        yield INCOMPLETE
        return
    yield from _dispatch(router, session, line, negated, start, prompt)


def negation(line: str) -> tuple[str, int]:
    """``no``, ``default`` or nothing, and where the rest of the line begins."""
    found = re.match(r"\s*(no|default|defaul|defau)(?:\s+|$)", line, re.IGNORECASE)
    if found is None:
        return "", len(line) - len(line.lstrip())
    return ("no" if found[1].lower() == "no" else "default"), found.end()


def _dispatch(router: Router, session: Session, line: str, negated: str, start: int, prompt: int) -> Dialogue:
    problem = Problem("invalid", start)
    indented = line[:1] in (" ", "\t")
    for depth in range(len(session.contexts) - 1, -1, -1):
        context = session.contexts[depth]
        mode = MODES[context.mode]
        outcome = grammar(context.mode, bool(negated)).match(
            line.rstrip(), start, allowed=allowed_on(router), partial=_nameable if negated else None
        )
        if isinstance(outcome, Match):
            del session.contexts[depth + 1 :]
            yield from _understood(router, session, context, line, (outcome, negated, start, prompt))
            return
        if mode.opaque and indented:
            keep_line(session, context.node, line[1:].rstrip(), negated)
            return
        problem = _telling(problem, outcome)
    if (negated and problem.kind == "incomplete") or not _kept(router, session, line, negated, start):
        if problem.kind == "invalid":
            _unknown(router, session.contexts[-1], line)
        yield report(_nearest(problem, line, start), line, prompt)


def _telling(inner: Problem, outer: Problem) -> Problem:
    """Of what two modes say of a line: what the one says that understood more of it."""
    more = outer.kind != "invalid" or outer.column > inner.column
    return outer if inner.kind == "invalid" and more else inner


def _nearest(problem: Problem, line: str, start: int) -> Problem:
    """The caret goes as far as the lines that are only kept, too, begin like this one."""
    if problem.kind != "invalid":
        return problem
    column = max(problem.column, start + understood(line[start:], (f"{w} " for w, _, _ in plausible.WORDS)))
    return Problem("invalid", column)


def _understood(
    router: Router,
    session: Session,
    context: Context,
    line: str,
    found: tuple[Match[Tag], str, int, int],
) -> Dialogue:
    match, negated, start, prompt = found
    try:
        yield from _apply(router, session, context, match, negated)
        for twin in context.twins:
            yield from _silently(_apply(router, session, Context(context.mode, twin), match, negated))
    except InvalidInputError as error:
        _unknown(router, context, line)
        typed = list(re.finditer(r"\S+", line[start:]))
        yield caret(prompt + start + error.column(typed, match.keywords)) + INVALID
    except IncompleteCommandError:
        yield INCOMPLETE


def _kept(router: Router, session: Session, line: str, negated: str, start: int) -> bool:
    """Store a line that no row describes, where real configurations have such lines."""
    innermost = session.contexts[-1]
    text = line[start:].strip()
    known = find_plausible(text) if line[:1] not in (" ", "\t") or len(session.contexts) == 1 else None
    if known is not None:
        store_plausible(router, session, text, known, negated)
    elif MODES[innermost.mode].opaque:
        keep_line(session, innermost.node, line.strip(), negated)
    else:
        return False
    return True


def _unknown(router: Router, context: Context, line: str) -> None:
    router.unknown.append(f"({context.mode}) {line.strip()}")


def report(problem: Problem, line: str, prompt: int) -> str:
    """The answer to a line that was not understood."""
    if problem.kind == "ambiguous":
        return f'% Ambiguous command:  "{line.strip()}"\n'
    return INCOMPLETE if problem.kind == "incomplete" else caret(prompt + problem.column) + INVALID


def caret(column: int) -> str:
    """The line that points at a column."""
    return " " * column + "^\n"


def leave(router: Router, session: Session) -> None:
    """Back to EXEC mode; says so in the log when the configuration was visited."""
    session.contexts.clear()
    router.config_left(session)


@functools.cache
def grammar(mode: str, negated: bool) -> Grammar[Tag]:  # noqa: FBT001 - a cache key
    """All that may be typed in a mode, with or without ``no``."""
    rows: list[Program[Tag]] = list(programs(mode))  # type: ignore[arg-type]
    for command in tables.config_commands():
        path = command.path.removeprefix("no ")
        if command.mode == mode and negated == command.path.startswith("no "):
            rows = [r for r in rows if not r.syntax.startswith(path + " ")]
            rows.append(Program(command, f"{path} <line>"))
            rows.append(Program(command, path))
    return Grammar(rows)


def allowed_on(router: Router) -> Callable[[Tag], bool]:
    """Which lines exist in the router's release."""

    def allowed(tag: Tag) -> bool:
        if isinstance(tag, ConfigCommand):
            return True
        return tag.exists is None or router.does(tag.exists)

    return allowed


def _nameable(match: Match[Tag]) -> bool:
    tag = match.tag
    if isinstance(tag, ConfigCommand):
        return False
    if tag.effect == "local_pool":
        return "name" in match.captures
    if tag.effect == "banner" and len(match.words) < 2:
        return False
    if tag.key == "*":
        return False
    return tag.identity(match.captures, match.words, leading_keywords(tag)) is not None


def _apply(router: Router, session: Session, context: Context, match: Match[Tag], negated: str) -> Dialogue:
    from lab.effects import EFFECTS

    tag = match.tag
    if isinstance(tag, ConfigCommand):
        session.changed = True
        yield from tag.handler(router, session, match.rest)
        return
    match = renamed(router, context.mode, match)
    change = Change(router, session, tag, match, context.node, bool(negated))
    if context.mode == "config-if" and _locked(router, context.node):
        yield "% Virtual-template config is locked, active vaccess present\n"
        return
    if not (yield from _removable(change) if negated else _takeable(change)):
        return
    created = not negated and tag.enters != "" and context.node.child(change.key() or "") is None
    effect = _defaulted(change) if negated == "default" else EFFECTS.get(tag.effect)
    if effect is None:
        plain(change)
    else:
        yield from effect(change)
    if change.refused or negated:
        return
    if session.line_source != "boot":
        yield from warned(change)
    if not tag.enters:
        return
    node = context.node.child(change.key() or "")
    if node is not None:
        session.contexts.append(Context(tag.enters, node, session.pending_twins))
        session.pending_twins = ()
        if created and tag.banner and session.line_source != "boot":
            yield tag.banner


def _defaulted(change: Change) -> Callable[[Change], Dialogue] | None:
    """``default`` is ``no`` for most lines; of an interface, and of a line that shows both ways, it is more."""
    from lab.effects import EFFECTS
    from lab.effects.interface import default_interface

    if change.row.effect == "interface":
        return default_interface
    if change.row.effect or change.row.shows is not Shows.BOTH:
        return EFFECTS.get(change.row.effect)
    change.remove()
    change.remove(f"no {change.match.text}")
    return EFFECTS["ignore"]


def _silently(dialogue: Dialogue) -> Dialogue:
    for step in dialogue:
        if not isinstance(step, str):
            yield step


def _locked(router: Router, interface: Node) -> bool:
    found = re.match(r"interface Virtual-Template(\d+)", interface.text)
    return found is not None and router.vpn.template_locked(int(found[1]))


def _takeable(change: Change) -> Generator[str | Ask, str, bool]:
    return (yield from accepted(change)) and (yield from _satisfied(change))


def _satisfied(change: Change) -> Generator[str | Ask, str, bool]:
    if change.session.line_source == "boot":
        return True
    for need in change.row.requires:
        key = need.key.format_map(change.captures) if "{" in need.key else need.key
        if change.router.running.child(key) is None:
            yield need.message.format_map(change.captures) + "\n"
            if need.refuses:
                return False
    return True


def _removable(change: Change) -> Generator[str | Ask, str, bool]:
    if change.row.absent and change.parent.child(change.key() or "") is None:
        yield change.row.absent.format_map(change.captures) + "\n"
        return False
    for use in change.row.in_use:
        if use.quirk and not getattr(change.router.quirks, use.quirk):
            continue
        if not change.captures.get("name"):
            continue
        wanted = use.line.format_map(change.captures)
        for block in change.router.running.find(use.mode_prefix):
            if any(c.text == wanted or c.text.startswith(wanted + " ") for c in block.children):
                yield use.message.format_map(change.captures) + "\n"
                return False
    return True
