"""Edits the text of users.yaml in place: what people wrote stays as it is, order and comments included.

Only the values that change are written anew, by ruamel.yaml, which never parses the whole file: ten thousand users
would take it too long. The result is parsed and compared with what was meant before it is returned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML

from flexvpn.intent.documents import read_document
from flexvpn.tickets.entry import ORDER, WIDTH, changed_entry, flow
from flexvpn.tickets.spans import dumped, find_entries, lines_of, not_editable, with_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_HEAD: Final = re.compile(r"^(\ufeff?(?:users|\"users\"|'users') *:)( *(?:\{ *\}|~|null)(?=\s|$))?")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one user's entry.

    Attributes:
        name: of the user.
        sets: keys with their new values; None removes a key.
        gone: the whole entry is removed.
    """

    name: str
    sets: Mapping[str, object] = field(default_factory=dict)
    gone: bool = False


def edited(text: str, edits: Sequence[Edit], path: str = "users.yaml") -> str:
    """The text of a users file with these edits.

    Raises:
        StateUnusable: it is written in a form that cannot be edited in place (flow style, anchors).
    """
    before = read_document(text, path)[0].data
    lines, entries = lines_of(text), find_entries(text, path)
    line_end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    changes: list[tuple[int, int, list[str]]] = []
    added: list[Edit] = []
    for edit in edits:
        span = entries.spans.get(edit.name)
        if span is None:
            if not edit.gone:
                added.append(edit)
        elif edit.gone:
            changes.append((span[0], with_comments(lines, span, entries.indent), []))
        else:
            changes.append((*span, changed_entry(lines[slice(*span)], edit.sets, line_end, path)))
    if added:
        end = entries.end if entries.spans else entries.start
        end = with_comments(lines, (end, end), entries.indent) if entries.spans else end
        like = "".join(lines[slice(*next(iter(entries.spans.values())))]) if entries.spans else ""
        changes.append((end, end, _rendered(added, like, entries.indent, line_end)))
    unended = not text.endswith("\n") and all(stop < len(lines) for _, stop, _ in changes)
    left = len(entries.spans) - sum(edit.gone and edit.name in entries.spans for edit in edits)
    for start, stop, new in sorted(changes, key=lambda change: (change[0], change[1]), reverse=True):
        lines[start:stop] = new
    if entries.head is not None:
        empty = not left and not added
        lines[entries.head] = _HEAD.sub(r"\1 {}" if empty else r"\1", lines[entries.head])
    elif added:
        lines.insert(entries.start, f"users:{line_end}")
    after = "".join(lines)
    if unended:
        after = after.removesuffix("\n")
    _prove(before, after, edits, path)
    return after


def _rendered(added: Iterable[Edit], like: str, indent: int, line_end: str) -> list[str]:
    """New entries, indented like the first one of the file."""
    data = {edit.name: _plain(edit.sets) for edit in added}
    text = dumped(_editor(like, indent), data)
    return [f"{' ' * indent}{line.removesuffix(chr(10))}{line_end}" for line in lines_of(text)]


def _plain(sets: Mapping[str, object]) -> dict[str, Any]:
    """The keys that are set, in the usual order, with lists in flow style."""
    return {key: flow(sets[key]) for key in sorted(sets, key=ORDER.index) if sets[key] is not None}


def _editor(text: str, indent: int) -> Any:  # noqa: ANN401 - ruamel.yaml types its files, not their content
    editor = YAML()
    editor.width = WIDTH
    inner = next(
        (margin for margin in re.findall(r"^( +)[^\s#-]", text, re.MULTILINE) if len(margin) > indent), ""
    )
    step = len(inner) - indent if inner else 2
    dash = re.search(r"^( +)- ", text, re.MULTILINE)
    offset = max(0, len(dash[1]) - indent - step) if dash else 0
    editor.indent(mapping=step, sequence=offset + 2, offset=offset)
    return editor


def names(text: str, path: str) -> list[str]:
    """The users of a file, in order."""
    data = read_document(text, path)[0].data
    users = data.get("users") if isinstance(data, dict) else None
    return list(users) if isinstance(users, dict) else []


def _prove(before: object, after: str, edits: Iterable[Edit], path: str) -> None:
    """Check that the new text holds the edits, and every other user unchanged and in the same order.

    Raises:
        StateUnusable: it does not; nothing is written.
    """
    document, mistakes = read_document(after, path)
    users = before.get("users") if isinstance(before, dict) else None
    meant: dict[str, Any] = {name: dict(entry or {}) for name, entry in (users or {}).items()}
    for edit in edits:
        if edit.gone:
            meant.pop(edit.name, None)
            continue
        entry = meant.setdefault(edit.name, {})
        for key, value in edit.sets.items():
            entry.pop(key, None) if value is None else entry.update({key: _scalar(value)})
    written = document.data.get("users") if isinstance(document.data, dict) else None
    if mistakes or (written or {}) != meant or list(written or {}) != list(meant):
        raise not_editable(path)


def _scalar(value: object) -> object:
    if isinstance(value, tuple):
        return [_scalar(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
