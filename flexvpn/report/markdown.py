"""Drift as Markdown: for a ticket, a merge request, a chat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.base.credentials import legible
from flexvpn.base.plurals import counted
from flexvpn.report.prometheus import state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.drift.comparison import Drift
    from flexvpn.report.document import Document, Entry

_WORDS = {"in_sync": "in sync", "drift": "**drift**", "unreachable": "**not reached**"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def markdown(document: Document[Drift]) -> str:
    """A table over the fleet, and what differs below, headend by headend."""
    lines = [
        f"# Drift, {document.started:%Y-%m-%d %H:%M} UTC",
        "",
        "| headend | state | differences | waived | certificate | changed last |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_row(entry) for entry in document.headends),
    ]
    for entry in document.headends:
        lines += _details(entry)
    return "\n".join(lines) + "\n"


def _row(entry: Entry[Drift]) -> str:
    found = entry.result
    if found is None:
        cells = ["", "", "", ""]
    else:
        used = [one for one in found.condition.certificates if one.in_use and one.days is not None]
        days = counted(used[0].days or 0, "day") if used else ""
        cells = [
            str(sum(1 for _ in found.differences()) or ""),
            str(len(found.waived) or ""),
            days,
            _plain(found.changed_last) if found else "",
        ]
    return f"| {' | '.join((_plain(entry.headend), _WORDS[state_of(entry)], *cells))} |"


def _details(entry: Entry[Drift]) -> Iterator[str]:
    found = entry.result
    if (
        entry.problem is None
        and found is not None
        and not (found or found.held or found.waived or found.fixed)
    ):
        return
    yield from ("", f"## {_plain(entry.headend)}", "")
    if entry.problem is not None:
        yield f"Not reached: {_plain(entry.problem.message)} ({entry.problem.code})"
        if entry.problem.hint:
            yield f"\n{_plain(entry.problem.hint)}"
    if found is not None:
        yield from _differences(found)


def _differences(found: Drift) -> Iterator[str]:
    yield from (f"- put right: {_plain(text)}" for text in found.fixed)
    yield from (f"- not proved: users do not get in: {_plain(text)}" for text in found.shut)
    yield from (f"- {_plain(text)}" for text in (*found.files, *found.certificates))
    for what, names in (
        ("missing", found.users.missing),
        ("changed", found.users.changed),
        ("that nobody asked for", found.users.unknown),
    ):
        if names:
            yield f"- users {what}: {', '.join(map(_plain, names))}"
    yield from (
        f"- still on the router though {_plain(why)}: {_plain(name)}"
        for name, why in found.users.barred.items()
    )
    yield from (f"- {_plain(f'{one.user} is connected {one.why}')}" for one in found.sessions)
    yield from (f"- in our way: {_plain(one.line)}: {_plain(one.harm)}" for one in found.intruders)
    for part in found.sections:
        yield from _fenced(f"{part.section.replace('_', ' ')}: to put it right", part.marked())
    if found.unsaved:
        yield from _fenced("not saved", ((text[0], text[2:]) for text in found.unsaved))
    yield from (f"- left alone: {_plain(one.line)} ({_plain(str(one))})" for one in found.held)
    yield from (
        f"- waived until {one.until}: {_plain(one.line)} ({_plain(one.reason)})" for one in found.waived
    )
    yield from (f"- typed by {_plain(text)}" for text in found.typed)
    yield from (f"- note: {_plain(note)}" for note in found.notes)


def _fenced(title: str, lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    pairs = [(mark, legible(line)) for mark, line in lines]
    longest = max((len(run) for _, line in pairs for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{_plain(title)}:", "", f"{fence}diff")
    yield from (f"{mark} {line}" for mark, line in pairs)
    yield from (fence, "")


def _plain(text: str) -> str:
    """A text that Markdown takes for text; a table's cell stays on its line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
