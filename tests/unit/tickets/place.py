"""The example inventory with other users and settings, and a ticket against it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources
from flexvpn.intent.inventory import Inventory, build
from flexvpn.tickets.decision import Decision, Situation
from flexvpn.tickets.judgement import decide
from flexvpn.tickets.ledger import History, LedgerEntry
from flexvpn.tickets.parser import Draft, read_ticket

EXAMPLE = Path(__file__).resolve().parents[3] / "inventory"
TODAY = date(2026, 11, 24)
KEYRING = "secret_store: {kind: keyring}\n"
USERS: dict[str, dict[str, Any]] = {
    "alice": {"password": "env:ALICE", "headends": ["all"], "ticket": "CHG1", "owner": "owner@example.com"},
    "bob": {"password": "env:BOB", "headends": ["edge-split"], "expires": "2026-12-31"},
    "carol": {"password": "env:CAROL", "headends": ["edge-full"], "disabled": True},
}


def inventory(
    users: dict[str, dict[str, Any]] | None = None, settings: str = KEYRING, defaults: str = ""
) -> Inventory:
    def document(name: str) -> Document:
        return read_document((EXAMPLE / name).read_text(), name)[0]

    text = (EXAMPLE / "defaults.yaml").read_text()
    given, _ = read_document(text.replace("credential: password", defaults or "credential: password"), "d")
    record, _ = read_document(yaml.safe_dump({"users": USERS if users is None else users}), "users.yaml")
    built = build(
        Sources(
            hosts=document("hosts.yaml"),
            groups=document("groups.yaml"),
            defaults=given,
            settings=read_document(settings, "settings.yaml")[0],
            users=(record,),
        ),
        TODAY,
    )
    assert not built.mistakes
    return built.inventory


def draft(*users: dict[str, Any], **header: Any) -> Draft:  # noqa: ANN401 - whatever a ticket holds
    return read_ticket(yaml.safe_dump({"ticket": "CHG2", **header, "users": [*users]}), "ticket.yaml", "yaml")


def add(name: str = "dave", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {"action": "add", "name": name, "headends": ["all"], **more}


def judged(
    ticket: Draft,
    *,
    ledger: tuple[LedgerEntry, ...] = (),
    place: Inventory | None = None,
    max_delete: int = 10,
) -> tuple[Decision | None, str]:
    situation = Situation(place or inventory(), History(ledger), TODAY, max_delete)
    decision, mistakes = decide(ticket, situation)
    return None if mistakes else decision, "\n".join(str(mistake) for mistake in mistakes)


def decided(ticket: Draft, **given: Any) -> Decision:  # noqa: ANN401 - as `judged`
    decision, text = judged(ticket, **given)
    assert decision is not None, text
    return decision


def refused(ticket: Draft, **given: Any) -> str:  # noqa: ANN401 - as `judged`
    decision, text = judged(ticket, **given)
    assert decision is None
    return text


def entry(ticket: Draft, user: str, result: str, **more: Any) -> LedgerEntry:  # noqa: ANN401 - fields
    request = next(request for _, request in ticket.requests if request.name == user)
    assert ticket.header is not None
    given: dict[str, Any] = {
        "time": datetime(2026, 11, 24, tzinfo=UTC),
        "ticket": ticket.header.ticket,
        "digest": ticket.digest(),
        "by": "ops",
        "user": user,
        "action": getattr(request, "action"),  # noqa: B009 - every kind of request has one
        "result": result,
    }
    return LedgerEntry.model_validate(given | more)
