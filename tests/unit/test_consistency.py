"""What is said of an intent that is well formed. What is refused has its messages in tests/errors/inventory."""

from __future__ import annotations

from typing import Any

import pytest

from flexvpn.intent.consistency import problems
from flexvpn.intent.negotiation import serves_clients_of_today
from flexvpn.sections.ikev2_proposals import Ikev2Proposal
from tests.builders import CLIENT, headend

MODERN: dict[str, Any] = {"ikev2_proposals": [{}], "ikev2_policy": {}}


def _said(**sections: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever the sections take
    return [(problem.level, problem.key) for problem in problems(headend(**(MODERN | sections)))]


def test_the_documents_headend_with_group_19_first_is_beyond_reproach() -> None:
    assert _said(nat={}, profile_download={}) == []


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"ikev2_policy": None, "ikev2_proposals": []}, ("warning", "ikev2_policy")),
        ({"ikev2_proposals": [{"groups": [14]}]}, ("warning", "ikev2_proposals")),
        ({"ikev2_proposals": [{"groups": [19, 5]}]}, ("warning", "ikev2_proposals.0")),
        ({"ikev2_proposals": [{"integrity": ["sha1"]}]}, ("warning", "ikev2_proposals.0")),
        ({"ikev2_proposals": [{}, {"name": "spare"}]}, ("warning", "ikev2_proposals.1.name")),
        ({"ipsec": {"encryption": "esp-3des"}}, ("warning", "ipsec")),
        ({"release": "17.11.1", "ikev2_proposals": [{"groups": [19, 24]}]}, ("error", "ikev2_proposals.0")),
        (
            {"release": "17.12.1a", "ikev2_proposals": [{"integrity": ["md5"]}]},
            ("error", "ikev2_proposals.0"),
        ),
        ({"release": "26.1.1", "ipsec": {"encryption": "esp-3des"}}, ("error", "ipsec")),
        ({"local_users": {"credential": "secret"}}, ("warning", "local_users.credential")),
        (
            {"anyconnect_profile": {"file": "staff.xml", "client": CLIENT}},
            ("warning", "anyconnect_profile.file"),
        ),
        ({"release": "16.6.4", "profile_download": {}}, ("warning", "profile_download")),
        (
            {
                "nat": {},
                "access_lists": [
                    {"name": "NAT", "type": "extended", "entries": [{"source": "192.168.10.0/29"}]}
                ],
            },
            ("warning", "address_pools.0"),
        ),
        (
            {"local_users": {"vty": {"autocommand_logout": True}}, "administration": {"exec_default": None}},
            ("error", "local_users.vty.autocommand_logout"),
        ),
        ({"local_users": {"vty": {"access_class": "MGMT"}}}, ("error", "local_users")),
        (
            {
                "local_users": {
                    "users": [{"name": "a", "password": "env:A"}, {"name": "a", "password": "env:B"}]
                }
            },
            ("error", "local_users.users"),
        ),
        ({"nat": {"virtual_template": 7}}, ("error", "nat.virtual_template")),
        ({"virtual_template": {"number": 7}}, ("error", "ikev2_profile.virtual_template")),
        ({"ikev2_profile": {"anyconnect_profile": "other"}}, ("error", "ikev2_profile.anyconnect_profile")),
    ],
)
def test_one_thing_wrong_is_named_at_its_place(sections: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in _said(**sections)


def test_nat_over_a_list_that_permits_nothing_is_refused() -> None:
    only_deny = [{"name": "NAT", "type": "extended", "entries": [{"action": "deny", "source": "any"}]}]
    assert ("error", "access_lists.0.entries") in _said(nat={}, access_lists=only_deny)
    assert _said(access_lists=only_deny) == []


def test_the_smart_defaults_of_old_releases_are_said_to_be_too_old() -> None:
    old = problems(headend(release="16.9.2"))
    assert "groups 5 and 2 alone" in old[0].what


@pytest.mark.parametrize(
    ("proposal", "serves"),
    [
        ({}, True),
        ({"groups": [14]}, False),
        ({"groups": [2, 5, 14, 24]}, False),
        ({"groups": [14, 20]}, True),
        ({"encryption": ["3des"]}, False),
        ({"integrity": ["md5"]}, False),
        ({"encryption": ["aes-gcm-256"], "integrity": [], "prf": ["sha256"], "groups": [19]}, True),
        ({"encryption": ["aes-gcm-256"], "integrity": [], "prf": ["md5"], "groups": [19]}, False),
    ],
)
def test_which_proposals_a_client_of_today_can_agree_to(proposal: dict[str, Any], serves: bool) -> None:  # noqa: FBT001
    assert serves_clients_of_today(Ikev2Proposal.model_validate(proposal)) is serves


OLD: dict[str, Any] = {
    "ikev2_proposals": [
        {"encryption": ["aes-cbc-256", "3des"], "integrity": ["sha256", "md5"], "groups": [19, 2, 5]}
    ],
    "ipsec": {"encryption": "esp-des", "integrity": "esp-md5-hmac"},
}


def test_a_release_that_takes_no_old_algorithms_is_named_with_each_of_them() -> None:
    refused = [
        problem
        for problem in problems(headend(**(MODERN | OLD), release="17.15.3"))
        if problem.level == "error"
    ]
    assert [problem.what.split(":")[0] for problem in refused] == [
        "3des, md5, group 2, group 5",
        "esp-des, esp-md5-hmac",
    ]
    assert all(
        "17.15.3" in problem.what and "compliance_shield: false" in problem.hint for problem in refused
    )


@pytest.mark.parametrize("given", [{"release": "17.9.4"}, {"release": "17.15.3", "compliance_shield": False}])
def test_an_older_release_takes_them_and_one_whose_shield_is_off(given: dict[str, Any]) -> None:
    assert {level for level, _ in _said(**OLD, **given)} == {"warning"}
