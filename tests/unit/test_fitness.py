from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.certificates.fault import Severity, Unfit, fit
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.names import matches
from flexvpn.certificates.pkcs12 import Identity, read_identity
from tests import certificate_factory as make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from flexvpn.certificates.fault import Fault

DAY = timedelta(days=1)


def faults(
    file: bytes | make.Issued, hosts: Sequence[str] = (make.HOST,), trust: Sequence[Certificate] = ()
) -> tuple[Fault, ...]:
    if isinstance(file, make.Issued):
        identity = Identity(file.certificate, file.chain, key=file.key)
    else:
        identity = read_identity(file, make.PASSPHRASE)
    return assess(identity, hosts, make.NOW, trust)


def only(listed: tuple[Fault, ...]) -> tuple[Unfit, Severity]:
    assert len(listed) == 1, [str(fault) for fault in listed]
    return listed[0].kind, listed[0].severity


def test_a_good_certificate_has_no_fault() -> None:
    assert faults(make.server(), trust=(make.root().certificate,)) == ()


def test_a_file_without_key_cannot_serve() -> None:
    assert only(faults(make.pkcs12(make.server(), with_key=False))) == (Unfit.NO_KEY, Severity.FAIL)


def test_a_key_of_somebody_else_cannot_serve() -> None:
    listed = faults(make.mismatched(make.server(), make.rsa_key("other")))
    assert only(listed) == (Unfit.KEY_MISMATCH, Severity.FAIL)


def test_a_self_signed_certificate_is_ruled_out_and_no_more_is_said_about_its_chain() -> None:
    listed = faults(make.self_signed(), trust=(make.root().certificate,))
    assert only(listed) == (Unfit.SELF_SIGNED, Severity.FAIL)


def test_an_ec_key_is_unfit_because_the_router_signs_with_rsa() -> None:
    listed = faults(make.server(key=make.ec_key()))
    assert only(listed) == (Unfit.NOT_RSA, Severity.FAIL)
    assert "EC 256" in listed[0].what
    assert "rsa-sig" in listed[0].what


def test_a_key_below_2048_bits_is_weak() -> None:
    assert only(faults(make.server(key=make.rsa_key("weak", 1024)))) == (Unfit.WEAK_KEY, Severity.FAIL)


def test_a_key_of_3072_bits_serves() -> None:
    assert faults(make.server(key=make.rsa_key("server", 3072))) == ()


def test_an_expired_certificate_is_dated() -> None:
    listed = faults(make.server(ends=make.NOW - DAY))
    assert only(listed) == (Unfit.EXPIRED, Severity.FAIL)
    assert listed[0].what == "the certificate expired on 2026-11-23"


def test_a_certificate_of_tomorrow_is_not_yet_valid() -> None:
    listed = faults(make.server(starts=make.NOW + DAY))
    assert only(listed) == (Unfit.NOT_YET_VALID, Severity.FAIL)


def test_a_certificate_that_ends_within_a_month_is_a_warning() -> None:
    listed = faults(make.server(ends=make.NOW + DAY))
    assert only(listed) == (Unfit.EXPIRES_SOON, Severity.WARN)
    assert listed[0].what == "the certificate expires on 2026-11-25, in 1 day"


def test_an_expired_authority_is_named() -> None:
    issuing = make.make(
        "Old Issuing", make.rsa_key("intermediate"), make.root(), authority=True, ends=make.NOW - DAY
    )
    listed = faults(make.server(issuer=issuing))
    assert only(listed) == (Unfit.EXPIRED, Severity.FAIL)
    assert "the authority CN=Old Issuing" in listed[0].what


def test_a_sha1_signature_is_refused() -> None:
    assert only(faults(make.server(sha1=True))) == (Unfit.WEAK_SIGNATURE, Severity.FAIL)


def test_a_sha1_signature_of_a_root_on_itself_does_not_count() -> None:
    old_root = make.make("Old Root", make.rsa_key("root"), authority=True, sha1=True)
    assert faults(make.server(issuer=old_root)) == ()


def test_a_certificate_for_clients_is_not_for_servers() -> None:
    assert only(faults(make.server(server_auth=False))) == (Unfit.NOT_FOR_SERVERS, Severity.FAIL)


def test_a_certificate_that_says_nothing_of_servers_is_a_warning() -> None:
    assert only(faults(make.server(server_auth=None))) == (Unfit.NOT_FOR_SERVERS, Severity.WARN)


def test_a_key_that_may_not_sign_cannot_serve() -> None:
    assert only(faults(make.server(digital_signature=False))) == (Unfit.NOT_FOR_SIGNING, Severity.FAIL)


def test_a_certificate_without_key_usage_may_sign() -> None:
    assert faults(make.server(digital_signature=None)) == ()


def test_the_profiles_host_name_must_be_among_the_names() -> None:
    listed = faults(make.server(names=("other.example.com", "192.0.2.9")))
    assert only(listed) == (Unfit.HOST_NAME, Severity.FAIL)
    assert make.HOST in listed[0].what
    assert "other.example.com, 192.0.2.9" in listed[0].what


def test_the_common_name_does_not_count_beside_alternative_names() -> None:
    assert only(faults(make.server(names=("a.example.com",))))[0] is Unfit.HOST_NAME


def test_the_common_name_alone_is_a_warning() -> None:
    assert only(faults(make.server(names=()))) == (Unfit.COMMON_NAME_ONLY, Severity.WARN)


def test_no_name_at_all_is_said_as_none() -> None:
    listed = faults(make.server(names=(), common_name="router"))
    assert only(listed)[0] is Unfit.HOST_NAME
    assert listed[0].what.endswith("are none")


def test_an_address_matches_an_address_entry_only() -> None:
    assert faults(make.server(names=("192.0.2.1",)), hosts=("192.0.2.1",)) == ()
    assert only(faults(make.server(names=("vpn.example.com",)), hosts=("192.0.2.1",)))[0] is Unfit.HOST_NAME


def test_an_address_as_common_name_is_a_warning() -> None:
    listed = faults(make.server(names=(), common_name="192.0.2.1"), hosts=("192.0.2.1",))
    assert only(listed)[0] is Unfit.COMMON_NAME_ONLY


def test_every_host_name_that_is_missing_is_listed() -> None:
    listed = faults(make.server(), hosts=("a.example.com", make.HOST, "b.example.com"))
    assert [fault.kind for fault in listed] == [Unfit.HOST_NAME, Unfit.HOST_NAME]


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        ("vpn.example.com", "VPN.Example.COM", True),
        ("vpn.example.com", "vpn.example.com.", True),
        ("*.example.com", "vpn.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "a.vpn.example.com", False),
        ("v*.example.com", "vpn.example.com", False),
        ("vpn.*.com", "vpn.example.com", False),
        ("*.com", "example.com", False),
        ("*", "example", False),
    ],
)
def test_wildcards_stand_for_one_whole_first_label(pattern: str, host: str, *, expected: bool) -> None:
    assert matches(pattern, host) is expected


@given(st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){1,3}", fullmatch=True))
def test_a_name_is_for_itself_and_not_for_what_lies_below_it(name: str) -> None:
    assert matches(name, name)
    assert not matches(name, f"www.{name}")


def test_a_leaf_without_its_issuer_is_an_incomplete_chain() -> None:
    listed = faults(make.pkcs12(make.server(), chain=()))
    assert only(listed) == (Unfit.INCOMPLETE_CHAIN, Severity.FAIL)
    assert "CN=Example Issuing" in listed[0].what


def test_a_chain_without_its_root_is_complete() -> None:
    issued = make.server()
    assert faults(make.pkcs12(issued, chain=issued.above[:1]), trust=(make.root().certificate,)) == ()


def test_an_authority_that_the_client_does_not_trust_is_named() -> None:
    stranger = make.make("Somebody Else", make.rsa_key("other"), authority=True).certificate
    listed = faults(make.server(), trust=(stranger,))
    assert only(listed) == (Unfit.NOT_TRUSTED, Severity.FAIL)
    assert "CN=Example Root" in listed[0].what


def test_a_trusted_intermediate_is_enough() -> None:
    assert faults(make.server(), trust=(make.intermediate().certificate,)) == ()


def test_all_faults_are_reported_at_once() -> None:
    issued = make.server(names=("a.example.com",), ends=make.NOW - DAY, server_auth=False)
    kinds = {fault.kind for fault in faults(issued)}
    assert kinds == {Unfit.HOST_NAME, Unfit.EXPIRED, Unfit.NOT_FOR_SERVERS}


def test_a_warning_alone_leaves_an_identity_fit() -> None:
    issued = make.server(ends=make.NOW + DAY)
    assert fit(faults(issued))
    assert not fit(faults(make.self_signed()))


def test_every_failure_says_what_to_do() -> None:
    bad = (make.self_signed(), make.server(key=make.ec_key()), make.server(names=()), make.server(sha1=True))
    assert all(fault.hint for issued in bad for fault in faults(issued))


def test_a_client_that_trusts_an_older_certificate_of_the_root_is_served() -> None:
    older = make.make("Example Root", make.rsa_key("root"), authority=True, ends=make.NOW + DAY).certificate
    assert faults(make.server(), trust=(older,)) == ()


def test_a_root_of_the_client_that_has_expired_trusts_nothing() -> None:
    gone = make.make("Example Root", make.rsa_key("root"), authority=True, ends=make.NOW - DAY).certificate
    listed = faults(make.server(), trust=(gone,))
    assert only(listed) == (Unfit.NOT_TRUSTED, Severity.FAIL)
    assert "CN=Example Root that the client trusts expired on 2026-11-23" in listed[0].what


def test_to_trust_the_certificate_itself_is_not_to_trust_an_authority() -> None:
    issued = make.server()
    assert only(faults(issued, trust=(issued.certificate,))) == (Unfit.NOT_TRUSTED, Severity.FAIL)


def test_a_name_that_a_terminal_would_obey_is_shown_as_an_escape() -> None:
    issuing = make.make(
        "Red \x1b[31m\nfit to serve",
        make.rsa_key("intermediate"),
        make.root(),
        authority=True,
        ends=make.NOW - DAY,
    )
    (fault,) = faults(make.server(issuer=issuing))
    assert "CN=Red \\x1b[31m\\nfit to serve expired" in fault.what
