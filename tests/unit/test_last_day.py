"""`expires` is a user's last day: until 24:00 UTC a headend should have the user, after it none should."""

from __future__ import annotations

from datetime import date

import pytest

from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources
from flexvpn.intent.inventory import Inventory, build
from tests.unit.test_drafts import GOOD

USERS = """\
users:
  bob:
    password: env:BOB
    headends: [edge]
    expires: 2026-11-23
  carol: {password: env:CAROL, headends: [all], disabled: true}
  dave: {password: env:DAVE, headends: [all]}
"""


def on(day: date) -> Inventory:
    empty = Document("none", None)
    hosts = Document("hosts.yaml", {"edge": {"hostname": "192.0.2.1", "data": GOOD}})
    built = build(Sources(hosts, empty, empty, empty, (read_document(USERS, "users.yaml")[0],)), day)
    assert not built.mistakes
    return built.inventory


@pytest.mark.parametrize(
    ("day", "there"), [(date(2026, 11, 23), ["bob", "dave"]), (date(2026, 11, 24), ["dave"])], ids=str
)
def test_the_day_itself_still_counts_and_the_next_one_does_not(day: date, there: list[str]) -> None:
    host = on(day).hosts["edge"]
    assert [user.name for user in host.headend.local_users.users] == there


def test_who_may_not_connect_any_more_is_known_with_the_reason() -> None:
    assert on(date(2026, 11, 24)).hosts["edge"].barred == {
        "bob": "expired on 2026-11-23",
        "carol": "disabled",
    }


def test_an_entry_whose_day_is_over_is_warned_of_where_it_stands() -> None:
    def said(day: date) -> list[str]:
        return [str(mistake) for mistake in on(day).warnings if mistake.path == "users.yaml"]

    assert said(date(2026, 11, 23)) == []
    (warning,) = said(date(2026, 11, 24))
    assert warning.startswith(
        "users.yaml:5: users.bob.expires: the last day is over: no headend should have bob"
    )
