"""Where a plan is empty, no more is said than that nothing is done: what is left alone may not be as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from commands.deploy import deploy_text
from commands.plan import plans_text
from flexvpn.planning.plan import Plan
from flexvpn.planning.planner import build_plan
from flexvpn.planning.push import PushOutcome
from flexvpn.report.layout import plain
from tests.unit.checks.router import Router

if TYPE_CHECKING:
    from collections.abc import Callable

LOGIN = "aaa authentication login a-eap-authen-local"
NOTE = "bob is still on the router though expired on 2026-01-31, and no push of ours put them there"


def planned(config: str = "") -> Plan:
    router = Router()
    changed = Router(router.intent, config or router.config)
    return build_plan(changed.intent, changed.materials, changed.observation).model_copy(update={"notes": ()})


def in_line() -> Plan:
    plan = planned()
    assert not plan
    assert plan.held == ()
    return plan


def with_a_held_line() -> Plan:
    plan = planned(Router().config.replace(f"{LOGIN} local", f"{LOGIN} group DUO local"))
    assert not plan
    assert plan.held
    return plan


def with_a_note() -> Plan:
    return in_line().model_copy(update={"notes": (NOTE,)})


def last_line(*plans: Plan, asked: int = 0) -> str:
    return plain(plans_text(tuple((plan.headend, plan) for plan in plans), asked)).splitlines()[-1]


def test_where_nothing_differs_every_headend_is_as_it_should_be() -> None:
    assert last_line(in_line(), in_line()) == "every headend is as it should be"


@pytest.mark.parametrize("other", [with_a_held_line, with_a_note], ids=["a held line", "a note"])
def test_where_a_plan_says_otherwise_every_headend_is_left_as_it_is(other: Callable[[], Plan]) -> None:
    assert last_line(in_line(), other()) == "every headend is left as it is"
    assert last_line(in_line(), other(), asked=3).startswith("2 of 3 headends left as it is, ")


def deployed(plan: Plan) -> str:
    outcome = PushOutcome(plan.digest(), changed=False, plan_model=plan)
    return plain(deploy_text(((plan.headend, outcome),))).splitlines()[0]


def test_a_headend_with_nothing_to_do_is_as_it_should_be() -> None:
    assert deployed(in_line()).endswith(": as it should be, nothing to do")


def test_a_headend_with_nothing_to_do_whose_lines_are_left_alone_is_not_called_as_it_should_be() -> None:
    assert deployed(with_a_held_line()).endswith(": nothing to do")
