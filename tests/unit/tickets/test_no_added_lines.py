"""From a ticket's text to the text that is sent: whatever is in the ticket, no line is added."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from flexvpn.base.credentials import Credentials, fill, token, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.base.values import Release
from flexvpn.intent.documents import read_document
from flexvpn.intent.users import read_users
from flexvpn.ios.config import parse
from flexvpn.planning.planner import build_plan
from flexvpn.planning.scope import UserScope
from flexvpn.router.inspection import Observation
from flexvpn.router.materials import Materials
from flexvpn.tickets.decision import UserChange
from flexvpn.tickets.formats import COLUMNS
from flexvpn.tickets.parser import Draft, read_ticket
from flexvpn.tickets.passwords import unfit
from flexvpn.tickets.users_text import Edit, edited
from tests.effort import effort
from tests.unit.tickets.place import TODAY, inventory, judged

NASTY = [
    "\n",
    "\r",
    "\x0b",
    "\x85",
    "\u2028",
    " ",
    "!",
    "^C",
    "?",
    '"',
    "|",
    "\t",
    "\x00",
    "no ",
    "end",
    "\\",
    "é",
]
words = (
    st.sampled_from(["alice", "bob", "dave", "x\nno aaa new-model", "x\r\nend", "all", "edge-split"])
    | st.just(token(SecretRef.parse("env:ALICE")))
    | st.text(max_size=20)
    | st.lists(st.sampled_from([*NASTY, "a", "Z", "9", "-", "."]), max_size=8).map("".join)
)
actions = st.sampled_from(["add", "change", "reset-password", "disable", "remove"])
requests = st.fixed_dictionaries(
    {"action": actions, "name": words},
    optional={
        "headends": st.lists(st.sampled_from(["all", "edge-split"]) | words, max_size=2),
        "owner": words,
        "note": words,
        "expires": st.sampled_from(["2099-01-01", "never"]) | words,
        "password": st.sampled_from(["env:X", "file:x"]) | words.map("env:{}".format),
    },
)
PLACE = inventory()


def sent(change: UserChange, password: str) -> list[str]:
    """What a router without users would be sent for one change."""
    reference = change.reference or SecretRef.parse("keyring:headend/x")
    record = "users:\n  alice:\n    password: env:ALICE\n    headends: [all]\n    ticket: CHG1\n"
    credential = {"password": str(reference)} if change.credential else {}
    if change.name != "alice" and not change.new:
        return []
    text = edited(record, [Edit(change.name, {**credential, **change.sets}, gone=change.gone)])
    entries, mistakes = read_users(
        (read_document(text, "users.yaml")[0],),
        PLACE.hosts,
        {group for host in PLACE.hosts.values() for group in host.groups},
    )
    assert mistakes == []
    headend = PLACE.hosts["edge-split"].headend
    users = tuple(entry.local_user() for entry in entries if entry.on("edge-split", ("split-tunnel",), TODAY))
    section = headend.local_users.model_copy(update={"users": users})
    scope = UserScope(frozenset({change.name}))
    narrowed = scope.intent(headend.model_copy(update={"local_users": section}))
    references = {token_name(user.password): user.password for user in users if user.password}
    values = {name: Secret(password) for name in references}
    observed = Observation(release=Release.model_validate("17.9.4"), config=parse("hostname edge\n"))
    plan = build_plan(narrowed, Materials(credentials=Credentials(values)), observed, scope)
    return fill("\n".join(plan.lines), values).splitlines() if plan.lines else []


def holds(draft: Draft, password: str) -> None:
    decision, mistakes = judged(draft, place=PLACE, max_delete=100)
    if mistakes or unfit(Secret(password)):
        return
    assert decision is not None
    for change in decision.changes:
        lines = sent(change, password)
        assert len(lines) <= 1
        for line in lines:
            assert line == f"username {change.name} privilege 0 password 0 {password}"


@effort(3)
@given(st.lists(requests, min_size=1, max_size=3), words)
@example([{"action": "add", "name": "dave", "headends": ["all"]}], "pass word")
@example([{"action": "add", "name": "dave", "headends": ["all"]}], "x\nno aaa new-model")
def test_no_yaml_and_no_json_adds_a_line(users: list[dict[str, Any]], password: str) -> None:
    holds(read_ticket(json.dumps({"ticket": "CHG2", "users": users}), "t", "json"), password)


@effort(3)
@given(st.lists(requests, min_size=1, max_size=3), words)
def test_no_csv_adds_a_line(users: list[dict[str, Any]], password: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for user in users:
        writer.writerow({"ticket": "CHG2", **user, "headends": " ".join(user.get("headends", ()))})
    holds(read_ticket(text.getvalue(), "t.csv", "csv"), password)


def test_what_the_property_looks_at_is_really_sent() -> None:
    draft = read_ticket(
        '{"ticket": "C", "users": [{"action": "add", "name": "dave", "headends": ["all"]}]}', "t", "json"
    )
    decision, _ = judged(draft, place=PLACE)
    assert decision is not None
    assert sent(decision.changes[0], "pw") == ["username dave privilege 0 password 0 pw"]
