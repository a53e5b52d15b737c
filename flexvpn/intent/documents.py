"""Reads YAML into data with the line of every value; what does not parse, and a repeated key, is a mistake.

YAML 1.2's rules for plain words, as Nornir reads the same files: ``no`` and ``on`` are words, ``16.9`` is a number.
Keys are always text. PyYAML's parser in C reads ten thousand users in a second, ruamel.yaml needs four times that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

import yaml

from flexvpn.base.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Mapping

_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STANDARD = "tag:yaml.org,2002:"
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_NAMED = re.compile(r"(?<=alias|nchor|andle)\s.*")
"""Quotes of the file in a parser's message, which are removed: a password that begins with * is an alias to YAML."""
_MOST_BY_ALIASES: Final = 100_000
"""How many values aliases may add to those that the file writes out: nine lines of aliases can stand for millions."""
_DEEPEST: Final = 100
"""How deep lists and mappings may be nested."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

Path = tuple["str | int", ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One file.

    Attributes:
        path: of the file, as messages name it.
        data: plain dicts, lists and scalars; scalars that look like 16.10 keep their text in `texts`.
        lines: the line (from 1) of each value by its path; of a mapping's entry the line of its key.
    """

    path: str
    data: Any
    lines: Mapping[Path, int] = field(repr=False, default_factory=dict)

    def line(self, path: Path) -> int | None:
        """The line of a value, or of the innermost mapping or list around it that has a line."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def mistake(self, path: Path, problem: str, hint: str = "") -> Mistake:
        """A mistake at this place."""
        return Mistake(problem, path=self.path, line=self.line(path), key=dotted(path), hint=hint)


def dotted(path: Path) -> str:
    """``("hosts", 0, "name")`` as ``hosts.0.name``."""
    return ".".join(str(part) if str(part).isprintable() else ascii(part) for part in path)


def read_document(text: str, path: str) -> tuple[Document, tuple[Mistake, ...]]:
    """The document, as far as it can be read, and every mistake in its YAML."""
    try:
        if _is_deep(text):
            return _too_deep(path)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = f"YAML does not parse: {_NAMED.sub('', error.problem or error.context or '')}"
        return Document(path, None), (Mistake(problem, path=path, line=line),)
    except yaml.YAMLError as error:
        return Document(path, None), (Mistake(f"YAML does not parse: {_first_line(error)}", path=path),)
    reader = _Reader(path, len(text) + _MOST_BY_ALIASES)
    try:
        data = reader.value(root, ()) if root is not None else None
    except RecursionError:  # aliases within aliases
        return _too_deep(path)
    return Document(path, data, reader.lines), tuple(reader.mistakes)


def _is_deep(text: str) -> bool:
    """True for more levels than anybody writes, on which the parser in C would overflow its stack and crash."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


def _too_deep(path: str) -> tuple[Document, tuple[Mistake, ...]]:
    return Document(path, None), (Mistake("YAML does not parse: nested too deeply", path=path),)


def _first_line(error: yaml.YAMLError) -> str:
    return str(error).split("\n", maxsplit=1)[0]


class _Reader:
    """Turns YAML's nodes into data, and notes lines and mistakes."""

    def __init__(self, path: str, most: int) -> None:
        self.path = path
        self._left = most
        self.lines: dict[Path, int] = {}
        self.mistakes: list[Mistake] = []
        self._above: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._left -= 1
        if self._left < 0:
            if self._left == -1:
                self._mistake(node, path, "aliases (*) stand for too much here: write it out")
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._above:
            self._mistake(node, path, "an alias to something that holds it")
            return None
        self._above.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(child, (*path, place)) for place, child in enumerate(node.value)]
            return self._mapping(node, path)
        finally:
            self._above.discard(id(node))

    def _mapping(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or (key_node.value == "<<" and not key_node.style):
                self._mistake(key_node, path, "a key is one word; merge keys (<<) are not read here")
                continue
            key: str = key_node.value
            place = (*path, key)
            if key in mapping:
                self._mistake(
                    key_node, place, f"key repeated; it is there already in line {self.lines[place]}"
                )
                continue
            self.lines[place] = key_node.start_mark.line + 1
            mapping[key] = self.value(child, place)
        return mapping

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        text: str = node.value
        if not node.tag.startswith(_STANDARD):
            self._mistake(node, path, "tags (!) are not read here")
            return None
        if node.style:  # quoted; the parser in C says '' for a plain word, the one in Python None
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return Number(text)
        return text

    def _mistake(self, node: yaml.Node, path: Path, problem: str) -> None:
        self.mistakes.append(
            Mistake(problem, path=self.path, line=node.start_mark.line + 1, key=dotted(path))
        )


class Number(float):
    """A number that keeps the text that it was written as: release 16.10 is not 16.1."""

    def __new__(cls, text: str) -> Self:
        """Read the number and keep its text."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __str__(self) -> str:
        """As it was written."""
        return self.text
