"""Finds each user's lines in the text of a users file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from flexvpn.base.errors import StateUnusable

if TYPE_CHECKING:
    from collections.abc import Mapping

LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entries:
    """The users' lines, counted from 0 and with exclusive ends, without comments and blank lines that follow."""

    spans: Mapping[str, tuple[int, int]]
    head: int | None
    start: int
    end: int
    indent: int


def find_entries(text: str, path: str) -> Entries:
    """Every user's lines.

    Raises:
        StateUnusable: the users are written in flow style, between braces.
    """
    root = yaml.compose(text, Loader=LOADER)
    lines = lines_of(text)
    if root is None:
        return Entries({}, None, len(lines), len(lines), 2)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    pair = next(((key, value) for key, value in pairs if key.value == "users"), None)
    if pair is None:
        return Entries({}, None, len(lines), len(lines), 2)
    key, users = pair
    head = key.start_mark.line
    if not isinstance(users, yaml.MappingNode) or not users.value:
        return Entries({}, head, head + 1, head + 1, 2)
    if users.flow_style:
        raise not_editable(path)
    starts = [child.start_mark.line for child, _ in users.value]
    ends = [*starts[1:], users.end_mark.line if users.end_mark.column == 0 else len(lines)]
    spans = {
        child.value: (start, last_content(lines, start, end))
        for (child, _), start, end in zip(users.value, starts, ends, strict=True)
    }
    indent = users.value[0][0].start_mark.column
    return Entries(spans, head, starts[0], max(end for _, end in spans.values()), indent)


def last_content(lines: list[str], start: int, end: int) -> int:
    """The line after an entry's last one that is neither blank nor a comment nor the end of the document."""
    while end > start + 1 and (
        not (words := lines[end - 1].strip()) or words.startswith(("#", "...", "---"))
    ):
        end -= 1
    return end


def with_comments(lines: list[str], span: tuple[int, int], indent: int) -> int:
    """The end of an entry, with the comments after it that are indented like its keys: they belong to it."""
    end = span[1]
    while end < len(lines):
        line = lines[end]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def dumped(editor: Any, data: object) -> str:  # noqa: ANN401 - ruamel.yaml types its files, not their content
    """The text that ruamel.yaml writes for ``data``."""
    text = io.StringIO()
    editor.dump(data, text)
    return text.getvalue()


def lines_of(text: str) -> list[str]:
    """Lines as YAML counts them, each with its line end, the last one too."""
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def not_editable(path: str) -> StateUnusable:
    """The error for a file that only a person can edit."""
    return StateUnusable(
        path,
        "it is written in a form that cannot be edited in place",
        hint="write each user as `name:` with its keys below, without { }, anchors and aliases",
    )
