"""What `verify` says of somebody who logs in now: never more than its findings do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flexvpn.base.finding import Admits, Status
from flexvpn.checks import CHECKS, GATES, Subject, examine
from flexvpn.report.results import Verification
from flexvpn.router.inspection import Inspection
from tests.builders import headend
from tests.unit.checks.router import ANSWERS, NOW, Router
from tests.unit.checks.test_checks import DAMAGES, PROPOSAL


def verified(router: Router, *only: str) -> Verification:
    return Verification.of(router.findings(*only), GATES)


def said(router: Router, *only: str) -> tuple[str, tuple[str, ...]]:
    verification = verified(router, *only)
    return verification.users_get_in, verification.because


def intended(**sections: Any) -> Router:  # noqa: ANN401 - whatever the sections take
    return Router(headend(**PROPOSAL, **sections))


def test_users_get_in_where_every_gate_is_proved() -> None:
    assert said(intended()) == ("yes", ())


def test_the_smart_default_of_an_old_release_lets_in_old_clients_only() -> None:
    assert said(Router(headend(release="16.9.2"))) == ("old clients only", ("offers",))


def test_the_smart_default_of_a_new_release_is_not_proved_to_let_anybody_in() -> None:
    assert said(Router(headend(release="17.9.4"))) == ("unsure", ("offers",))


def test_some_checks_alone_do_not_say_that_users_get_in() -> None:
    assert said(intended(), "pool-free") == ("not asked", ())


def test_an_answer_that_nobody_can_read_leaves_it_open() -> None:
    router = Router(headend(**PROPOSAL), answers={**ANSWERS, "show ip local pool": "what is this?\n"})
    assert said(router) == ("unsure", ("pool-free",))


def test_a_user_who_is_locked_out_does_not_keep_the_others_out() -> None:
    users = {"users": [{"name": "test", "password": "env:TEST"}, {"name": "ann", "password": "env:ANN"}]}
    router = Router(headend(**PROPOSAL, local_users=users))
    table = "Local-user          Lock time\nann                 04:28:49 UTC Sat Jun 19 2004\n"
    router.answers["show aaa local user lockout"] = table
    assert said(router) == ("not all users", ("users-locked",))


def test_a_server_that_should_be_off_keeps_nobody_out() -> None:
    config = intended().config.replace("no ip http server", "ip http server")
    verification = verified(Router(headend(**PROPOSAL), config))
    assert (verification.users_get_in, verification.failed()) == ("yes", True)


def test_a_missing_resolver_keeps_nobody_out() -> None:
    assert said(intended().without(" dns 10.0.1.1")) == ("yes", ())


def awaiting_renewal(router: Router) -> Verification:
    """The inventory has a new certificate, and the router the one of before."""
    materials = replace(router.materials, identities={"IKEv2-TP": "0" * 40})
    inspection = Inspection(router.intent.name, router.observation, router.answers)
    return Verification.of(examine(Subject(router.intent, inspection, materials, NOW), CHECKS), GATES)


def test_a_certificate_that_waits_to_be_rotated_keeps_nobody_out() -> None:
    verification = awaiting_renewal(intended())
    assert (verification.users_get_in, verification.failed()) == ("yes", True)


def test_a_profile_without_any_certificate_keeps_everybody_out() -> None:
    assert awaiting_renewal(intended().without(" pki trustpoint IKEv2-TP")).users_get_in == "no"


def test_a_missing_pool_line_keeps_everybody_out() -> None:
    assert said(intended().without(" pool ACPool"))[0] == "no"


def test_a_waived_failure_keeps_people_out_all_the_same() -> None:
    waiver = {"check": "ikev2-attached", "reason": "a test", "until": "2026-12-24"}
    router = intended(expectations={"waivers": [waiver]}).without(" set ikev2-profile AnyConnect-EAP")
    assert said(router) == ("no", ("ikev2-attached",))


@pytest.mark.parametrize(
    ("name", "router"), DAMAGES, ids=[f"{name}-{at}" for at, (name, _) in enumerate(DAMAGES)]
)
def test_only_gates_keep_anybody_out(name: str, router: Router) -> None:
    failures = [finding for finding in router.findings(name) if finding.status is Status.FAIL]
    assert name in GATES or all(finding.admits is Admits.ALL for finding in failures)


def test_a_gate_is_a_check() -> None:
    assert {check.name for check in CHECKS} >= GATES


def test_a_transform_set_that_clients_no_longer_offer_lets_in_old_ones_only() -> None:
    config = intended().config.replace("esp-aes 256 esp-sha256-hmac", "esp-3des esp-sha-hmac")
    assert said(Router(headend(**PROPOSAL), config)) == ("old clients only", ("transform-set",))


def test_without_the_policy_the_smart_default_says_who_gets_in() -> None:
    lines = ("crypto ikev2 policy IKEv2-pol", " proposal IKEv2-prop1")
    assert said(intended().without(*lines)) == ("unsure", ("offers",))


def test_a_profile_that_is_not_handed_out_keeps_clients_out() -> None:
    assert said(intended().without(" anyconnect profile acvpn")) == ("no", ("ikev2-profile",))
    line = "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml"
    assert said(intended().without(line)) == ("no", ("profile-file",))
