"""Whose sessions end with a push, and who is connected without being meant to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flexvpn.drift.comparison import Drift, find_drift
from flexvpn.planning.plan import Plan
from flexvpn.planning.planner import build_plan
from flexvpn.planning.waivers import spare
from flexvpn.report.layout import plain
from flexvpn.report.plan_text import plan_text
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.leavers import leavers
from flexvpn.router.record import Record, recorded
from flexvpn.router.sessions import UserSession, asks_for_users, user_sessions
from flexvpn.sections.expectations import Waiver
from flexvpn.sections.headend import Headend
from flexvpn.sections.section import Ref
from tests.builders import headend
from tests.unit.checks.router import ANSWERS, IKE_SAS, NOW, SESSIONS, Router

ANN = "username ann privilege 0 password 0 x\n"
HERS = UserSession(user="Ann", address="198.51.100.7", port=50001)
OURS = UserSession(user="TEST", address="198.51.100.7", port=50002)
SESSION, SA = "show crypto session detail", "show crypto ikev2 sa detailed"


def record(*users: str) -> Record:
    refs = [Ref("user", name) for name in users]
    return Record(
        tool_version="1", pushed_at=datetime(2026, 1, 1, tzinfo=UTC), plan_digest="", objects=recorded(refs)
    )


def seen(
    config: str = "", *sessions: UserSession, recorded: tuple[str, ...] = ("ann", "test")
) -> Observation:
    router = Router().having(config)
    return replace(router.observation, record=record(*recorded), sessions=sessions)


def planned(observation: Observation) -> Plan:
    router = Router()
    return build_plan(router.intent, router.materials, observation)


def drifted(observation: Observation, us: str = "", **barred: str) -> Drift:
    router = Router()
    inspection = Inspection("edge", observation, {})
    return find_drift(router.intent, router.materials, inspection, NOW, us=us, barred=barred)


def test_the_session_of_whoever_is_removed_ends_however_the_name_is_spelled() -> None:
    plan = planned(seen(ANN, HERS, OURS))
    assert (plan.removed_users, plan.ends, plan.nameless) == (("ann",), (HERS,), 0)
    text = plain(plan_text(plan))
    assert "    - Ann from 198.51.100.7: session ends" in text
    assert "cost: 1 session of users who leave will end, no other is cut" in text


def test_whose_account_is_gone_already_and_whom_the_record_knows_is_something_to_do() -> None:
    plan = planned(seen("", HERS))
    assert (plan.steps, plan.ends, bool(plan)) == ((), (HERS,), True)


def test_nobody_elses_session_ends() -> None:
    """Not ours: an account that nobody recorded, somebody with no account here, whom a RADIUS server may know."""
    for config in (ANN, ""):
        assert planned(seen(config, HERS, OURS, recorded=("test",))).ends == ()


def test_who_is_in_the_intent_under_another_spelling_stays() -> None:
    intent = headend(local_users={"users": [{"name": "ANN", "password": "env:ANN"}]})
    assert leavers(intent, seen(ANN, HERS), ("ann",)) == frozenset()


def test_an_administrator_whom_an_older_record_lists_stays() -> None:
    users = {"users": [{"name": "test", "password": "env:TEST"}], "administrators": ["ann"]}
    assert leavers(headend(local_users=users), seen("", HERS), ()) == frozenset()


def test_who_is_connected_is_no_part_of_what_is_agreed_to() -> None:
    plans = [
        planned(seen(ANN, *sessions))
        for sessions in ((), (HERS,), (HERS, OURS), (UserSession(user="", address="x"),))
    ]
    assert len({plan.digest() for plan in plans}) == 1


def test_a_user_who_is_borne_stays_connected() -> None:
    waiver = Waiver.model_validate({"line": "username ann", "reason": "until Friday", "until": "2026-12-01"})
    spared = spare(planned(seen(ANN, HERS)), {"username ann": waiver})
    assert (spared.steps, spared.ends) == ((), ())


def test_where_the_router_names_no_user_no_session_is_called_safe() -> None:
    plan = planned(seen(ANN, UserSession(user="", address="198.51.100.9")))
    assert plan.nameless == 1
    assert "cost: no session is known to end; 1 session of which the router names no user" in plain(
        plan_text(plan)
    )


def test_drift_names_each_person_who_should_not_be_connected_once_with_the_reason() -> None:
    again = HERS.model_copy(update={"address": "198.51.100.8"})
    eve = UserSession(user="eve", address="198.51.100.9")
    drift = drifted(seen("", HERS, again, OURS, eve), ann="expired on 2026-11-23")
    assert [(session.user, session.addresses, session.ends) for session in drift.sessions] == [
        ("Ann", ("198.51.100.7", "198.51.100.8"), True),
        ("eve", ("198.51.100.9",), False),
    ]
    assert list(drift.differences()) == [
        ("session", "Ann is connected though expired on 2026-11-23"),
        ("session", "eve is connected and is not in users.yaml for this headend"),
    ]
    assert drift.fixable


def test_whom_a_server_may_know_is_a_note_and_who_may_not_connect_a_difference() -> None:
    eve = UserSession(user="eve", address="198.51.100.9")
    router = Router()
    own = "aaa authentication login a-eap-authen-local local"
    assert own in router.config
    asking = replace(
        router, config=router.config.replace(own, own.replace("local local", "local group RG local"))
    )
    drift = find_drift(
        asking.intent,
        asking.materials,
        Inspection(
            "edge", replace(asking.observation, record=record("ann", "test"), sessions=(HERS, eve)), {}
        ),
        NOW,
        barred={"ann": "disabled"},
    )
    assert [session.user for session in drift.sessions] == ["Ann"]
    assert "1 user connected and not in users.yaml: the server that a list asks may know them" in drift.notes


def test_another_address_is_no_news() -> None:
    moved = HERS.model_copy(update={"address": "198.51.100.8"})
    assert drifted(seen("", HERS)).digest() == drifted(seen("", moved)).digest()


def test_only_whom_a_push_ends_makes_a_headend_fixable() -> None:
    drift = drifted(seen("", HERS, recorded=("test",)))
    assert (bool(drift), drift.fixable) == (True, False)


def test_our_own_log_in_and_sessions_of_the_intent_are_no_difference() -> None:
    assert not drifted(seen("", OURS, HERS), us="ANN")


def test_a_session_without_a_name_is_a_note_and_not_nobody() -> None:
    drift = drifted(seen("", UserSession(user="", address="198.51.100.9")))
    assert "1 session of which the router names no user: whose is not known" in drift.notes


def test_names_are_asked_for_only_where_sessions_are_shown_without_them() -> None:
    nobody = SESSIONS.split("Interface:", maxsplit=1)[0]
    named = SESSIONS.replace("Profile:", "Username: test\nProfile:")
    assert asks_for_users("edge", {SESSION: nobody}) == ()
    assert asks_for_users("edge", {SESSION: SESSIONS}) == (SA,)
    assert asks_for_users("edge", {SESSION: named}) == ()
    assert asks_for_users("edge", ANSWERS) == ()


def test_a_session_has_its_users_name_from_wherever_the_router_shows_it() -> None:
    named = SESSIONS.replace("Profile:", "Username: test\nProfile:")
    for answers in (
        ANSWERS,
        {SESSION: named},
        {SESSION: named, SA: "% Invalid input detected at '^' marker."},
    ):
        assert [session.user for session in user_sessions("edge", answers)] == ["test"]
    (unknown,) = user_sessions("edge", {SESSION: SESSIONS})
    assert (unknown.user, unknown.address, unknown.port) == ("", "192.0.2.100", 50899)


def test_a_tunnel_that_no_person_logged_in_to_is_nobodys_session() -> None:
    """A FlexVPN spoke has a Virtual-Access interface as well, and proves itself by a key."""
    site = IKE_SAS.replace("      Remote EAP id: test\n", "").replace("verify: AnyConnect-EAP", "verify: PSK")
    assert user_sessions("edge", {SESSION: SESSIONS, SA: site}) == ()


def test_an_intent_without_users_knows_nobody() -> None:
    intent: Headend = headend(local_users={"users": []})
    assert leavers(intent, seen("", OURS), ("test",)) == {"test", "ann"}
