"""Edits the lines of one user in a users file: only the values that change are written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from flexvpn.tickets.spans import LOADER, dumped, last_content, lines_of, not_editable

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH: Final = 4096
ORDER: Final = ("password", "secret", "headends", "ticket", "owner", "note", "expires", "disabled")
_QUOTES: Final = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString}


def changed_entry(lines: list[str], sets: Mapping[str, object], line_end: str, path: str) -> list[str]:
    """The lines of one entry with these keys set, or removed where the value is None.

    Every other key stays as it is, byte for byte: its quotes, its comments, its spaces.

    Raises:
        StateUnusable: the entry cannot be parsed by itself.
    """
    try:
        root = yaml.compose("".join(lines), Loader=LOADER)
    except yaml.YAMLError as error:  # an alias to a value outside the entry
        raise not_editable(path) from error
    entry = root.value[0][1] if isinstance(root, yaml.MappingNode) else None
    if not isinstance(entry, yaml.MappingNode) or not entry.value:
        raise not_editable(path)
    if entry.flow_style:
        return _between_braces(lines, sets, line_end)
    starts = [key.start_mark.line for key, _ in entry.value]
    ends = [last_content(lines, *span) for span in zip(starts, [*starts[1:], len(lines)], strict=True)]
    indent = " " * entry.value[0][0].start_mark.column
    edits: list[tuple[int, int, list[str]]] = []
    for (key, value), start, end in zip(entry.value, starts, ends, strict=True):
        if key.value in sets:
            new = sets[key.value]
            replacement = [] if new is None else _with_value(lines[start:end], key, value, new, line_end)
            edits.append((start, end, replacement))
    there = {key.value for key, _ in entry.value}
    for key in sorted(sets, key=ORDER.index, reverse=True):
        if key not in there and sets[key] is not None:
            # The credential comes first, as people write it.
            place = starts[0] if key in {"password", "secret"} else ends[-1]
            edits.append((place, place, [f"{indent}{key}: {_text(sets[key])}{line_end}"]))
    # From the end, so that no line number changes; at the same line an insertion is done after a replacement.
    for start, end, new_lines in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        lines = [*lines[:start], *new_lines, *lines[end:]]
    return lines


def flow(value: object) -> object:
    """A list in flow style, as people write it here: ``[all]``."""
    if not isinstance(value, tuple):
        return value
    sequence: Any = CommentedSeq(value)
    sequence.fa.set_flow_style()
    return sequence


def _with_value(lines: list[str], key: yaml.Node, node: yaml.Node, value: object, line_end: str) -> list[str]:
    first, start, end = lines[0], node.start_mark, node.end_mark
    if len(lines) > 1 or start.line != end.line or start.column == end.column:
        name = first[: key.end_mark.column]
        return [f"{name}: {_text(value)}{line_end}"]
    old, rest = first[start.column : end.column], first[end.column :]
    new = _text(value, node.style if isinstance(node, yaml.ScalarNode) else None)
    comment = rest.lstrip(" ")
    if comment.startswith("#"):
        # The comment stays in its column if there is room.
        rest = " " * max(1, len(rest) - len(comment) + len(old) - len(new)) + comment
    return [f"{first[: start.column]}{new}{rest}"]


def _text(value: object, quote: str | None = None) -> str:
    """A value as YAML writes it; text in the given quotes."""
    if isinstance(value, str) and quote in _QUOTES:
        value = _QUOTES[quote](value)
    editor = YAML()
    editor.width = WIDTH
    return dumped(editor, {"x": flow(value)}).removeprefix("x:").strip()


def _between_braces(lines: list[str], sets: Mapping[str, object], line_end: str) -> list[str]:
    """The lines of an entry in flow style (``name: {password: …}``), which ruamel.yaml writes anew as a whole."""
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    editor = YAML()
    editor.width, editor.preserve_quotes = WIDTH, True
    data: Any = editor.load("".join(line[indent:] if line.strip() else line for line in lines))
    (entry,) = data.values()
    for key in sorted(sets, key=ORDER.index):
        if sets[key] is None:
            entry.pop(key, None)
        elif key not in entry and key in {"password", "secret"}:
            entry.insert(0, key, sets[key])
        else:
            entry[key] = flow(sets[key])
    text = dumped(editor, data)
    return [f"{' ' * indent}{line.removesuffix(chr(10))}{line_end}" for line in lines_of(text)]
