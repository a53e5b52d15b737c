"""Each check passes on a router that is as it should be, and finds the one thing that is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flexvpn.base.errors import OptionsRefused
from flexvpn.base.finding import Status
from flexvpn.checks import CHECKS, chosen, commands, waiver_warnings
from tests.builders import headend
from tests.unit.checks.router import ANSWERS, NOBODY, Router

PROPOSAL: dict[str, Any] = {"ikev2_proposals": [{}], "ikev2_policy": {}}
NAT: dict[str, Any] = {"nat": {}}
DOWNLOAD: dict[str, Any] = {"profile_download": {}}
PROFILE = "crypto ikev2 profile AnyConnect-EAP"
CERT = "show crypto pki certificates verbose"


def intended(**sections: Any) -> Router:  # noqa: ANN401 - whatever the sections take
    return Router(headend(**sections))


def test_a_router_that_is_as_it_should_be_fails_no_check() -> None:
    router = intended(**PROPOSAL, **NAT, ikev2_profile={"dpd": {"interval": 60}})
    router = router.answering(
        "show derived-config interface Virtual-Access1", " ip mtu 1400", " ip mtu 1400\n ip nat inside"
    )
    findings = router.findings()
    assert [str(finding) for finding in findings if finding.status is Status.FAIL] == []
    assert {finding.check for finding in findings if finding.status is Status.WARN} == set()
    assert {finding.check for finding in findings} == {check.name for check in CHECKS}


def added_proposal() -> Router:
    """Somebody added a proposal to our policy; the intended ones are as they were."""
    config = Router(headend(**PROPOSAL)).config
    config = config.replace(" proposal IKEv2-prop1", " proposal IKEv2-prop1\n proposal Old")
    old = "crypto ikev2 proposal Old\n encryption 3des\n integrity sha1\n group 2\n"
    return Router(headend(**PROPOSAL), config + old)


DAMAGES = [
    ("ikev2-profile", Router().without(" pki trustpoint IKEv2-TP")),
    ("ikev2-profile", Router().without(" authentication remote anyconnect-eap aggregate")),
    ("certificate-present", Router().without(" pki trustpoint IKEv2-TP")),
    (
        "certificate-present",
        Router().answering(CERT, "Associated Trustpoints: IKEv2-TP\n", "Associated Trustpoints: OTHER\n"),
    ),
    ("certificate-present", Router().answering(CERT, "Status: Available", "Status: Pending")),
    ("certificate-dates", Router().answering(CERT, "Dec 26 2027", "Nov 23 2026")),
    (
        "certificate-dates",
        Router().answering(
            CERT, "start date: 01:53:53 UTC Nov 24 2026", "start date: 01:53:53 UTC Nov 25 2026"
        ),
    ),
    ("certificate-dates", Router().answering(CERT, "Dec 26 2027", "Nov 28 2026")),
    (
        "certificate-chain",
        Router().answering(CERT, "  Subject:\n    cn=Example Issuing CA", "  Subject:\n    cn=Another CA"),
    ),
    ("certificate-chain", Router().answering(CERT, "cn=vpn.example.com", "cn=Example Issuing CA")),
    ("certificate-same", Router().answering(CERT, "BE1BC96B", "00000000")),
    (
        "certificate-name",
        Router()
        .answering(CERT, "BE1BC96B", "00000000")
        .answering(CERT, "vpn.example.com", "other.example.com"),
    ),
    ("certificate-usage", Router().answering(CERT, "      Digital Signature\n", "")),
    ("certificate-usage", Router().answering(CERT, "Server Auth", "Client Auth")),
    ("clock", Router().answering("show clock", "03:07:00", "04:07:00")),
    ("clock", Router().answering(CERT, "01:53:53 UTC Nov 24 2026", "03:07:30 UTC Nov 24 2026")),
    ("aaa", Router().without("aaa authentication login a-eap-authen-local local")),
    ("aaa", Router().without("aaa new-model")),
    ("users", Router(config=Router().config.replace("username test", "username tset"))),
    (
        "users-ended",
        Router(barred={"bob": "expired on 2026-11-23"}).having("username bob privilege 0 password 0 x\n"),
    ),
    (
        "users-locked",
        Router().answering(
            "show aaa local user lockout",
            "",
            "Local-user          Lock time\ntest                04:28:49 UTC Sat Jun 19 2004\n",
        ),
    ),
    ("pool", Router().without("ip local pool ACPool 192.168.10.5 192.168.10.10")),
    ("pool-free", Router().answering("show ip local pool", "5       1", "0       6")),
    ("pool-apart", Router().having("ip local pool Other 192.168.10.10 192.168.10.20\n")),
    ("authorization", Router().without(" dns 10.0.1.1")),
    (
        "offers",
        Router(
            headend(**PROPOSAL),
            Router(headend(**PROPOSAL)).config.replace("integrity sha256", "integrity md5"),
        ),
    ),
    ("offers", Router(headend(**PROPOSAL)).without("crypto ikev2 proposal IKEv2-prop1")),
    ("offers", Router(headend(**PROPOSAL)).without(" proposal IKEv2-prop1")),
    ("offers", Router(headend(**PROPOSAL)).without(" group 19 14")),
    ("offers", added_proposal()),
    (
        "transform-set",
        Router(config=Router().config.replace("esp-aes 256 esp-sha256-hmac", "esp-3des esp-sha-hmac")),
    ),
    ("transform-set", Router().without(" set transform-set TS")),
    (
        "transform-set",
        Router(config=Router().config.replace(" set transform-set TS", " set transform-set X")),
    ),
    ("transform-set", Router(config=Router().config.replace(" mode tunnel", " mode transport"))),
    ("pool", Router().having("ip local pool ACPool 192.168.10.20 192.168.10.30\n")),
    ("template-up", Router().without(" ip unnumbered Loopback100")),
    ("template-up", Router().without(" tunnel mode ipsec ipv4")),
    (
        "loopback-up",
        Router().answering(
            "show ip interface brief", "10.0.0.1        YES NVRAM", "unassigned      YES NVRAM"
        ),
    ),
    ("nat", Router(headend(**NAT)).without(" permit ip 192.168.10.0 0.0.0.255 any")),
    (
        "dead-peers",
        Router(
            config=Router().config.replace(
                " virtual-template 100", " dpd 60 5 on-demand\n virtual-template 100"
            )
        ),
    ),
    ("profile-file", Router(digest="0" * 32)),
    ("profile-file", Router().without("crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml")),
    ("ikev2-attached", Router().without(" tunnel protection ipsec profile AnyConnect-EAP")),
    ("ikev2-attached", Router().without(" set ikev2-profile AnyConnect-EAP")),
    (
        "ikev2-alone",
        Router().having("crypto ikev2 profile Theirs\n match identity remote key-id *$AnyConnectClient$*\n"),
    ),
    ("dead-peers", Router(headend(ikev2_profile={"dpd": {"interval": 60}}), Router().config)),
    ("http-off", Router(config=Router().config.replace("no ip http server", "ip http server"))),
    ("fragmentation", Router(headend(ikev2_profile={"fragmentation": 1300}), Router().config)),
    ("ssl-up", Router(headend(**DOWNLOAD)).answering("show crypto ssl policy", "ACTIVE", "INACTIVE")),
    ("ssl-up", Router(headend(**DOWNLOAD)).answering("show crypto ssl policy", "ssl-policy", "other")),
    (
        "loopback-up",
        Router().answering(
            "show ip interface brief",
            "10.0.0.1        YES NVRAM  up                    up",
            "10.0.0.1        YES NVRAM  up                    down",
        ),
    ),
    ("loopback-up", Router().answering("show ip interface brief", "Loopback100 ", "Loopback101 ")),
    (
        "template-up",
        Router().answering(
            "show ip interface brief",
            "YES unset  up                    down",
            "YES unset  administratively down down",
        ),
    ),
    ("nat", Router(headend(**NAT)).without(" ip nat outside")),
    ("ssl-policy", Router(headend(**DOWNLOAD)).having("ip http secure-server\n")),
    ("ssl-policy", Router(headend(**DOWNLOAD), Router().config)),
    (
        "session-address",
        Router().answering("show crypto session detail", "host 192.168.10.5", "host 10.99.0.1"),
    ),
    ("session-user", Router().answering("show crypto ikev2 sa detailed", "EAP id: test", "EAP id: mallory")),
    (
        "session-interface",
        Router().answering(
            "show derived-config interface Virtual-Access1",
            " tunnel protection ipsec profile AnyConnect-EAP\n",
            "",
        ),
    ),
]


@pytest.mark.parametrize(
    ("name", "router"), DAMAGES, ids=[f"{name}-{at}" for at, (name, _) in enumerate(DAMAGES)]
)
def test_a_damaged_router_fails_the_check_that_looks_there(name: str, router: Router) -> None:
    assert router.find(name) == "fail"


WARNINGS = [
    ("hardware", Router().answering("show version", "C8000V (VXE)", "ASR1006 (RP2)")),
    ("certificate-dates", Router().answering(CERT, "Dec 26 2027", "Dec 10 2026")),
    ("clock", Router().answering("show clock", "03:07", "*03:07")),
    ("users-known", Router().having("username guest privilege 1 secret 9 $9$x\n")),
    ("pool-free", Router(headend(expectations={"pool_free_percent": 90}))),
    ("offers", Router(headend(release="16.9.2"))),
    (
        "offers",
        Router(headend(**PROPOSAL), Router(headend(**PROPOSAL)).config.replace("group 19 14", "group 14")),
    ),
    ("half-open", Router().answering("show crypto ikev2 stats", "negotiating: 0", "negotiating: 60")),
    ("log-ins", Router().answering("show crypto ikev2 stats ext-service", "9          1", "1          9")),
    (
        "session-address",
        Router().answering("show crypto session detail", "host 192.168.10.5", "192.168.0.0/16"),
    ),
    (
        "session-user",
        Router().answering("show crypto ikev2 sa detailed", "      Remote EAP id: test\n", ""),
    ),
]


@pytest.mark.parametrize(
    ("name", "router"), WARNINGS, ids=[f"{name}-{at}" for at, (name, _) in enumerate(WARNINGS)]
)
def test_what_holds_but_not_for_long_or_not_everywhere_is_a_warning(name: str, router: Router) -> None:
    assert router.find(name) == "warn"


def test_a_root_that_only_the_clients_hold_is_a_warning() -> None:
    router = Router().answering(
        CERT, "  Subject:\n    cn=Example Root CA", "  Subject:\n    cn=Another Root CA"
    )
    (finding,) = router.findings("certificate-chain")
    assert finding.status.value == "warn"
    assert "clients have to hold Example Root CA" in finding.next_step


def in_vienna(shown: str) -> Router:
    """A router in a zone of its own: in winter it prints its certificate's end in summer time."""
    zone = "clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00\n"
    router = Router().having(zone).answering("show clock", "03:07:00.635 UTC", shown)
    router = router.answering(CERT, "01:53:53 UTC Nov 24 2026", "02:53:53 CET Nov 24 2026")
    return router.answering(CERT, "01:53:53 UTC Dec 26 2027", "03:53:53 CEST Jun 26 2027")


def test_a_router_in_a_zone_that_its_configuration_explains_is_held_to_the_same_clock() -> None:
    router = in_vienna("04:07:00.635 CET")
    assert (router.find("clock"), router.find("certificate-dates")) == ("pass", "pass")
    (finding,) = router.findings("certificate-dates")
    assert finding.evidence == "valid until 2027-06-26, 213 days"
    assert in_vienna("03:07:00.635 CET").find("clock") == "fail"


def test_every_check_that_can_fail_is_damaged_here() -> None:
    # Shares of what happened, what is not ours, and what test_revocation damages.
    only_warn = {"hardware", "users-known", "users-shell", "half-open", "log-ins", "revocation", "ec-keys"}
    assert {check.name for check in CHECKS} - only_warn == {name for name, _ in DAMAGES}


def test_who_has_expired_is_named_where_they_are_still_there_and_where_they_are_connected() -> None:
    router = Router(barred={"Test": "expired on 2026-11-23", "carol": "disabled"})
    router.intent = headend(local_users={"users": [{"name": "ann", "password": "env:ANN"}]})
    router = router.having("username carol privilege 0 password 0 x\n")
    evidence = {
        finding.check: finding.evidence
        for finding in router.findings("users-ended", "users-known", "session-user")
    }
    assert evidence == {
        "users-ended": "still on the router: carol (disabled)",
        "users-known": "on the router, not in the intent: test",
        "session-user": "not of the intent: test (expired on 2026-11-23)",
    }


def test_an_answer_that_nobody_can_read_proves_nothing_and_is_no_empty_table() -> None:
    router = Router(answers={**ANSWERS, "show crypto session detail": "something else altogether\n"})
    (finding,) = router.findings("session-address")
    assert finding.status is Status.WARN
    assert "cannot be proved" in finding.evidence


def test_what_was_not_asked_is_skipped_and_says_so() -> None:
    router = Router(answers={})
    (finding,) = router.findings("pool-free")
    assert (finding.status, finding.evidence) == (Status.SKIP, "not asked: show ip local pool")


def test_without_sessions_there_is_nothing_to_prove_about_them() -> None:
    answers = {key: text for key, text in ANSWERS.items() if not key.startswith("show derived")}
    router = Router(
        answers={**answers, "show crypto session detail": NOBODY, "show crypto ikev2 sa detailed": ""}
    )
    assert {router.find(name) for name in ("session-address", "session-user", "session-interface")} == {
        "skip"
    }


def test_a_waived_failure_is_a_warning_until_its_day_is_over() -> None:
    def waived(until: date) -> Router:
        waiver = {"check": "http-off", "reason": "the portal moves in December", "until": until}
        intent = headend(expectations={"waivers": [waiver]})
        return Router(intent, Router().config.replace("no ip http server", "ip http server"))

    assert waived(date(2026, 11, 24)).find("http-off") == "warn"
    assert waived(date(2026, 11, 23)).find("http-off") == "fail"
    (finding, _) = waived(date(2026, 12, 24)).findings("http-off")
    assert finding.waived == "the portal moves in December, until 2026-12-24"


def test_a_waiver_that_has_ended_is_named_beside_its_failure() -> None:
    waiver = {"check": "http-off", "reason": "the portal moves", "until": date(2026, 11, 23)}
    intent = headend(expectations={"waivers": [waiver]})
    router = Router(intent, Router().config.replace("no ip http server", "ip http server"))
    (finding, _) = router.findings("http-off")
    assert finding.next_step.endswith("; its waiver ended on 2026-11-23")


def test_a_waiver_without_effect_is_named_before_anybody_counts_on_it() -> None:
    waivers = [
        {"check": "http-of", "reason": "a slip", "until": date(2099, 1, 1)},
        {"check": "http-off", "reason": "over", "until": date(2026, 11, 23)},
        {"line": "no ip http server", "reason": "over", "until": date(2026, 11, 23)},
        {"check": "pool-free", "reason": "sound", "until": date(2026, 11, 24)},
    ]
    warnings = waiver_warnings(headend(expectations={"waivers": waivers}), date(2026, 11, 24))
    assert [text.split(" (")[0] for text in warnings] == [
        "a waiver names the check `http-of`, which there is not",
        "the waiver for `http-off` ended on 2026-11-23",
        "the waiver for `no ip http server` ended on 2026-11-23",
    ]
    assert "did you mean http-off?" in warnings[0]


def test_a_user_is_ours_however_he_writes_his_name() -> None:
    router = Router().answering("show crypto ikev2 sa detailed", "EAP id: test", "EAP id: Test")
    assert router.find("session-user") == "pass"


def test_somebody_whose_tunnel_is_not_up_is_looked_at_as_well() -> None:
    answers = {**ANSWERS, "show crypto session detail": NOBODY}
    answers["show crypto ikev2 sa detailed"] = answers["show crypto ikev2 sa detailed"].replace(
        "EAP id: test", "EAP id: mallory"
    )
    (finding,) = Router(answers=answers).findings("session-user")
    assert (finding.status, finding.next_step) == (
        Status.FAIL,
        "`headend sessions --disconnect mallory`, and remove the user",
    )


def test_a_list_of_what_goes_through_the_tunnel_that_is_gone_is_found() -> None:
    lists = [{"name": "split", "type": "standard", "entries": [{"source": "10.0.0.0/8"}]}]
    intent = headend(access_lists=lists, authorization_policies=[{"split_tunnel": "split"}])
    assert Router(intent).find("authorization") == "pass"
    gone = Router(intent).without("ip access-list standard split", " permit 10.0.0.0 0.255.255.255")
    assert [
        finding.evidence for finding in gone.findings("authorization") if finding.status is Status.FAIL
    ] == ["access list split is missing or permits nothing: all traffic is tunnelled"]


def test_a_trustpoint_that_is_gone_is_named_by_the_checks_of_the_certificate_alone() -> None:
    router = Router().answering(CERT, "Associated Trustpoints: IKEv2-TP\n", "Associated Trustpoints: OTHER\n")
    router.labels = frozenset()
    assert router.find("certificate-present") == "fail"
    assert router.find("ikev2-profile") == "pass"


def test_an_unknown_check_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(OptionsRefused, match="did you mean pool-free"):
        chosen(["pool-fre"])


def test_each_command_is_asked_once_however_many_checks_read_it() -> None:
    asked = commands()
    assert len(asked) == len(set(asked))
    assert set(asked) <= set(ANSWERS)


def test_each_check_has_a_name_of_its_own_and_a_section_of_the_headend() -> None:
    names = [check.name for check in CHECKS]
    assert len(names) == len(set(names))
    sections = {name for name, _ in headend().section_types()} | {""}
    assert {check.section for check in CHECKS} <= sections
