from __future__ import annotations

from flexvpn.sections.headend import Headend
from flexvpn.sections.nat import Nat
from tests.builders import headend

DESIGN_ORDER = [
    "administration",
    "aaa",
    "local_users",
    "trustpoint",
    "address_pools",
    "access_lists",
    "authorization_policies",
    "ikev2_proposals",
    "ikev2_policy",
    "anyconnect_profile",
    "ikev2_profile",
    "http",
    "ipsec",
    "loopback",
    "virtual_template",
    "nat",
    "profile_download",
]


def test_sections_stand_in_the_order_in_which_ios_xe_needs_them() -> None:
    assert [name for name, _ in Headend.section_types()] == DESIGN_ORDER


def test_everything_that_a_section_uses_is_defined_before_it_or_may_come_later() -> None:
    full = headend(nat={}, profile_download={}, ikev2_proposals=[{}], ikev2_policy={})
    order = {ref: place for place, (_, section) in enumerate(full.sections()) for ref in section.defines()}
    later = {
        "virtual template",
        "access list",
    }  # IOS-XE takes a template's number and a list's name before they exist
    for place, (name, section) in enumerate(full.sections()):
        for ref in section.uses():
            assert order[ref] < place or ref.kind in later, (name, ref)


def test_a_section_that_is_left_out_is_no_section_and_still_has_its_class() -> None:
    plain = headend()
    assert "nat" not in [name for name, _ in plain.sections()]
    assert dict(Headend.section_types())["nat"] is Nat


def test_clients_are_told_the_identity_that_the_profile_matches() -> None:
    assert headend().client_profile().servers[0].ike_identity is None
    other = headend(ikev2_profile={"identity": "staff"})
    assert other.client_profile().servers[0].ike_identity == "staff"
    assert b"staff" in other.client_profile().xml()
