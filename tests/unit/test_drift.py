"""Drift: each difference once, where it belongs; what is borne does not count; nothing of ours is not drift."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.drift.text import drift_text
from flexvpn.drift.comparison import Drift, find_drift
from flexvpn.drift.differences import sections
from flexvpn.planning.plan import MergeConfig, Plan
from flexvpn.planning.section_changes import SectionChanges
from flexvpn.report.layout import plain
from flexvpn.router.inspection import Inspection, Observation
from tests.builders import headend
from tests.sections.cases import Case, all_cases
from tests.unit.checks.router import NOW, Router


def drift_of(
    router: Router,
    observation: Observation | None = None,
    answers: dict[str, str] | None = None,
    us: str = "",
) -> Drift:
    inspection = Inspection("edge", observation or router.observation, answers or {})
    return find_drift(router.intent, router.materials, inspection, NOW, us=us)


def test_a_router_that_complies_has_no_drift() -> None:
    assert not drift_of(Router())


@pytest.mark.slow
def test_ten_thousand_lines_that_are_not_ours_say_nothing() -> None:
    foreign = "".join(f"interface Loopback{10000 + at}\n description theirs {at}\n" for at in range(5000))
    found = drift_of(Router().having(foreign))
    assert (bool(found), found.sections) == (False, ())


def test_each_change_stands_in_its_section_as_the_line_that_puts_it_right() -> None:
    router = Router().without(" dns 10.0.1.1", "ip local pool ACPool 192.168.10.5 192.168.10.10")
    found = drift_of(router)
    assert [(part.section, part.lines) for part in found.sections] == [
        ("address_pools", ("ip local pool ACPool 192.168.10.5 192.168.10.10",)),
        ("authorization_policies", ("crypto ikev2 authorization policy ikev2-auth-policy", " dns 10.0.1.1")),
    ]


def test_users_are_named_once_and_not_among_the_lines() -> None:
    config = Router().config.replace("username test", "username guest")
    found = drift_of(Router(config=config))
    assert (found.users.missing, found.users.changed, found.users.unknown) == (("test",), (), ("guest",))
    assert found.sections == ()


def test_a_user_that_nobody_asked_for_is_drift_whatever_the_privilege() -> None:
    for privilege in (0, 1, 15):
        found = drift_of(Router().having(f"username mallory privilege {privilege} password 0 x\n"))
        assert (found.users.unknown, bool(found), found.fixable) == (("mallory",), True, False)


def test_administrators_and_our_own_log_in_are_not_unknown() -> None:
    lines = "username boss privilege 15 secret 9 $9$x\nusername robot privilege 15 secret 9 $9$y\n"
    users = {"users": [{"name": "test", "password": "env:TEST"}], "administrators": ["boss"]}
    assert not drift_of(Router(headend(local_users=users)).having(lines), us="robot")


def test_who_has_expired_is_said_to_be_there_still_and_is_not_called_unknown() -> None:
    router = Router().having("username bob privilege 0 password 0 x\n")
    barred = {"bob": "expired on 2026-11-23", "ann": "disabled"}
    inspection = Inspection("edge", router.observation, {})
    found = find_drift(router.intent, router.materials, inspection, NOW, barred=barred)
    assert (found.users.unknown, found.users.barred) == ((), {"bob": "expired on 2026-11-23"})
    assert list(found.differences()) == [("user", "bob is still on the router though expired on 2026-11-23")]
    assert "  users that are still on the router: bob (expired on 2026-11-23)" in plain(drift_text(found))


def test_a_changed_file_and_another_certificate_are_found() -> None:
    observation = replace(Router().observation, digests={"acvpn.xml": "0" * 32}, identities={})
    found = drift_of(Router(), observation)
    assert found.files == ("bootflash:/acvpn.xml differs",)
    assert found.certificates[0].startswith("IKEv2-TP: the router lacks the certificate with SHA-1 ")


def waiving(line: str, until: str) -> Router:
    waiver = {"line": line, "reason": "a test of the portal", "until": until}
    config = Router().config.replace("no ip http server", "ip http server")
    return Router(headend(expectations={"waivers": [waiver]}), config)


def test_a_waived_line_does_not_count_until_its_day_is_over() -> None:
    found = drift_of(waiving("no ip http server", "2026-11-24"))
    assert (bool(found), [waived.line for waived in found.waived]) == (False, ["no ip http server"])
    assert drift_of(waiving("no ip http server", "2026-11-23"))


def test_a_parent_whose_lines_are_all_waived_goes_with_them() -> None:
    waiver = {"line": "dns 10.0.1.1", "reason": "the resolver moves", "until": "2026-12-01"}
    router = Router(headend(expectations={"waivers": [waiver]})).without(" dns 10.0.1.1")
    assert drift_of(router).sections == ()


def test_people_read_who_changed_it_last() -> None:
    router = Router(config=Router().config.replace("no ip http server", "ip http server"))
    observation = replace(router.observation, changed_last="2026-11-24 02:11:00 UTC by alice")
    text = plain(drift_text(drift_of(router, observation)))
    assert text.splitlines() == [
        "edge: drift",
        "  http: to put it right",
        "    - no ip http server",
        "  changed last: 2026-11-24 02:11:00 UTC by alice",
        "  note: no bootflash:/headend.json yet: only the intent counts, nothing of an older intent is removed",
    ]


def test_a_pool_that_somebody_enlarged_is_a_difference_named_by_what_it_should_hold() -> None:
    found = drift_of(Router().having("ip local pool ACPool 192.168.10.20 192.168.10.30\n"))
    assert list(found.differences()) == [("address_pools", "ip local pool ACPool 192.168.10.5 192.168.10.10")]


CASES = [case for case in all_cases() if case.folder.parent.name != "local_users"]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_whatever_a_plan_would_send_is_a_difference(case: Case) -> None:
    """Users apart, which are named as users."""
    remediation = case.remediation()
    changes = SectionChanges(case.folder.parent.name, (*remediation.changes, *remediation.removals))
    merge = MergeConfig(parts=(changes,))
    plan = Plan(headend="edge", release="17.9.4", steps=(merge,) if remediation else ())
    assert bool(sections(plan)) == bool(remediation)
    named = Drift(headend="edge", sections=sections(plan))
    assert bool(named) == bool(remediation)


def borne(router: Router, observation: Observation, line: str) -> Drift:
    waiver = {"line": line, "reason": "it moves", "until": "2026-12-01"}
    return drift_of(replace(router, intent=headend(expectations={"waivers": [waiver]})), observation)


def test_a_waived_file_user_or_certificate_is_nothing_that_a_push_puts_right() -> None:
    router, whole = Router(), Router().observation
    another = Router(config=router.config.replace("username test privilege 0", "username test privilege 1"))
    for line, observation in (
        ("bootflash:/acvpn.xml", replace(whole, digests={"acvpn.xml": "0" * 32})),
        ("username test", another.observation),
        ("crypto pki trustpoint IKEv2-TP", replace(whole, identities={"IKEv2-TP": "0" * 40})),
    ):
        assert drift_of(router, observation).fixable, line
        found = borne(router, observation, line)
        assert (bool(found), len(found.waived), found.fixable) == (False, 1, False), line


@pytest.mark.parametrize("zone", ["UTC", "IST", "AEST"])
def test_a_certificate_about_to_end_is_drift_in_whatever_zone_the_router_prints_it(zone: str) -> None:
    command = "show crypto pki certificates verbose"
    router = Router().answering(command, "01:53:53 UTC Dec 26 2027", f"01:53:53 {zone} Nov 29 2026")
    found = drift_of(router, answers=router.answers)
    assert [text.split(",")[0] for text in found.certificates] == ["IKEv2-TP: ends on 2026-11-29"]
    sound = Router().answering(command, "01:53:53 UTC Dec 26 2027", f"01:53:53 {zone} Dec 26 2027")
    assert drift_of(sound, answers=sound.answers).certificates == ()
