"""Reads a ticket from YAML, JSON or CSV, and reports every mistake in its form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from flexvpn.intent.documents import Document, Path
from flexvpn.intent.validation import nearest, read
from flexvpn.tickets.formats import COLUMNS, PARSERS, Kind
from flexvpn.tickets.ticket import REQUESTS, Add, Header, Request

if TYPE_CHECKING:
    from flexvpn.base.mistake import Mistake

MOST: Final = 10_000_000
"""The largest ticket, in characters or bytes. A thousand users take a hundredth of this."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket as far as it can be read.

    Attributes:
        document: the file.
        header: number and addresses; None if they are wrong.
        requests: each with its place in the list; those with mistakes are left out.
        mistakes: in the form of the ticket.
    """

    document: Document
    header: Header | None
    requests: tuple[tuple[int, Request], ...] = ()
    mistakes: tuple[Mistake, ...] = field(default=())

    def mistake(self, place: int, key: str, problem: str, hint: str = "") -> Mistake:
        """A mistake in one request."""
        path: Path = ("users", place, key) if key else ("users", place)
        return self.document.mistake(path, problem, hint)

    def digest(self) -> str:
        """A digest of the content, the same whether the ticket is YAML, JSON or CSV (SHA-256, 16 digits)."""
        content = {
            "header": self.header.model_dump(mode="json") if self.header else None,
            "users": [request.model_dump(mode="json") for _, request in self.requests],
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def read_ticket(text: str, path: str, kind: Kind) -> Draft:
    """Read a ticket. Raises nothing: the draft holds every mistake. No message repeats a value."""
    if len(text) > MOST:
        document = Document(path, None)
        return Draft(document, None, mistakes=(document.mistake((), "too large for a ticket"),))
    document, mistakes = PARSERS[kind](text.removeprefix("\ufeff"), path)
    if mistakes and not document.data:
        return Draft(document, None, mistakes=tuple(mistakes))
    draft = draft_of(document)
    return replace(draft, mistakes=(*mistakes, *draft.mistakes))


def guess_kind(text: str) -> Kind:
    """The format of a ticket from stdin: JSON begins with a brace, CSV with its heading."""
    first = text.removeprefix("\ufeff").lstrip()
    if first.startswith("{"):
        return "json"
    heading = first.partition("\n")[0].replace(";", ",").split(",")
    return "csv" if len(heading) > 1 and {word.strip().lower() for word in heading} & {*COLUMNS} else "yaml"


def draft_of(document: Document) -> Draft:
    """The draft of a ticket from a document's data."""
    data = document.data
    if not isinstance(data, dict):
        problem = "a ticket has keys: ticket, users, and requester and recipient where they are needed"
        return Draft(document, None, mistakes=(document.mistake((), problem),))
    rest = {key: value for key, value in data.items() if key != "users"}
    header, mistakes = read(Header, document, (), rest)
    users = data.get("users")
    if not isinstance(users, list) or not users:
        mistakes.append(document.mistake(("users",), "expected a list with at least one user"))
        users = []
    requests: list[tuple[int, Request]] = []
    for place, item in enumerate(users):
        request, wrong = _request(document, place, item, header)
        mistakes += wrong
        if request is not None:
            requests.append((place, request))
    return Draft(document, header, tuple(requests), tuple(mistakes))


def _request(
    document: Document, place: int, item: object, header: Header | None
) -> tuple[Request | None, list[Mistake]]:
    path: Path = ("users", place)
    if not isinstance(item, dict):
        return None, [document.mistake(path, "a user has keys: action, name and others")]
    action = item.get("action")
    if not isinstance(action, str) or action not in REQUESTS:
        hint = nearest(action if isinstance(action, str) and action.isprintable() else "", REQUESTS)
        problem = "is missing" if action is None else "no such action"
        return None, [document.mistake((*path, "action"), problem, hint)]
    request, mistakes = read(REQUESTS[action], document, path, item)
    if isinstance(request, Add) and request.owner is None and header is not None:
        request = request.model_copy(update={"owner": header.requester})
    return request, mistakes
