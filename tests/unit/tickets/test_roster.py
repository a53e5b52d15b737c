"""Who may connect where, and what owners answer when they are asked."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.users.text import roster_csv, roster_text
from flexvpn.ios.config import parse
from flexvpn.report.layout import plain
from flexvpn.tickets.parser import read_ticket
from flexvpn.tickets.recertification import read_sheet, removal_ticket, sheets, ticket_number
from flexvpn.tickets.roster import Roster, RosterUser, roster_user, strangers
from tests.unit.tickets.place import TODAY, USERS, decided, inventory

PLACE = inventory({**USERS, "late": {"password": "env:L", "headends": ["all"], "expires": "2026-11-23"}})
KNOWN = {entry.name: entry for entry in PLACE.users}


def everybody() -> tuple[RosterUser, ...]:
    return tuple(roster_user(entry, PLACE.hosts, TODAY) for entry in PLACE.users)


def test_the_state_of_each_user() -> None:
    assert {user.name: user.state for user in everybody()} == {
        "alice": "active",
        "bob": "active",
        "carol": "disabled",
        "late": "expired",
    }


def test_headends_are_named_one_by_one_and_who_is_disabled_or_has_expired_has_none() -> None:
    headends = {user.name: user.headends for user in everybody()}
    assert headends["alice"] == ("edge-split", "edge-full", "edge-legacy")
    assert (headends["carol"], headends["late"]) == ((), ())


def test_who_is_on_a_router_unasked_is_found_and_operators_are_not() -> None:
    config = parse(
        "username admin privilege 15 secret 9 x\nusername alice password 0 x\nusername eve password 0 x\n"
        "username netops privilege 15 secret 9 x\nusername late privilege 0 password 0 x\n"
    )
    unasked = strangers(PLACE.hosts["edge-split"], config)
    assert [(stranger.name, stranger.privilege) for stranger in unasked] == [("eve", 1), ("late", 0)]
    text = plain(roster_text(Roster(users=everybody(), strangers=unasked, asked=("edge-split",))))
    assert "edge-split: eve (privilege 1) is on the router and nobody asked for them" in text
    assert "edge-split: late (privilege 0) is still on the router though expired on 2026-11-23" in text


def test_the_table_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(roster_csv(Roster(users=everybody())))))
    assert [row["name"] for row in rows] == ["alice", "bob", "carol", "late"]
    assert rows[1]["expires"] == "2026-12-31"


def answered(text: str, **answers: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(row | {"answer": answers.get(row["name"], "keep")} for row in rows)
    return out.getvalue()


def test_each_owner_gets_a_sheet_and_its_answers_become_removals() -> None:
    by_owner = sheets(everybody())
    assert set(by_owner) == {"owner@example.com", "no-owner"}
    names, mistakes = read_sheet(answered(by_owner["no-owner"], bob="remove", late="Remove "), "s.csv", KNOWN)
    assert mistakes == ()
    assert names == ("bob", "late")
    text = removal_ticket(names, ticket_number(names, "20261124"))
    assert [change.gone for change in decided(read_ticket(text, "t", "yaml"), place=PLACE).changes] == [
        True,
        True,
    ]


@pytest.mark.parametrize("name", ["1e5", "12345", "no", "true", "2027-01-31", "<<", "a:b", "'"])
def test_the_ticket_of_removals_names_each_user_as_text(name: str) -> None:
    draft = read_ticket(removal_ticket([name], "RECERT-1"), "t", "yaml")
    assert draft.mistakes == ()
    assert [request.name for _, request in draft.requests] == [name]


@pytest.mark.parametrize("text", ["name,answer\n", "\nname;answer\n;\n\n", "name,answer,note\n,,\n"])
def test_a_sheet_whose_rows_are_gone_is_no_answer(text: str) -> None:
    names, mistakes = read_sheet(text, "s.csv", KNOWN)
    assert names == ()
    assert mistakes


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("zoe,keep", "s.csv:5: zoe: no such user in users.yaml"),
        ("bob,keep", "s.csv:5: bob: this user has a row already"),
        ("alice,", "s.csv:5: alice: not answered: keep or remove"),
        ("alice,perhaps", "s.csv:5: alice: the answer is keep or remove"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused(row: str, words: str) -> None:
    _, mistakes = read_sheet(f"name,answer\nbob,keep\ncarol,keep\nlate,keep\n{row}\n", "s.csv", KNOWN)
    assert words in [str(mistake).split(" (")[0] for mistake in mistakes]


def test_a_row_that_somebody_deleted_is_no_answer() -> None:
    _, mistakes = read_sheet("name,answer\nbob,keep\ncarol,keep\n", "s.csv", KNOWN)
    assert [str(mistake) for mistake in mistakes] == [
        "s.csv: late: the row of this user is missing (answer it: keep or remove)"
    ]


def test_what_is_no_sheet_is_refused() -> None:
    _, mistakes = read_sheet("a,b\n1,2\n", "s.csv", KNOWN)
    assert "no columns name and answer" in str(mistakes[0])


@given(st.text(alphabet="=+-@'abc", min_size=1, max_size=6))
def test_no_name_is_a_formula_and_every_name_comes_back(name: str) -> None:
    user = RosterUser(name=name, headends=(), state="active")
    (text,) = sheets([user]).values()
    row = next(csv.DictReader(io.StringIO(text)))
    assert not row["name"].startswith(("=", "+", "-", "@"))
    _, mistakes = read_sheet(answered(text), "s.csv", {})
    assert [mistake.key for mistake in mistakes] == [ascii(name)[1:-1]]
