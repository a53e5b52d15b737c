"""What a plan says of log-ins: what it does not mend, and nothing of what it does."""

from __future__ import annotations

from flexvpn.checks import Subject
from flexvpn.planning.outlook import outlook
from flexvpn.planning.plan import ImportPkcs12, MergeConfig, Plan
from flexvpn.planning.planner import build_plan
from flexvpn.router.inspection import Inspection
from tests.builders import headend, part
from tests.unit.checks.router import NOW, Router
from tests.unit.checks.test_checks import CERT

OTHER = "crypto ikev2 profile OTHER\n match identity remote key-id *$AnyConnectClient$*\n"
ALONE = (
    "(ikev2-alone): crypto ikev2 profile OTHER has `match identity remote key-id *$AnyConnectClient$*` too"
)
DOWN = Router().answering("show ip interface brief", "up                    up", "down                  down")
WAIVER = {"check": "ikev2-alone", "reason": "OTHER goes in December", "until": "2026-12-24"}


def said(router: Router, plan: Plan | None = None) -> str:
    """The note of this plan, or of the one that the planner makes."""
    drawn = build_plan(router.intent, router.materials, router.observation) if plan is None else plan
    inspection = Inspection(router.intent.name, router.observation, router.answers)
    return "\n".join(outlook(drawn, Subject(router.intent, inspection, router.materials, NOW)))


def sending(section: str, *lines: str, steps: tuple[ImportPkcs12, ...] = ()) -> Plan:
    merge = MergeConfig(parts=(part(section, *lines),))
    return Plan(headend="edge", release="17.9.4", steps=(*steps, merge))


def test_a_bare_router_is_told_nothing_of_what_its_first_deployment_brings() -> None:
    assert said(Router(config="hostname edge\n")) == ""


def test_a_router_that_is_as_it_should_be_has_no_note() -> None:
    assert said(Router()) == ""


def test_what_keeps_users_out_where_nothing_is_to_be_done_is_named_with_its_evidence() -> None:
    assert said(Router().having(OTHER)) == f"users do not get in {ALONE}"


def test_what_keeps_users_out_before_a_push_and_after_it_is_named_as_both() -> None:
    there = Router().having(f"ip http server\n{OTHER}")
    assert said(there, sending("http", "no ip http server")) == (
        f"users do not get in now, and would not after this push {ALONE}"
    )


def test_what_the_plan_itself_takes_away_is_not_held_against_it() -> None:
    assert said(Router().having(OTHER), sending("ikev2_profile", "no crypto ikev2 profile OTHER")) == ""


def test_a_check_of_one_section_that_lines_of_another_mend_is_not_named() -> None:
    assert said(Router().without(" set ikev2-profile AnyConnect-EAP")) == ""


def test_a_door_that_the_plan_shuts_is_named() -> None:
    lines = ("interface Virtual-Template100", " no tunnel protection ipsec profile AnyConnect-EAP")
    found = said(Router(), sending("http", *lines))
    assert found.startswith("users would not get in after this push (ikev2-attached): ")


def test_an_interface_that_is_down_is_named_unless_the_plan_sees_to_it() -> None:
    assert "(loopback-up): Loopback100 is down" in said(DOWN)
    assert said(DOWN, sending("loopback", "interface Loopback100", " no shutdown")) == ""


def test_a_certificate_that_has_ended_is_named_unless_the_plan_imports_another() -> None:
    ended = Router().answering(CERT, "Dec 26 2027", "Nov 23 2026")
    assert "(certificate-dates): expired on 2026-11-23" in said(ended)
    step = ImportPkcs12(trustpoint="IKEv2-TP", label="IKEv2-TP-ABABAB", sha1="0")
    lines = ("crypto ikev2 profile AnyConnect-EAP", " pki trustpoint IKEv2-TP-ABABAB")
    assert said(ended, sending("ikev2_profile", *lines, steps=(step,))) == ""


def test_what_somebody_bears_keeps_users_out_all_the_same() -> None:
    intent = headend(expectations={"waivers": [WAIVER]})
    assert said(Router(intent).having(OTHER)) == f"users do not get in {ALONE}"
