"""One ticket in three forms; what is wrong with a form is said all at once."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.tickets.formats import COLUMNS, PARSERS
from flexvpn.tickets.parser import guess_kind, read_ticket
from flexvpn.tickets.ticket import Add, Change, ticket_schema

TICKET: dict[str, Any] = {
    "ticket": "CHG0000002",
    "requester": "owner@example.com",
    "users": [
        {"action": "add", "name": "dave", "headends": ["edge-split", "edge-full"], "expires": "2027-11-30"},
        {"action": "change", "name": "bob", "disabled": False},
        {"action": "remove", "name": "alice"},
    ],
}
CSV = """ticket,requester,action,name,headends,expires,disabled
CHG0000002,owner@example.com,add,dave,edge-split edge-full,2027-11-30,
CHG0000002,owner@example.com,change,bob,,,false
CHG0000002,owner@example.com,remove,alice,,,
"""
FORMS = {"yaml": yaml.safe_dump(TICKET), "json": json.dumps(TICKET), "csv": CSV}


@pytest.mark.parametrize("kind", FORMS)
def test_the_same_ticket_reads_alike_from(kind: Any) -> None:  # noqa: ANN401 - one of three words
    draft = read_ticket(FORMS[kind], "ticket", kind)
    assert draft.mistakes == ()
    assert draft.digest() == read_ticket(FORMS["yaml"], "other", "yaml").digest()
    _, dave = draft.requests[0]
    assert isinstance(dave, Add)
    assert dave.owner == "owner@example.com"


@pytest.mark.parametrize("kind", FORMS)
def test_the_form_of_a_ticket_from_stdin_is_recognised(kind: str) -> None:
    assert guess_kind(FORMS[kind]) == kind


def test_a_spreadsheet_writes_semicolons_a_byte_order_mark_and_dos_line_ends() -> None:
    text = "\ufeff" + CSV.replace(",", ";").replace("\n", "\r\n")
    draft = read_ticket(text, "t.csv", "csv")
    assert draft.mistakes == ()
    assert len(draft.requests) == 3


def faults(text: str, kind: Any = "yaml") -> list[str]:  # noqa: ANN401 - one of three words
    return [str(mistake) for mistake in read_ticket(text, "t", kind).mistakes]


def test_every_fault_of_a_ticket_is_named_with_its_line() -> None:
    text = """ticket: "CHG 2"
requestor: x@example.com
users:
- action: add
  name: two words
  headends: []
- action: vanish
  name: bob
- action: change
  name: bob
- name: bob
"""
    listed = "\n".join(faults(text))
    for words in (
        "t:1: ticket:",
        "t:2: requestor: unknown key (did you mean requester?)",
        "t:5: users.0.name: IOS-XE names are printable ASCII without spaces",
        "t:6: users.0.headends: at least one is needed",
        "t:7: users.1.action: no such action",
        "t:9: users.2: a change says what is to change",
        "t:11: users.3.action: is missing",
    ):
        assert words in listed


def test_a_row_of_a_csv_is_named_by_its_line() -> None:
    text = 'ticket,action,name\nC1,add,"line\nbreak"\nC1,remove\nC2,remove,bob\n'
    listed = "\n".join(faults(text, "csv"))
    assert "t:2: users.0.name: IOS-XE names" in listed
    assert "t:4: users.1: the row has 2 cells, the heading 3" in listed
    assert "t:5: users.2: another ticket than in the rows before" in listed
    assert "users: expected a list" not in listed


def test_a_row_that_is_too_long_is_the_only_fault_where_it_is_the_only_one() -> None:
    text = "ticket,action,name,headends\nC1,add,alice,all,555\n"
    assert faults(text, "csv") == ["t:2: users.0: the row has 5 cells, the heading 4"]


def test_a_csv_may_begin_with_empty_rows_and_lists_headends_as_a_spreadsheet_does() -> None:
    text = '\n,,,\nticket,action,name,headends\nC1,add,alice,"edge-split, edge-full"\nC1,add,bob,a;b c\n'
    draft = read_ticket(text, "t", "csv")
    assert draft.mistakes == ()
    assert [getattr(request, "headends", ()) for _, request in draft.requests] == [
        ("edge-split", "edge-full"),
        ("a", "b", "c"),
    ]


@pytest.mark.parametrize(
    "day",
    [
        4102444800,
        "4102444800",
        "2099-01-01T00:00:00",
        "2099-01-01 00:00:00",
        "2099-1-1",
        "01.02.2099",
        1e9,
        True,
    ],
)
@pytest.mark.parametrize("action", ["add", "change"])
def test_a_day_is_written_in_one_way_and_a_number_is_none(day: object, action: str) -> None:
    user = {"action": action, "name": "bob", "headends": ["all"], "expires": day}
    (fault,) = faults(json.dumps({"ticket": "C1", "users": [user]}), "json")
    assert "users.0.expires: a day is written as 2027-01-31" in fault


@pytest.mark.parametrize("address", ["a\x1b[31m@example.com", "a\u202e@example.com", "a\x00@b"])
def test_no_address_holds_what_a_terminal_would_obey(address: str) -> None:
    user = {"action": "add", "name": "bob", "headends": ["all"], "owner": address}
    (fault,) = faults(json.dumps({"ticket": "C1", "users": [user]}), "json")
    assert "users.0.owner: an address holds no control character" in fault


@pytest.mark.parametrize("name", ["12345", "1e5", "true", "1.5"])
def test_a_name_that_yaml_reads_as_something_else_is_refused_with_what_to_do(name: str) -> None:
    text = "ticket: C1\nusers:\n- {action: add, name: %s, headends: [all]}\n"
    assert "users.0.name: text is expected; a number, true, false or null" in faults(text % name)[0]
    assert faults(text % f'"{name}"') == []
    assert faults(f"ticket,action,name,headends\nC1,add,{name},all\n", "csv") == []


@pytest.mark.parametrize("nothing", [{}, {"expires": None}, {"headends": None, "note": None}])
def test_a_change_of_nothing_is_refused(nothing: dict[str, None]) -> None:
    text = json.dumps({"ticket": "C1", "users": [{"action": "change", "name": "bob", **nothing}]})
    assert "a change says what is to change" in faults(text, "json")[0]


def test_a_column_that_nobody_knows_is_refused() -> None:
    assert faults("ticket,name,acton\nC1,x,add\n", "csv") == ["t:1: no column 'acton' (did you mean action?)"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("{", "json", "JSON does not parse"),
        ('{"ticket": "a", "ticket": "b", "users": []}', "json", "key repeated: 'ticket'"),
        ("[" * 100_000, "json", "JSON does not parse"),
        ('{"ticket": ' + "1" * 5000 + "}", "json", "a number of thousands of digits"),
        ("a: [", "yaml", "YAML does not parse"),
        ("[" * 1_000_000, "yaml", "nested too deeply"),
        ("{a: " * 5_000 + "1" + "}" * 5_000, "yaml", "nested too deeply"),
        ("- " * 20_000 + "x", "yaml", "nested too deeply"),
        ("", "yaml", "a ticket has keys"),
        ("", "csv", "ticket: is missing"),
        ('ticket,name\n"C1,x', "csv", "CSV does not parse"),
        ("x" * 10_000_001, "yaml", "too large"),
    ],
)
def test_what_is_no_ticket_is_refused(text: str, kind: str, words: str) -> None:
    assert any(words in fault for fault in faults(text, kind))


def test_a_clear_text_password_is_refused_and_not_repeated() -> None:
    ticket = {"ticket": "C1", "users": [{**TICKET["users"][0], "password": "canary-in-the-clear"}]}
    listed = "\n".join(faults(yaml.safe_dump(ticket)))
    assert "password" in listed
    assert "canary" not in listed


def test_a_key_that_is_no_recipient_is_refused() -> None:
    assert "recipient" in faults(yaml.safe_dump({**TICKET, "recipient": "ssh-rsa AAAA"}))[0]


def test_other_content_is_another_digest() -> None:
    other = {**TICKET, "users": TICKET["users"][:2]}
    first, second = (read_ticket(yaml.safe_dump(data), "t", "yaml") for data in (TICKET, other))
    assert first.digest() != second.digest()


def test_never_is_a_last_day_that_a_change_can_set() -> None:
    text = yaml.safe_dump({"ticket": "C", "users": [{"action": "change", "name": "bob", "expires": "never"}]})
    _, change = read_ticket(text, "t", "yaml").requests[0]
    assert isinstance(change, Change)
    assert change.expires == "never"


def test_the_schema_names_every_action() -> None:
    text = json.dumps(ticket_schema())
    for action in ("add", "change", "reset-password", "disable", "remove"):
        assert f'"const": "{action}"' in text


@given(st.text(), st.sampled_from(sorted(PARSERS)))
def test_any_text_reads_or_is_refused(text: str, kind: Any) -> None:  # noqa: ANN401 - one of three words
    draft = read_ticket(text, "t", kind)
    assert draft.mistakes or draft.requests


@given(st.lists(st.fixed_dictionaries({}, optional={name: st.text() for name in COLUMNS}), max_size=4))
def test_any_cells_read_or_are_refused(rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    draft = read_ticket(text.getvalue(), "t", "csv")
    assert draft.mistakes or draft.requests
