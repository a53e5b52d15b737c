"""``?`` and Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import descriptions
from lab.engine import INVALID, allowed_on, caret, grammar, negation
from lab.execution import PIPED, exec_grammar, visible
from lab.program import Element
from lab.prompt import prompt_of
from lab.release_rules import existing
from lab.syntax import Problem

if TYPE_CHECKING:
    from lab.router import Router
    from lab.session import Session

_DO = "do "


def _following(router: Router, session: Session, text: str) -> tuple[list[Element], bool] | Problem:
    if session.in_config and not text.lstrip().startswith(_DO):
        found = _config_following(router, session, text)
        if not isinstance(found, Problem) and not text.strip():
            found = (
                [*found[0], *(Element(word) for word in ("default", "do", "end", "exit", "no"))],
                found[1],
            )
        return found
    start = text.index(_DO) + len(_DO) if session.in_config else 0
    if "|" in text and _piped(text[start:]):
        words = text.partition("|")[2].split()
        return (
            ([Element("LINE", "line")], False)
            if words
            else ([Element(f) for f in descriptions.FILTERS], False)
        )
    return exec_grammar().following(text, start, allowed=visible(session))


def _config_following(router: Router, session: Session, text: str) -> tuple[list[Element], bool] | Problem:
    negated, start = negation(text)
    mode, allowed = session.contexts[-1].mode, allowed_on(router)
    found = grammar(mode, bool(negated)).following(text, start, allowed=allowed)
    if isinstance(found, Problem) and len(session.contexts) > 1:
        mode = "config"
        outer = grammar(mode, bool(negated)).following(text, start, allowed=allowed)
        found = found if isinstance(outer, Problem) else outer
    if isinstance(found, Problem):
        return found
    return existing(router, mode, text[start:], found[0]), found[1]


def _piped(command: str) -> bool:
    first = command.split(None, 1)[:1]
    return bool(first) and any(word.startswith(first[0].lower()) for word in PIPED)


def help_text(router: Router, session: Session, text: str) -> str:
    """What ``?`` prints after ``text``: the words that begin so, or the words that may follow."""
    whole = text if text.endswith(" ") or not text else text[: len(text) - len(text.rpartition(" ")[2])]
    part = text[len(whole) :]
    found = _following(router, session, whole if whole.strip() else "")
    if isinstance(found, Problem):
        if found.kind == "ambiguous":
            return f'% Ambiguous command:  "{text.strip()}"\n'
        return caret(len(prompt_of(router, session)) + found.column) + INVALID
    elements, complete = found
    if part:
        words = [e.shown for e in elements if not e.kind and e.shown.lower().startswith(part.lower())]
        return "  ".join(words) + "\n" if words else "% Unrecognized command\n"
    in_exec = not session.in_config or whole.lstrip().startswith(_DO)
    piping = whole.rstrip().endswith("|")
    rows = [
        row
        for e in elements
        for row in (
            [(e.text, descriptions.FILTERS[e.text])] if piping else descriptions.expanded(e, in_exec=in_exec)
        )
    ]
    if complete:
        if in_exec and _piped(whole.lstrip().removeprefix(_DO) if session.in_config else whole):
            rows.append(("|", "Output modifiers"))
        rows.append(("<cr>", "<cr>"))
    return descriptions.table(rows) + "\n"


def complete(router: Router, session: Session, text: str) -> str:
    """The line with its last word completed, if only one keyword begins so."""
    part = text.rpartition(" ")[2]
    if not part:
        return text
    found = _following(router, session, text[: len(text) - len(part)])
    if isinstance(found, Problem):
        return text
    words = [e.shown for e in found[0] if not e.kind and e.shown.lower().startswith(part.lower())]
    return text[: len(text) - len(part)] + words[0] + " " if len(words) == 1 else text
