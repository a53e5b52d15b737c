"""What a plan leaves alone, what it replaces, and that both are said."""

from __future__ import annotations

from flexvpn.base.finding import Admits, Status
from flexvpn.base.secrets import MASK
from flexvpn.planning.plan import Plan
from flexvpn.planning.planner import build_plan
from flexvpn.report.layout import plain
from flexvpn.report.plan_text import plan_text
from tests.unit.checks.router import Router

LOGIN = "aaa authentication login a-eap-authen-local"
PROFILE = "crypto ikev2 profile AnyConnect-EAP"


def planned(router: Router) -> Plan:
    return build_plan(router.intent, router.materials, router.observation)


def changed(old: str, new: str, more: str = "") -> Router:
    router = Router()
    assert old in router.config
    return Router(router.intent, router.config.replace(old, new) + more)


def text(plan: Plan) -> str:
    return plain(plan_text(plan))


def test_a_list_that_asks_a_server_leaves_an_empty_plan_that_names_it() -> None:
    plan = planned(changed(f"{LOGIN} local", f"{LOGIN} group DUO local"))
    assert not plan
    assert [(one.line, one.instead) for one in plan.held] == [(f"{LOGIN} group DUO local", f"{LOGIN} local")]
    assert "RADIUS is not in the intent yet" in text(plan)


def test_a_list_that_is_called_group_is_no_server_group() -> None:
    plan = planned(changed(f"{LOGIN} local", f"{LOGIN} local\naaa authentication login group local"))
    assert (bool(plan), plan.held) == (False, ())


def test_a_line_of_the_profile_that_leads_to_such_a_list_stays_too() -> None:
    line = "aaa authentication anyconnect-eap"
    router = changed(
        f"{line} a-eap-authen-local", f"{line} DUO", "aaa authentication login DUO group radius\n"
    )
    plan = planned(router)
    assert not plan
    assert [one.line for one in plan.held] == [f"{PROFILE} / {line} DUO"]


def test_one_that_leads_to_the_local_database_is_put_right_and_the_old_line_is_shown() -> None:
    line = "aaa authentication anyconnect-eap"
    plan = planned(
        changed(f"{line} a-eap-authen-local", f"{line} other", "aaa authentication login other local\n")
    )
    assert plan.lines == (PROFILE, f" {line} a-eap-authen-local")
    assert plan.held == ()
    assert f"in place of: {line} other" in text(plan)


def test_attributes_of_a_group_policy_stay() -> None:
    router = changed(" dns 10.0.1.1", " dns 10.0.1.1\n aaa attribute list LIMITS")
    plan = planned(router)
    assert not plan
    assert [one.line.rpartition(" / ")[2] for one in plan.held] == ["aaa attribute list LIMITS"]


def test_a_key_on_a_line_that_stays_is_not_shown() -> None:
    secret = "aaa authorization group cert list here there password 0 Sesame7"
    held = planned(changed(" virtual-template 100", f" virtual-template 100\n {secret}")).held
    assert [one.line for one in held] == [
        f"{PROFILE} / aaa authorization group cert list here there password 0 {MASK}"
    ]


def test_a_list_that_asks_a_server_leaves_open_whether_users_get_in() -> None:
    router = changed(f"{LOGIN} local", f"{LOGIN} group DUO local")
    passed, found = router.findings("aaa")
    assert (passed.status, found.status, found.admits) == (Status.PASS, Status.WARN, Admits.UNSURE)
    assert f"`{LOGIN} group DUO local`" in found.evidence


def test_a_profile_with_such_a_list_of_its_own_lacks_nothing_and_proves_nothing() -> None:
    line = "aaa authentication anyconnect-eap"
    router = changed(
        f"{line} a-eap-authen-local", f"{line} DUO", "aaa authentication login DUO group radius\n"
    )
    assert [one.status for one in router.findings("ikev2-profile")] == [Status.WARN, Status.PASS]
    assert router.findings("aaa")[-1].admits is Admits.UNSURE
