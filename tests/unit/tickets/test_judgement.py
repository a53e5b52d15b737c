"""What a ticket changes, what it is refused for, and what it does when it is run again."""

from __future__ import annotations

from typing import Any

import pytest

from flexvpn.tickets.ledger import History
from flexvpn.tickets.parser import Draft
from tests.unit.tickets.place import USERS, add, decided, draft, entry, inventory, judged, refused

EVERY = ("edge-split", "edge-full", "edge-legacy")


def change(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a ticket holds
    return {"action": "change", "name": "bob", **more}


def test_somebody_new_is_made_a_password_and_goes_to_every_headend_that_is_named() -> None:
    (dave,) = decided(draft(add(headends=["split-tunnel"]))).changes
    assert dave.new
    assert dave.generates
    assert dave.credential == "password"
    assert dave.headends == ("edge-split", "edge-legacy")
    assert dave.sets == {"headends": ("split-tunnel",), "ticket": "CHG2"}


def test_a_change_of_headends_touches_those_that_gain_or_lose_the_user() -> None:
    (bob,) = decided(draft(change(headends=["edge-full"]))).changes
    assert bob.headends == ("edge-split", "edge-full")
    assert bob.credential is None


def test_a_change_of_headends_is_proved_on_each_that_it_names() -> None:
    """Users.yaml may have had the user there, and no deployment brought him."""
    (bob,) = decided(draft(change(headends=["all"]))).changes
    assert bob.headends == EVERY


def test_a_change_of_the_last_day_touches_no_router() -> None:
    (bob,) = decided(draft(change(expires="never"))).changes
    assert bob.headends == ()
    assert bob.sets == {"expires": None, "ticket": "CHG2"}


def test_a_disabled_user_comes_back_by_a_change() -> None:
    (carol,) = decided(draft({"action": "change", "name": "carol", "disabled": False})).changes
    assert carol.headends == ("edge-full",)


def test_who_is_let_in_again_elsewhere_is_taken_off_where_routers_may_have_them_still() -> None:
    """Nobody may have deployed since the last day, or since somebody disabled them by hand."""
    endings: tuple[dict[str, Any], ...] = ({"expires": "2026-01-31"}, {"disabled": True})
    for ended in endings:
        place = inventory({"erin": {"password": "env:ERIN", "headends": ["all"], **ended}})
        again: dict[str, Any] = {"action": "change", "name": "erin", "headends": ["edge-full"]}
        again |= {"expires": "never"} if "expires" in ended else {"disabled": False}
        (erin,) = decided(draft(again), place=place).changes
        assert erin.headends == EVERY, ended


@pytest.mark.parametrize("action", ["disable", "remove"])
def test_who_loses_access_leaves_every_headend(action: str) -> None:
    (alice,) = decided(draft({"action": action, "name": "alice"})).changes
    assert alice.headends == EVERY
    assert alice.gone == (action == "remove")


def test_a_reset_reaches_every_headend_and_gives_the_old_password_up() -> None:
    (alice,) = decided(draft({"action": "reset-password", "name": "alice"})).changes
    assert alice.headends == EVERY
    assert alice.generates
    assert str(alice.replaces) == "env:ALICE"


def test_where_secrets_are_stored_a_hash_is_made_and_no_store_is_needed() -> None:
    place = inventory(settings="", defaults="credential: secret")
    (dave,) = decided(draft(add()), place=place).changes
    assert dave.credential == "secret"


LATE = inventory(
    {
        **USERS,
        **{
            name: {"password": "env:LATE", "headends": ["edge-split"], "expires": "2026-11-23"}
            for name in ("erin", "frank")
        },
    }
)


def test_another_last_day_brings_a_user_back_to_every_headend_that_is_named() -> None:
    for expires in ("2026-11-24", "never"):
        ticket = draft({"action": "change", "name": "erin", "expires": expires})
        (erin,) = decided(ticket, place=LATE).changes
        assert (erin.headends, erin.credential) == (("edge-split",), None)


def test_who_leaves_after_the_last_day_is_looked_for_wherever_users_yaml_names() -> None:
    (erin,) = decided(draft({"action": "remove", "name": "erin"}), place=LATE).changes
    assert erin.headends == ("edge-split",)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an administrator": (add("Admin"), "Admin is our own log-in on edge-split: never touched by a ticket"),
    "a reserved word": (add("all"), "all is a reserved word"),
    "a user who is there": (add("alice"), "alice is in users.yaml already by ticket CHG1"),
    "a user who is there in capitals": (
        add("ALICE"),
        "ALICE is in users.yaml already by ticket CHG1 as alice",
    ),
    "a user who is not there": (
        {"action": "remove", "name": "alise"},
        "no user alise in users.yaml (did you mean alice?)",
    ),
    "a headend that is not there": (
        add(headends=["edge-splt"]),
        "no host or group 'edge-splt' (did you mean edge-split?)",
    ),
    "a day that has passed": (add(expires="2026-11-23"), "expires: 2026-11-23 has passed"),
    "a password for a disabled user": ({"action": "reset-password", "name": "carol"}, "carol is disabled"),
    "a password for a user whose day is over": (
        {"action": "reset-password", "name": "erin"},
        "erin's last day, 2026-11-23, is over: no headend would let them in (change with another `expires`",
    ),
    "another headend for a user whose day is over": (
        {"action": "change", "name": "frank", "headends": ["edge-full"]},
        "frank's last day, 2026-11-23, is over",
    ),
    "a name with a space": (add("two words"), "names are printable ASCII without spaces"),
    "a name with a quote": (add('du"ke'), 'hold no "?", quote'),
    "a name with a question mark": (add("who?"), 'hold no "?", quote'),
    "a name with a line end": (add("x\nno aaa new-model"), "printable ASCII"),
    "a name with a control character": (add("x\x03"), "printable ASCII"),
    "a name that is not ASCII": (add("zoë"), "printable ASCII"),
    "a name that is too long": (add("x" * 65), "at most 64 characters"),
    "a name that a secret would be put in the place of": (
        add("<secret:0123456789ab>"),
        "stands for a secret",
    ),
    "a keyword": (add("password"), "keyword of the username command"),
}


@pytest.mark.parametrize("case", BAD)
def test_refused_is(case: str) -> None:
    request, words = BAD[case]
    assert words in refused(draft(request), place=LATE)


def test_every_fault_is_named_and_none_hides_another() -> None:
    text = refused(draft(*(request for request, _ in BAD.values())), place=LATE)
    missing = [case for case, (_, words) in BAD.items() if words not in text]
    assert missing == []


def test_two_actions_on_one_user_are_refused_however_the_name_is_spelled() -> None:
    text = refused(draft({"action": "remove", "name": "bob"}, add("BOB")))
    assert "BOB is in this ticket already (users.0)" in text


def test_more_removals_than_were_agreed_to_are_refused() -> None:
    ticket = draft({"action": "remove", "name": "alice"}, {"action": "remove", "name": "bob"})
    assert "2 removals, and no more than 1 are agreed to" in refused(ticket, max_delete=1)
    assert decided(ticket, max_delete=2).changes


def test_a_password_that_would_be_kept_nowhere_is_not_made() -> None:
    assert "settings.yaml names no secret_store" in refused(draft(add()), place=inventory(settings=""))
    assert decided(draft(add(password="env:DAVE")), place=inventory(settings="")).changes


def test_the_number_of_another_ticket_is_refused() -> None:
    before = draft(add())
    ledger = (entry(before, "dave", "begun"),)
    assert "ticket CHG2 was run before with other content (2026-11-24" in refused(
        draft(add("erin")), ledger=ledger
    )


def test_a_ticket_that_was_refused_may_come_again_mended() -> None:
    assert refused(draft(add("all")))
    assert decided(draft(add("dave"))).changes


def recorded(ticket: Any, *names: str) -> tuple[Any, ...]:  # noqa: ANN401 - a draft; ledger entries
    return tuple(
        line
        for name in names
        for line in (entry(ticket, name, "begun", headends=EVERY), entry(ticket, name, "recorded"))
    )


def test_the_same_ticket_again_has_nothing_left_to_decide() -> None:
    ticket = draft(add(), {"action": "remove", "name": "zoe"})
    users = {**USERS, "dave": {"password": "env:D", "headends": ["all"], "ticket": "CHG2"}}
    decision = decided(ticket, ledger=recorded(ticket, "dave", "zoe"), place=inventory(users))
    assert decision.changes == ()


def test_a_ticket_is_not_refused_for_a_day_that_passed_since_it_was_recorded() -> None:
    ticket = draft(add(expires="2026-11-20"))
    users = {**USERS, "dave": {"password": "env:D", "headends": ["all"], "ticket": "CHG2"}}
    assert decided(ticket, ledger=recorded(ticket, "dave"), place=inventory(users)).changes == ()


def test_a_run_that_died_between_file_and_ledger_is_seen_by_the_ticket_in_the_file() -> None:
    ticket = draft(add())
    users = {**USERS, "dave": {"password": "env:D", "headends": ["all"], "ticket": "CHG2"}}
    decision = decided(ticket, ledger=(entry(ticket, "dave", "begun"),), place=inventory(users))
    assert decision.changes == ()


def test_a_run_that_died_before_the_file_was_written_is_decided_anew() -> None:
    ticket = draft(add())
    decision = decided(ticket, ledger=(entry(ticket, "dave", "begun"),))
    assert [change.name for change in decision.changes] == ["dave"]


def test_an_old_ticket_does_not_take_back_what_a_later_one_did() -> None:
    ticket = draft(change(headends=["edge-full"]))
    users = {**USERS, "bob": {"password": "env:B", "headends": ["all"], "ticket": "CHG3"}}
    assert decided(ticket, ledger=recorded(ticket, "bob"), place=inventory(users)).changes == ()


def test_headends_that_store_different_kinds_do_not_share_a_user() -> None:
    place = inventory()
    host = place.hosts["edge-full"]
    section = host.headend.local_users.model_copy(update={"credential": "secret"})
    object.__setattr__(host, "headend", host.headend.model_copy(update={"local_users": section}))
    assert "some of these headends store passwords, others secrets" in refused(draft(add()), place=place)
    assert judged(draft(add(headends=["edge-full"])), place=place)[0]


def test_what_is_left_of_a_ticket_is_what_nobody_has_proved() -> None:
    ticket = draft(add())
    lines = (*recorded(ticket, "dave"), entry(ticket, "dave", "done", headend="edge-split"))
    history = History((*lines, entry(ticket, "dave", "failed", headend="edge-full")))
    assert list(history.pending("CHG2")) == ["edge-full", "edge-legacy"]
    assert not history.finished("CHG2")
    rest = (entry(ticket, "dave", "done", headend=name) for name in EVERY)
    assert History((*lines, *rest)).finished("CHG2")


def test_a_removal_that_was_not_finished_is_found_by_the_users_name() -> None:
    ticket = draft({"action": "remove", "name": "zoe"})
    lines = recorded(ticket, "zoe")
    assert list(History(lines).leaving("zoe")) == ["CHG2"]
    done = (entry(ticket, "zoe", "done", headend=name) for name in EVERY)
    assert list(History((*lines, *done)).leaving("zoe")) == []


def test_who_leaves_is_looked_for_wherever_a_ticket_has_put_him() -> None:
    """A person may have edited users.yaml since, and deployed nothing."""
    put = draft(add(headends=["all"]), ticket="CHG0")
    ledger = tuple(entry(put, "dave", "done", headend=name) for name in ("edge-split", "edge-full"))
    dave = {"password": "env:DAVE", "headends": ["edge-split"], "disabled": True}
    place, leaves = inventory({"dave": dave}), draft({"action": "remove", "name": "dave"})
    (gone,) = decided(leaves, ledger=ledger, place=place).changes
    assert gone.headends == ("edge-split", "edge-full")
    taken = entry(put, "dave", "done", headend="edge-full", action="disable")
    (gone,) = decided(leaves, ledger=(*ledger, taken), place=place).changes
    assert gone.headends == ("edge-split",)


def test_the_digest_of_a_ticket_is_made_once_however_many_users_it_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten thousand users made ten thousand digests of ten thousand users each."""
    ticket = draft(*(add(f"user{number}") for number in range(20)))
    ledger = tuple(entry(ticket, f"user{number}", "begun") for number in range(20))
    made: list[Draft] = []
    digest = Draft.digest

    def counted(self: Draft) -> str:
        made.append(self)
        return digest(self)

    monkeypatch.setattr(Draft, "digest", counted)
    assert len(decided(ticket, ledger=ledger).changes) == 20
    assert len(made) == 1
