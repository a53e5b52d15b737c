"""What is left of a ticket, and what a later ticket takes over from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flexvpn.report.tickets_text import open_text
from flexvpn.tickets.judgement import unlisted
from flexvpn.tickets.ledger import History, LedgerEntry
from tests.unit.tickets.place import inventory

A, B = "edge-split", "edge-full"


def line(ticket: str, result: str, action: str = "remove", *, minute: int = 0, **more: object) -> LedgerEntry:
    given = {
        "time": datetime(2026, 11, 24, 12, minute, tzinfo=UTC),
        "ticket": ticket,
        "digest": "0" * 16,
        "by": "ops",
        "user": "zoe",
        "action": action,
        "result": result,
    }
    return LedgerEntry.model_validate(given | more)


def begun(
    ticket: str, action: str = "remove", *, at: int = 0, headends: tuple[str, ...] = (A, B)
) -> LedgerEntry:
    return line(ticket, "begun", action, minute=at, headends=headends)


LEFT = (begun("OFF1"), line("OFF1", "recorded"), line("OFF1", "done", headend=A))
"""A removal that edge-full was down for."""


def test_an_open_ticket_says_which_users_it_waits_for_on_which_routers() -> None:
    (left,) = History(LEFT).open()
    assert (left.ticket, left.headends, left.unrecorded) == ("OFF1", {B: ("zoe",)}, ())
    (text,) = open_text(left)
    assert text.text == "OFF1: open on edge-full (zoe): `headend offboard --expired` goes on with it"


def test_what_was_never_recorded_is_no_work_for_a_router() -> None:
    """users.yaml still has the user: the router would be brought into line with that, and called done."""
    history = History((begun("OFF1"),))
    assert history.pending("OFF1") == {}
    (left,) = history.open()
    assert left.unrecorded == ("zoe",)
    (text,) = open_text(left)
    assert text.text == "OFF1: begun, and never written to users.yaml for zoe: run the same again"


def test_who_is_let_in_again_where_an_open_removal_waits_is_no_longer_its_business() -> None:
    again = (begun("CHG9", "add", at=1), line("CHG9", "recorded", "add", minute=1))
    history = History((*LEFT, *again))
    assert history.finished("OFF1")
    assert history.superseded("OFF1")
    assert [ticket.ticket for ticket in history.open()] == ["CHG9"]
    assert history.overtaken("CHG9") == ("OFF1",)


def test_a_removal_waits_on_for_a_router_that_the_later_ticket_does_not_go_to() -> None:
    again = (begun("CHG9", "add", at=1, headends=(A,)), line("CHG9", "recorded", "add", minute=1))
    assert History((*LEFT, *again)).left("OFF1").headends == {B: ("zoe",)}


@pytest.mark.parametrize(
    "again",
    [
        (begun("CHG9", "add", at=1),),
        (begun("CHG9", "add", at=1), line("CHG9", "failed", "add", headend=B)),
    ],
    ids=["begun and killed", "failed and not recorded"],
)
def test_a_later_ticket_that_users_yaml_never_had_takes_nothing_over(again: tuple[LedgerEntry, ...]) -> None:
    assert History((*LEFT, *again)).left("OFF1").headends == {B: ("zoe",)}


def test_an_older_ticket_that_a_merge_has_put_behind_takes_no_removal_over() -> None:
    """``merge=union`` keeps all lines, in whatever order."""
    removal = (begun("OFF1", at=5), line("OFF1", "recorded", minute=5))
    older = (begun("CHG1", "add", at=1), line("CHG1", "recorded", "add", minute=1))
    assert History((*removal, *older)).left("OFF1").headends == {A: ("zoe",), B: ("zoe",)}


def test_what_was_begun_and_killed_is_closed_by_whoever_does_it_under_another_number() -> None:
    killed = History((begun("OFF1"), begun("OFF2", at=1), line("OFF2", "recorded", minute=1)))
    assert [ticket.ticket for ticket in killed.open()] == ["OFF2"]


def test_what_is_begun_again_is_proved_again() -> None:
    history = History((begun("OFF1"), line("OFF1", "done", headend=A), *LEFT[:2]))
    assert set(history.pending("OFF1")) == {A, B}


def test_what_a_killed_run_wrote_to_users_yaml_is_known_by_it() -> None:
    users = inventory().users
    gone = begun("OFF1")
    (stays, written) = (
        begun(ticket, "add").model_copy(update={"user": "alice"}) for ticket in ("CHG7", "CHG1")
    )
    assert unlisted(History((gone, stays, written)), users) == (gone, written)


def test_a_router_that_users_yaml_gives_the_user_again_is_not_called_done() -> None:
    back = line("OFF1", "superseded", headend=B)
    history = History((*LEFT, back))
    assert history.finished("OFF1")
    assert history.superseded("OFF1")
    assert history.held("zoe") == frozenset()
