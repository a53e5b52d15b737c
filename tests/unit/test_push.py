from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.credentials import Credentials, token_name
from flexvpn.base.finding import Admits, Finding, Status
from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import Release
from flexvpn.ios.config import parse
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, Plan, RemoveCertificate
from flexvpn.planning.push import Bundle, PushOutcome, changed, is_unfinished, judge, new_record, replan
from flexvpn.planning.scope import UserScope
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.materials import Materials
from flexvpn.router.record import Record, Retirement, recorded
from flexvpn.router.sessions import UserSession
from flexvpn.sections.intended import render
from flexvpn.sections.section import Ref
from tests.builders import headend, part

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SESSION = """
Interface: Virtual-Access{number}
Profile: AnyConnect-EAP
Session status: UP-ACTIVE
Peer: 192.0.2.{number} port 50899 fvrf: (none) ivrf: (none)
      Phase1_id: *$AnyConnectClient$*
  Session ID: {number}
  IKEv2 SA: local 192.0.2.254/4500 remote 192.0.2.{number}/50899 Active
          Capabilities:N connid:{number} lifetime:23:40:54
"""


def finding(check: str, status: Status, section: str = "") -> Finding:
    return Finding(check=check, status=status, evidence="because", section=section)


def inspection(running: str = "", sessions: int = 0, **observed: object) -> Inspection:
    observation = Observation(release=Release.model_validate("17.9.4"), config=parse(running), **observed)  # type: ignore[arg-type]
    text = "".join(SESSION.format(number=number) for number in range(1, sessions + 1))
    return Inspection("edge", observation, {"show crypto session detail": text})


def bundle(checks: Callable[[Inspection], tuple[Finding, ...]] = lambda _: ()) -> Bundle:
    return Bundle(
        headend(), Materials(credentials=Credentials()), now=lambda: NOW, tool_version="1", checks=checks
    )


def done() -> str:
    """The configuration of a router on which nothing is left to do, its user's password apart."""
    return "\n".join(
        line for line in render(headend()).text().splitlines() if not line.startswith("username ")
    )


def gate(**changes: object) -> Finding:
    """A failure for which `verify` says that users do not get in."""
    found = Finding(check="gate", status=Status.FAIL, evidence="it is shut", admits=Admits.NOBODY)
    return found.model_copy(update=changes)


def gated(pushed: Plan, before: tuple[Finding, ...], after: tuple[Finding, ...], **given: object) -> str:
    """Why a push is undone of which the checks say this before and that after."""
    one, other = inspection(done()), inspection(done())
    found = {id(one.answers): before, id(other.answers): after}
    judged = replace(bundle(lambda looked_at: found[id(looked_at.answers)]), **given)  # type: ignore[arg-type]
    return reasons(pushed, one, other, judged)


def plan(*sections: str, **changes: object) -> Plan:
    parts = tuple(part(section, "x") for section in sections)
    steps = (MergeConfig(parts=parts),) if parts else ()
    return Plan(headend="edge", release="17.9.4", steps=steps).model_copy(update=changes)


def reasons(pushed: Plan, before: Inspection, after: Inspection, with_: Bundle | None = None) -> str:
    return "\n".join(judge(pushed, with_ or bundle(), before, after)[0])


def test_what_the_router_did_not_keep_is_named() -> None:
    text = done().replace("ip local pool ACPool 192.168.10.5 192.168.10.10\n", "")
    assert "still missing: " in reasons(plan(), inspection(), inspection(text))


def test_a_user_that_is_missing_is_shown_with_the_reference_of_the_password() -> None:
    references = {token_name(SecretRef.parse("env:TEST")): "env:TEST"}
    given = replace(bundle(), materials=Materials(credentials=Credentials(), references=references))
    found = reasons(plan(), inspection(), inspection(done()), given)
    assert "username test privilege 0 password 0 env:TEST" in found


@pytest.mark.parametrize(
    ("before", "after", "section", "undone"),
    [
        (Status.PASS, Status.FAIL, "", True),
        (Status.FAIL, Status.FAIL, "", False),
        (Status.FAIL, Status.FAIL, "http", True),
        (Status.SKIP, Status.FAIL, "ipsec", False),
        (Status.PASS, Status.WARN, "http", False),
    ],
)
def test_a_check_undoes_a_push_where_it_passed_before_or_is_of_a_section_that_was_touched(
    before: Status, after: Status, section: str, *, undone: bool
) -> None:
    one, other = inspection(done()), inspection(done())
    checks = {id(one.answers): before, id(other.answers): after}
    judged = bundle(lambda looked_at: (finding("check", checks[id(looked_at.answers)], section),))
    assert ("check check" in reasons(plan("http"), one, other, judged)) is undone


@pytest.mark.parametrize(
    ("before", "undone"),
    [
        (gate(status=Status.PASS, admits=Admits.ALL), True),
        (gate(status=Status.SKIP, admits=Admits.ALL), True),
        (gate(status=Status.WARN, admits=Admits.UNSURE), True),
        (gate(admits=Admits.SOME), True),
        (gate(), False),
        (gate(evidence="it was shut otherwise"), False),
    ],
)
def test_what_keeps_everybody_out_undoes_a_push_unless_it_did_so_before(
    before: Finding, *, undone: bool
) -> None:
    assert ("check gate: it is shut" in gated(plan("http"), (before,), (gate(),))) is undone


@pytest.mark.parametrize(("was", "undone"), [("it is shut", False), ("there is none", True)])
def test_a_gate_of_a_touched_section_stays_shut_only_in_the_same_words(was: str, *, undone: bool) -> None:
    before, after = gate(section="loopback", evidence=was), gate(section="loopback")
    assert ("check gate" in gated(plan("loopback"), (before,), (after,))) is undone


def test_a_waived_gate_undoes_nothing() -> None:
    waived = gate(status=Status.WARN, waived="a test, until 2026-12-24")
    assert "check gate" not in gated(plan("http"), (), (waived,))


def test_what_only_takes_access_away_is_undone_by_no_check() -> None:
    leaver = part("local_users", "no username mallory")
    leaves = plan(steps=(MergeConfig(parts=(leaver,)),))
    shut = gate(check="users-locked", section="local_users")
    assert "check" not in gated(leaves, (), (shut,))
    more = part("local_users", "no username mallory", "username ann privilege 0 x")
    assert "check users-locked" in gated(plan(steps=(MergeConfig(parts=(more,)),)), (), (shut,))


def test_a_push_for_the_users_of_a_ticket_is_undone_by_no_check() -> None:
    scope = UserScope(frozenset({"mallory"}))
    assert "check gate" not in gated(plan("local_users"), (), (gate(),), scope=scope)


def test_somebody_who_locks_himself_out_meanwhile_undoes_no_push() -> None:
    locked = gate(check="users-locked", section="local_users", admits=Admits.SOME)
    passed = locked.model_copy(update={"status": Status.PASS, "admits": Admits.ALL})
    assert "check users-locked" not in gated(plan("local_users"), (passed,), (locked,))


@pytest.mark.parametrize(
    ("found", "shut"),
    [
        (gate(), True),
        (gate(status=Status.WARN, waived="a test"), False),
        (gate(admits=Admits.OLD), False),
        (gate(status=Status.PASS, admits=Admits.ALL), False),
    ],
)
def test_a_push_is_not_proved_while_a_check_fails_that_keeps_everybody_out(
    found: Finding, *, shut: bool
) -> None:
    assert PushOutcome("0", changed=True, findings=(found,)).shut is shut


@pytest.mark.parametrize(
    ("before", "after", "cuts", "undone"),
    [(3, 3, 0, False), (3, 2, 0, True), (3, 0, 3, False), (250, 248, 0, False), (250, 240, 0, True)],
)
def test_lost_sessions_undo_a_push_unless_it_said_so_or_few_hung_up_of_many(
    before: int, after: int, cuts: int, *, undone: bool
) -> None:
    said = reasons(plan(cuts_sessions=cuts), inspection(done(), before), inspection(done(), after))
    assert (" gone: " in said) is undone


def test_whoever_leaves_with_a_push_is_not_missed_and_everybody_else_is() -> None:
    users = (("Ann", "192.0.2.1"), ("test", "192.0.2.2"))
    both = tuple(UserSession(user=user, address=address, port=50899) for user, address in users)
    before = inspection(done(), 2)
    before = replace(before, observation=replace(before.observation, sessions=both))
    pushed = Plan(
        headend="edge",
        release="17.9.4",
        steps=(MergeConfig(parts=(part("local_users", "no username ann"),)),),
    )
    after = inspection(done(), 0)
    assert "1 of 2 sessions gone: 192.0.2.2" in reasons(pushed, before, after)
    only_hers = replace(before, answers={"show crypto session detail": SESSION.format(number=1)})
    assert " gone: " not in reasons(pushed, only_hers, after)


@pytest.mark.parametrize("check", ["offers", "transform-set"])
def test_an_algorithm_that_the_intent_asks_for_is_reported_and_undoes_nothing(check: str) -> None:
    old = Finding(check=check, status=Status.FAIL, evidence="offers sha1", section="ipsec")
    judged = judge(plan("ipsec"), bundle(lambda _: (old,)), inspection(done()), inspection(done()))
    assert not [reason for reason in judged[0] if check in reason]
    assert old in judged[1]


@pytest.mark.parametrize("check", ["offers", "transform-set"])
def test_an_algorithm_with_which_nobody_gets_in_any_more_undoes_a_push(check: str) -> None:
    gone = gate(check=check, section="ipsec")
    assert f"check {check}" in gated(plan("ipsec"), (), (gone,))


def test_changed_is_measured() -> None:
    assert not changed(inspection("a"), inspection("a"))
    assert changed(inspection("a"), inspection("b"))
    assert changed(inspection(), inspection(digests={"acvpn.xml": "0"}))
    assert changed(inspection(), inspection(identities={"TP": "0"}))


def record(**changes: object) -> Record:
    return Record(tool_version="1", pushed_at=NOW, plan_digest="0").model_copy(update=changes)


def test_the_record_keeps_generations_until_they_are_removed() -> None:
    steps = (
        ImportPkcs12(trustpoint="TP", label="TP-ABC123", sha1="0"),
        RemoveCertificate(label="TP"),
    )
    after = inspection(
        labels_in_use=frozenset({"TP", "TP-ABC123", "TP-ABC123-rrr1", "OLD"}),
        record=record(generations=("TP", "OLD", "GONE")),
    ).observation
    found = new_record(plan(steps=steps, labels={"TP": "TP-ABC123"}), bundle(), after)
    assert found.generations == ("OLD", "TP-ABC123", "TP-ABC123-rrr1")


def test_the_record_lists_the_intents_objects_and_fingerprints_of_what_was_sent() -> None:
    found = new_record(plan(fingerprints={"a": "fp:1", "b": ""}), bundle(), inspection().observation)
    assert Ref("pool", "ACPool") in found.refs()
    assert found.fingerprints == {"a": "fp:1"}


def test_a_push_is_unfinished_where_the_record_is_missing_or_of_another_intent() -> None:
    judged = bundle()
    assert is_unfinished(judged, inspection().observation)
    assert is_unfinished(judged, inspection(record=record()).observation)
    whole = record(objects=recorded(judged.refs()))
    assert not is_unfinished(judged, inspection(record=whole).observation)


def test_a_push_is_unfinished_where_a_certificate_is_gone_that_the_record_still_keeps() -> None:
    judged = bundle()
    gone = Retirement(label="IKEv2-TP-3F9A2C", remove_after=NOW)
    kept = record(objects=recorded(judged.refs()), retired=(gone,))
    assert is_unfinished(judged, inspection(record=kept).observation)


def test_planning_again_knows_what_was_sent_since_the_record() -> None:
    seen: list[object] = []

    class Spy(Credentials):
        def fingerprints(self, names: tuple[str, ...]) -> dict[str, str]:
            seen.append(dict(self.sent))
            return super().fingerprints(names)

    judged = bundle()
    judged = replace(judged, materials=replace(judged.materials, credentials=Spy()))
    before = inspection(record=record(fingerprints={"a": "old", "b": "kept"})).observation
    replan(judged, before, {"a": "new"})
    assert seen == [{"a": "new", "b": "kept"}]
