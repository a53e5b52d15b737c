"""Differences between two configurations as text, as ``show archive config`` and ``configure replace`` make them."""

from __future__ import annotations

import dataclasses
import re

NOISE = re.compile(
    r"(?:!.*|end|Building configuration.*|Current configuration.*|version .*|boot-(?:start|end)-marker|"
    r"license udi .*|Using \d+ out of .*)?$"
)


@dataclasses.dataclass(slots=True)
class Item:
    """One line, as it stood, and what is indented below it."""

    text: str
    raw: str
    children: list[Item] = dataclasses.field(default_factory=list)

    def lines(self) -> list[str]:
        """The line and all below it, as they stood."""
        return [self.raw, *(line for child in self.children for line in child.lines())]


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What must go and what must come inside one block; ``path`` is the headers above it."""

    path: tuple[str, ...]
    gone: tuple[Item, ...]
    come: tuple[Item, ...]


def parse(text: str) -> list[Item]:
    """Nested lines of a configuration; comments and the lines that are not configuration left out."""
    root: list[Item] = []
    stack: list[tuple[int, list[Item]]] = [(-1, root)]
    lines = iter(text.splitlines())
    for raw in lines:
        stripped = raw.strip()
        if NOISE.match(stripped):
            continue
        indent = len(raw) - len(raw.lstrip())
        while indent <= stack[-1][0]:
            stack.pop()
        whole = [raw]
        if stripped.startswith("banner ") and stripped.count("^C") == 1:
            for more in lines:
                whole.append(more)
                if "^C" in more:
                    break
        joined = "\n".join(whole)
        item = Item(joined.strip(), joined)
        stack[-1][1].append(item)
        stack.append((indent, item.children))
    return root


def stored_form(text: str) -> str:
    """A configuration with its certificates as startup-config has them: a serial number, no content."""
    text = re.sub(r"(?m)^( certificate (?:(?:ca|self-signed) )?[0-9A-Fa-f]+)(?: nvram:\S+)?$", r"\1", text)
    return re.sub(r"(?m)^  (?:[0-9A-Fa-f ]+|\tquit)\n", "", text)


def compare(old: list[Item], new: list[Item], path: tuple[str, ...] = ()) -> list[Difference]:
    """Every block in which the two differ, outermost first."""
    old_by = {item.text: item for item in old}
    new_by = {item.text: item for item in new}
    gone = tuple(item for item in old if item.text not in new_by)
    come = tuple(item for item in new if item.text not in old_by)
    found = [Difference(path, gone, come)] if gone or come else []
    for text, item in new_by.items():
        twin = old_by.get(text)
        if twin is not None and (twin.children or item.children):
            found += compare(twin.children, item.children, (*path, text))
    return found


def contextual(old: str, new: str) -> str:
    """``show archive config differences``: plus for what is new, minus for what is gone."""
    lines: list[str] = []

    def emit(sign: str, item: Item, depth: int) -> None:
        lines.append(f"{sign}{' ' * depth}{item.text}")
        for child in item.children:
            emit(sign, child, depth + 1)

    def walk(old_items: list[Item], new_items: list[Item], depth: int) -> None:
        old_by = {item.text: item for item in old_items}
        new_by = {item.text: item for item in new_items}
        for item in new_items:
            if item.text not in old_by:
                emit("+", item, depth)
        for item in new_items:
            twin = old_by.get(item.text)
            if twin is not None and compare(twin.children, item.children):
                lines.append(f" {' ' * depth}{item.text}")
                walk(twin.children, item.children, depth + 1)
        for item in old_items:
            if item.text not in new_by:
                emit("-", item, depth)

    walk(parse(old), parse(new), 0)
    return "\n".join(lines)


def incremental(running: str, candidate: str) -> list[str]:
    """``show archive config incremental-diffs``: lines of the candidate that running-config lacks."""

    def flat(items: list[Item]) -> set[str]:
        return {item.text for item in items}

    def walk(new: list[Item], old: list[Item], depth: int) -> list[str]:
        lines: list[str] = []
        known = flat(old)
        by_text = {item.text: item for item in old}
        for item in new:
            negated = item.text.removeprefix("no ") if item.text.startswith("no ") else None
            if (
                negated is not None
                and item.text not in known
                and not any(text == negated or text.startswith(negated + " ") for text in known)
            ):
                continue
            if item.children:
                twin = by_text.get(item.text)
                inner = walk(item.children, twin.children if twin else [], depth + 1)
                if inner or twin is None:
                    lines += [" " * depth + item.text, *inner]
            elif item.text not in known:
                lines.append(" " * depth + item.text)
        return lines

    return walk(parse(candidate), parse(running), 0)


def rollback(old: str, new: str) -> list[list[str]]:
    """Commands that turn one configuration into the other: removals, last things first, then additions.

    Each inner list is one block: the headers that lead to it and the lines to enter there.
    """
    differences = compare(parse(old), parse(new))
    commands: list[list[str]] = []
    for difference in reversed(differences):
        head = [" " * depth + text for depth, text in enumerate(difference.path)]
        commands += [[*head, " " * len(head) + negate(item.text)] for item in reversed(difference.gone)]
    for difference in differences:
        head = [" " * depth + text for depth, text in enumerate(difference.path)]
        commands += [[*head, *item.lines()] for item in difference.come]
    return commands


def negate(line: str) -> str:
    """``no X`` for ``X`` and the other way round; certificates and numbered entries by their number."""
    if line.startswith("no "):
        return line[3:]
    if line.startswith("interface ") and " type " in line:
        return f"no {line.partition(' type ')[0]}"
    numbered = re.match(r"(\d+) (?:permit|deny) ", line)
    if numbered:
        return f"no {numbered[1]}"
    return f"no {line}"
