"""Recertification: owners answer keep or remove for each of their users, and the answers become a ticket."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML

from flexvpn.base.mistake import Mistake
from flexvpn.tickets.spans import dumped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flexvpn.intent.users import UserEntry
    from flexvpn.tickets.roster import RosterUser

ANSWERS: Final = ("keep", "remove")
NOBODY: Final = "no-owner"
_COLUMNS: Final = ("name", "headends", "expires", "ticket", "note", "answer")
_FORMULA: Final = ("=", "+", "-", "@", "'")


def sheets(users: Iterable[RosterUser]) -> dict[str, str]:
    """One CSV per owner, by the owner's address; the column ``answer`` is empty: keep or remove."""
    by_owner: dict[str, list[RosterUser]] = {}
    for user in users:
        by_owner.setdefault(user.owner or NOBODY, []).append(user)
    return {owner: _sheet(theirs) for owner, theirs in sorted(by_owner.items())}


def read_sheet(
    text: str, path: str, users: Mapping[str, UserEntry]
) -> tuple[tuple[str, ...], tuple[Mistake, ...]]:
    """The users to remove, and a mistake for every row that is unknown, unanswered, repeated or missing.

    A sheet that lacks a user of its owner is refused: a deleted row is not an answer.
    """
    mistakes: list[Mistake] = []
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    if not {"name", "answer"} <= set(reader.fieldnames or ()):
        return (), (Mistake("no columns name and answer", path=path, line=1),)
    answers: dict[str, str] = {}
    for row in reader:
        name, answer = _bare(row["name"] or ""), (row["answer"] or "").strip().lower()
        mistakes += [
            Mistake(problem, path=path, line=reader.line_num, key=ascii(name)[1:-1])
            for problem in _wrong(name, answer, users, answers)
        ]
        answers.setdefault(name, answer)
    if not answers:
        mistakes.append(
            Mistake("no row has an answer", path=path, hint="every row is answered: keep or remove")
        )
    owners = {users[name].owner for name in answers if name in users}
    mistakes += [
        Mistake(
            "the row of this user is missing", path=path, key=entry.name, hint="answer it: keep or remove"
        )
        for entry in users.values()
        if entry.owner in owners and entry.name not in answers
    ]
    return tuple(name for name, answer in answers.items() if answer == "remove"), tuple(mistakes)


def removal_ticket(names: Sequence[str], number: str) -> str:
    """A ticket that removes them, in YAML, as `headend onboard` reads it."""
    # Written by ruamel.yaml, which follows YAML 1.2: PyYAML would write a user 1e5 without quotes.
    users = [{"action": "remove", "name": name} for name in names]
    return dumped(YAML(), {"ticket": number, "users": users})


def ticket_number(names: Sequence[str], day: str) -> str:
    """The ticket's number: the same for the same answers on the same day."""
    return f"RECERT-{day}-{sha256(chr(0).join(names).encode()).hexdigest()[:6]}"


def _sheet(users: list[RosterUser]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for user in users:
        cells = (user.name, " ".join(user.headends), user.expires, user.ticket, user.note, "")
        writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: an apostrophe before it makes it text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _wrong(name: str, answer: str, users: Mapping[str, UserEntry], answers: Mapping[str, str]) -> list[str]:
    if name not in users:
        return ["no such user in users.yaml"]
    if name in answers:
        return ["this user has a row already"]
    return (
        []
        if answer in ANSWERS
        else ["not answered: keep or remove" if not answer else "the answer is keep or remove"]
    )
