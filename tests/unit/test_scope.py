"""A push for some users: their lines and nothing else, whatever else differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flexvpn.base.credentials import Credentials, token_name
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.base.values import Release
from flexvpn.ios.config import parse
from flexvpn.planning.planner import build_plan
from flexvpn.planning.push import Bundle, judge
from flexvpn.planning.scope import UserScope
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.materials import Materials
from flexvpn.router.record import Record, RecordedObject
from flexvpn.sections.section import Ref
from tests.builders import headend

ALICE = SecretRef.parse("env:ALICE")
BOB = SecretRef.parse("env:BOB")
INTENT = headend(
    local_users={
        "users": [{"name": "alice", "password": "env:ALICE"}, {"name": "bob", "password": "env:BOB"}]
    }
)
MATERIALS = Materials(
    credentials=Credentials({token_name(ALICE): Secret("pw-of-alice"), token_name(BOB): Secret("pw-of-bob")})
)


def router(config: str = "") -> Observation:
    return Observation(release=Release.model_validate("17.9.4"), config=parse(config))


def lines(config: str, *names: str) -> tuple[str, ...]:
    scope = UserScope(frozenset(names))
    return build_plan(scope.intent(INTENT), MATERIALS, router(config), scope).lines


def test_only_the_named_user_is_sent_though_all_else_is_missing() -> None:
    assert [line.split()[1] for line in lines("", "alice")] == ["alice"]


def test_a_named_user_that_the_intent_does_not_have_goes_whatever_the_record_says() -> None:
    assert lines("username carol password 0 x\nusername dave password 0 x\n", "carol") == (
        "no username carol",
    )


def test_a_user_that_is_there_is_not_sent_again() -> None:
    assert lines("username alice privilege 0 password 0 pw-of-alice\n", "alice") == ()


def test_the_intent_is_narrowed_to_the_named_users() -> None:
    scope = UserScope(frozenset({"bob"}))
    assert [user.name for user in scope.intent(INTENT).local_users.users] == ["bob"]


def record(*objects: tuple[str, str]) -> Record:
    return Record(
        tool_version="0",
        pushed_at=datetime(2026, 11, 24, tzinfo=UTC),
        plan_digest="0" * 16,
        objects=tuple(RecordedObject(kind=kind, name=name) for kind, name in objects),
    )


def test_the_record_keeps_what_the_push_was_not_for() -> None:
    before = record(("pool", "OldPool"), ("user", "alice"), ("user", "carol"), ("user", "erin"))
    scope = UserScope(frozenset({"alice", "carol"}))
    intended = frozenset({Ref("user", "alice"), Ref("pool", "ACPool")})
    assert scope.refs(intended, before) == {Ref("pool", "OldPool"), Ref("user", "alice"), Ref("user", "erin")}


def bundle() -> Bundle:
    scope = UserScope(frozenset({"alice"}))
    return Bundle(scope.intent(INTENT), MATERIALS, lambda: datetime.now(UTC), "0", scope=scope)


def judged(after: str) -> tuple[str, ...]:
    one = Inspection("edge", router("hostname edge\n"), {"show crypto session detail": ""})
    other = replace(one, observation=router(after))
    plan = build_plan(bundle().headend, MATERIALS, one.observation, bundle().scope)
    reasons, _ = judge(plan, bundle(), one, other)
    return reasons


def test_a_line_of_somebody_else_that_changed_meanwhile_undoes_the_push() -> None:
    alice = "username alice privilege 0 password 0 pw-of-alice\n"
    (reason,) = judged(f"hostname edge\n{alice}username bob password 0 hunter22\n")
    assert "username bob" in reason
    assert "hunter22" not in reason


def test_a_push_that_changed_its_users_alone_stands() -> None:
    assert judged("hostname edge\nusername alice privilege 0 password 0 pw-of-alice\n") == ()
