"""Reads YAML, JSON and CSV into data of the same form; YAML and CSV with the line of each value."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final, Literal

from flexvpn.intent.documents import Document, Path, read_document
from flexvpn.intent.validation import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flexvpn.base.mistake import Mistake

Kind = Literal["yaml", "json", "csv"]
KINDS: Final[Mapping[str, Kind]] = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv"}

_HEADER: Final = ("ticket", "requester", "recipient")
COLUMNS: Final = (*_HEADER, "action", "name", "headends", "owner", "note", "expires", "password", "disabled")


class _WithoutLines(Document):
    """A document from JSON: programs write it, so mistakes name its keys and no lines."""

    def line(self, path: Path) -> int | None:
        """No line."""
        del path
        return None


def _yaml(text: str, path: str) -> tuple[Document, Sequence[Mistake]]:
    return read_document(text, path)


def _json(text: str, path: str) -> tuple[Document, Sequence[Mistake]]:
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        repeated.extend(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(items)

    try:
        data = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        document = Document(path, None, {(): error.lineno})
        return document, [document.mistake((), f"JSON does not parse: {error.msg}")]
    except RecursionError:
        document = Document(path, None)
        return document, [document.mistake((), "JSON does not parse: nested too deeply")]
    except ValueError:  # Python's limit for the digits of a number
        document = Document(path, None)
        return document, [document.mistake((), "JSON does not parse: a number of thousands of digits")]
    document = _WithoutLines(path, data, dict.fromkeys(_places(data, ()), 0))
    return document, [document.mistake((), f"key repeated: {key!a}") for key in repeated]


def _places(data: object, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*path, str(key)))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _places(value, (*path, place))


def _csv(text: str, path: str) -> tuple[Document, Sequence[Mistake]]:
    """One row per user; number, requester and recipient are in every row, or in the first."""
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    lines: dict[Path, int] = {(): 1, ("users",): 1}
    data: dict[str, Any] = {"users": []}
    place = Document(path, data, lines)
    mistakes: list[Mistake] = []
    try:
        heading = next((row for row in reader if any(cell.strip() for cell in row)), [])
        columns = [word.strip().lower() for word in heading]
        mistakes += [
            place.mistake((), f"no column {name!a}", nearest(name, COLUMNS))
            for name in columns
            if name not in COLUMNS
        ]
        if len(set(columns)) < len(columns):
            mistakes.append(place.mistake((), "a column is there twice"))
        if mistakes:
            return Document(path, None), mistakes
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                mistakes += _row(place, columns, row, start)
            start = reader.line_num + 1
    except csv.Error as error:
        line = Document(path, None, {(): reader.line_num})
        mistakes.append(line.mistake((), f"CSV does not parse: {error}"))
        if not data["users"]:
            return Document(path, None), mistakes
    return place, mistakes


def _row(document: Document, columns: list[str], row: list[str], line: int) -> Iterator[Mistake]:
    lines, users = _filled(document), document.data["users"]
    here: Path = ("users", len(users))
    lines[here] = line
    if len(row) != len(columns):
        # The cells are read all the same, so that every mistake is reported at once.
        yield document.mistake(here, f"the row has {len(row)} cells, the heading {len(columns)}")
    cells: dict[str, Any] = {
        name: cell.strip() for name, cell in zip(columns, row, strict=False) if cell.strip()
    }
    for name in _HEADER:
        value = cells.pop(name, None)
        if value is None:
            continue
        if document.data.setdefault(name, value) != value:
            yield document.mistake(here, f"another {name} than in the rows before")
        lines.setdefault((name,), line)
    if "headends" in cells:
        cells["headends"] = re.split(r"[\s,;]+", cells["headends"].strip(" ,;"))
    if "disabled" in cells:
        cells["disabled"] = {"true": True, "false": False}.get(cells["disabled"].lower(), cells["disabled"])
    for name in cells:
        lines[*here, name] = line
    users.append(cells)


def _filled(document: Document) -> dict[Path, int]:
    """The lines of a document that is still being read."""
    lines = document.lines
    assert isinstance(lines, dict)  # noqa: S101 - made by _csv
    return lines


PARSERS: Final = {"yaml": _yaml, "json": _json, "csv": _csv}
