"""What is said of an intent that cannot be read whole: every mistake that is one for certain, and none besides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources
from flexvpn.intent.inventory import Built, build
from flexvpn.intent.settings import Settings
from flexvpn.sections.headend import Headend
from tests.effort import effort

GOOD: dict[str, Any] = {
    "login": {"username": "admin", "password": "env:LOGIN"},
    "release": "17.9.4",
    "trustpoint": {"pkcs12": "x.p12", "passphrase": "env:P12"},
    "address_pools": [{"name": "ACPool", "ranges": ["192.168.10.5 192.168.10.10"]}],
    "authorization_policies": [{"name": "ikev2-auth-policy", "pool": "ACPool"}],
    "anyconnect_profile": {
        "client": {"servers": [{"display_name": "VPN", "host_address": "vpn.example.com"}]}
    },
}


def built(**changes: Any) -> Built:  # noqa: ANN401 - sections
    data = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    hosts, wrong = read_document(yaml.safe_dump({"edge": {"data": data}}), "hosts.yaml")
    assert not wrong
    nothing = Document("none", None)
    return build(Sources(hosts, nothing, nothing, nothing, ()), date(2026, 11, 24))


def told(**changes: Any) -> list[str]:  # noqa: ANN401 - sections
    return [
        f"{mistake.key.removeprefix('edge.data.')}: {mistake.what}" for mistake in built(**changes).mistakes
    ]


def test_a_range_that_cannot_be_hides_no_overlap_of_the_others() -> None:
    pools = [
        {"name": "A", "ranges": ["10.1.0.9 - 10.1.0.5"]},
        {"name": "ACPool", "ranges": ["10.0.1.5 - 10.0.1.1", "10.1.0.1 - 10.1.0.9"]},
        {"name": "B", "ranges": ["10.1.0.9"]},
    ]
    assert told(address_pools=pools) == [
        "address_pools.0.ranges.0: the range starts at 10.1.0.9, after its end 10.1.0.5",
        "address_pools.1.ranges.0: the range starts at 10.0.1.5, after its end 10.0.1.1",
        "address_pools.2.ranges: pools ACPool and B overlap in 10.1.0.9",
    ]


def test_a_name_that_stands_in_a_damaged_object_is_not_said_to_be_missing() -> None:
    assert told(address_pools=[{"name": "ACPool", "ranges": []}]) == [
        "address_pools.0.ranges: at least one is needed"
    ]


def test_where_a_name_cannot_be_read_nothing_is_said_of_who_refers_to_it() -> None:
    pools = [{"name": "AC Pool", "ranges": ["10.0.0.1"]}]
    assert told(address_pools=pools) == [
        "address_pools.0.name: IOS-XE names are printable ASCII without spaces"
    ]


def test_a_section_that_is_missing_is_said_once_and_not_by_all_who_refer_to_it() -> None:
    assert told(address_pools=None, trustpoint=None) == [
        "address_pools: is missing",
        "trustpoint: is missing",
    ]


def test_a_value_that_is_lost_is_not_judged_by_its_default() -> None:
    loopback = {"number": 100, "address": "10.0.0.1.1"}
    pools = [{"name": "ACPool", "ranges": ["10.0.0.1 - 10.0.0.9"]}]
    assert told(loopback=loopback, address_pools=pools) == ["loopback.address: is not a valid IPv4 address"]


def test_a_reference_beside_another_mistake_of_its_own_section_is_judged() -> None:
    policies = [{"name": "ikev2-auth-policy", "pool": "ACPol", "dns": ["10.0.1.1.1"]}]
    assert told(authorization_policies=policies) == [
        "authorization_policies.0.dns.0: is not a valid IPv4 address",
        "authorization_policies.0.pool: pool ACPol is named here and defined nowhere",
    ]


def test_what_depends_on_two_sections_is_judged_where_a_third_is_wrong() -> None:
    first, second = told(http={"secure_server": True}, profile_download={}, loopback={"adress": "x"})
    assert first.startswith("http.secure_server: the HTTPS server together with profile_download")
    assert second == "loopback.adress: unknown key"


@pytest.mark.parametrize(
    "data", [None, 7, "words", [], {}, [{}], [7], {"name": []}, [[]], {"client": {"servers": [{}]}}]
)
@pytest.mark.parametrize("name", sorted({*Headend.model_fields} - {"name"}))
def test_no_data_of_a_section_is_a_fault_of_the_program(name: str, data: object) -> None:
    built(**{name: data, "virtual_template": {"mtu": 1}})


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["ACPool", "10.0.0.1", "a?b", "any", ""]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "ranges", "pool", "client", "servers", "entries", "source", "vty", "dpd"]
            ),
            below,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted({*Headend.model_fields} - {"name"})), _anything, max_size=4))
@effort(2)
def test_no_intent_at_all_is_a_fault_of_the_program(changes: dict[str, Any]) -> None:
    inventory = built(**changes)
    assert bool(inventory.mistakes) == bool(inventory.drafts)
    assert isinstance(inventory.inventory.settings, Settings)
