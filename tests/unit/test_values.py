"""Values refuse what IOS-XE would refuse, before anything is connected to."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from flexvpn.base.values import AddressRange, HostName, IosName, Release, TextLine, UserName

NAME = TypeAdapter(IosName)
USER = TypeAdapter(UserName)
TEXT = TypeAdapter(TextLine)
HOST = TypeAdapter(HostName)


def release(text: str) -> Release:
    return Release.model_validate(text)


@pytest.mark.parametrize(
    "name", ["two words", 'quo"te', "what?", "line\nbreak", "", "ü", "x" * 65, "a|b", "!remark"]
)
def test_a_name_that_ios_xe_would_not_take_as_one_word_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NAME.validate_python(name)


def test_the_names_of_the_document_are_taken() -> None:
    for name in (
        "*$AnyConnectClient$*",
        "a-eap-authen-local",
        "IKEv2-TP",
        "ikev2-auth-policy",
        "split_tunnel",
    ):
        assert NAME.validate_python(name) == name


def test_a_keyword_of_the_username_command_is_no_user() -> None:
    with pytest.raises(ValidationError, match="keyword"):
        USER.validate_python("privilege")


@given(st.text())
def test_no_name_can_hold_a_second_line(text: str) -> None:
    try:
        accepted = NAME.validate_python(text)
    except ValidationError:
        return
    assert len(accepted.split()) == 1


@given(st.text())
def test_no_text_can_hold_a_second_line(text: str) -> None:
    try:
        accepted = TEXT.validate_python(text)
    except ValidationError:
        return
    assert accepted.splitlines() == [accepted]


def test_releases_compare_by_number_not_by_text() -> None:
    assert release("16.9.2") < release("16.12.1") < release("17.3") < release("17.15.3a") < release("26.2")


def test_leading_zeros_and_missing_numbers_do_not_make_another_release() -> None:
    assert release("16.09.02") == release("16.9.2")
    assert release("17.9") == release("17.9.0")
    assert hash(release("16.09.02")) == hash(release("16.9.2"))


def test_a_range_that_starts_after_its_end_is_refused_with_both_addresses() -> None:
    with pytest.raises(ValidationError, match=r"starts at 192\.168\.10\.10, after its end 192\.168\.10\.5"):
        AddressRange.model_validate("192.168.10.10 - 192.168.10.5")


def test_a_range_counts_both_ends_and_prints_as_ip_local_pool_does() -> None:
    pool = AddressRange.model_validate("192.168.10.5 - 192.168.10.10")
    assert len(pool) == 6
    assert str(pool) == "192.168.10.5 192.168.10.10"
    assert str(AddressRange.model_validate("192.0.2.1")) == "192.0.2.1"


@given(
    st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)
)
def test_two_ranges_overlap_exactly_where_they_share_an_address(a: int, b: int, c: int, d: int) -> None:
    first = AddressRange(first=IPv4Address(min(a, b)), last=IPv4Address(max(a, b)))
    two = AddressRange(first=IPv4Address(min(c, d)), last=IPv4Address(max(c, d)))
    shared = max(first.first, two.first) <= min(first.last, two.last)
    assert first.overlaps(two) is two.overlaps(first) is shared


@pytest.mark.parametrize("host", ["vpn.example.com", "192.0.2.1", "vpn"])
def test_host_names_and_addresses_are_hosts(host: str) -> None:
    assert HOST.validate_python(host) == host


@pytest.mark.parametrize("host", ["", "-vpn", "vpn..example", "vpn example", "vpn;reload"])
def test_what_is_no_host_name_is_refused(host: str) -> None:
    with pytest.raises(ValidationError):
        HOST.validate_python(host)
