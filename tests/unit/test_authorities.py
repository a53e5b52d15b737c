"""Chains that hold together and that clients refuse all the same: each rule of RFC 5280, section 6, broken once."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from flexvpn.certificates.fault import Fault, Severity, Unfit
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.pkcs12 import Identity
from tests import certificate_factory as make

OTHER = make.rsa_key("second authority")


def found(issued: make.Issued, hosts: tuple[str, ...] = (make.HOST,)) -> tuple[Fault, ...]:
    return assess(Identity(issued.certificate, issued.chain, key=issued.key), hosts, make.NOW)


def dns(*names: str) -> list[x509.GeneralName]:
    return [x509.DNSName(name) for name in names]


def constrained(
    permitted: list[x509.GeneralName] | None = None, excluded: list[x509.GeneralName] | None = None
) -> make.Issued:
    return make.issuing((x509.NameConstraints(permitted, excluded), True))


ONLY_CLIENTS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
ANYBODY = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")


def short() -> make.Issued:
    """An authority that may issue to none below it but servers, and one below it."""
    above = make.make("Short", make.rsa_key("short"), make.root(), authority=True, path_length=0)
    return make.issuing(above=above)


BROKEN = {
    "no CA": (make.issuing(authority=False), Unfit.NO_AUTHORITY, "CN=Odd Issuing is no authority"),
    "no keyCertSign": (make.issuing(cert_sign=False), Unfit.NO_AUTHORITY, "lacks keyCertSign"),
    "path length": (short(), Unfit.NO_AUTHORITY, "CN=Short allows at most 0 more below it"),
    "for clients": (make.issuing((ONLY_CLIENTS, False)), Unfit.NOT_FOR_SERVERS, "CN=Odd Issuing may not issue for"),
    "unknown and critical": (make.issuing((STRANGE, True)), Unfit.UNKNOWN_EXTENSION, "1.3.6.1.4.1.99999.1"),
    "other domain": (constrained(dns("corp.test")), Unfit.NAME_CONSTRAINT, "only for corp.test"),
    "excluded": (constrained(None, dns("example.com")), Unfit.NAME_CONSTRAINT, "not for example.com"),
    "below it": (constrained(dns("a.vpn.example.com")), Unfit.NAME_CONSTRAINT, "may not issue for vpn."),
    "weak key": (
        make.make("Weak", make.rsa_key("weak", 1024), make.root(), authority=True),
        Unfit.WEAK_KEY,
        "the key of the authority CN=Weak is RSA 1024",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_chain_that_a_client_refuses_cannot_serve(case: str) -> None:
    issuer, kind, words = BROKEN[case]
    (fault,) = found(make.server(issuer=issuer))
    assert (fault.kind, fault.severity) == (kind, Severity.FAIL)
    assert words in fault.what
    assert fault.hint


ALLOWED = {
    "its domain": constrained(dns("example.com")),
    "its domain with a dot": constrained(dns(".example.com")),
    "the very name": constrained(dns(make.HOST)),
    "everything": constrained(dns("")),
    "addresses only, and none is named": constrained([x509.IPAddress(ip_network("192.0.2.0/24"))]),
    "another domain excluded": constrained(None, dns("corp.test")),
    "any use": make.issuing((ANYBODY, False)),
    "unknown, not critical": make.issuing((STRANGE, False)),
}  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED)
def test_a_limit_that_is_kept_is_no_fault(case: str) -> None:
    assert found(make.server(issuer=ALLOWED[case])) == ()


@pytest.mark.parametrize(("network", "fine"), [("192.0.2.0/24", True), ("198.51.100.0/24", False)])
def test_addresses_are_held_to_their_networks(network: str, *, fine: bool) -> None:
    issuer = constrained([x509.IPAddress(ip_network(network))])
    kinds = [fault.kind for fault in found(make.server(names=("192.0.2.1",), issuer=issuer), ("192.0.2.1",))]
    assert kinds == ([] if fine else [Unfit.NAME_CONSTRAINT])


def test_limits_for_one_version_of_ip_leave_nothing_of_the_other() -> None:
    issuer = constrained([x509.IPAddress(ip_network("192.0.2.0/24"))])
    issued = make.server(names=("2001:db8::1",), issuer=issuer)
    assert [fault.kind for fault in found(issued, ("2001:db8::1",))] == [Unfit.NAME_CONSTRAINT]


@pytest.mark.parametrize(("name", "fine"), [(make.HOST, True), ("somebody else", False)])
def test_subjects_are_held_to_their_directory(name: str, *, fine: bool) -> None:
    base = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    kinds = [fault.kind for fault in found(make.server(issuer=constrained([x509.DirectoryName(base)])))]
    assert kinds == ([] if fine else [Unfit.NAME_CONSTRAINT])


def bare(name: str, public: rsa.RSAPublicKey, issuer: str, signer: rsa.RSAPrivateKey) -> x509.Certificate:
    """A certificate without any extension."""
    subject, above = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]) for common_name in (name, issuer)
    )
    return (
        x509.CertificateBuilder(above, subject, public, 7)
        .not_valid_before(make.NOW - timedelta(days=9))
        .not_valid_after(make.NOW + timedelta(days=900))
        .sign(signer, hashes.SHA256())
    )


def test_a_root_of_old_that_says_nothing_of_itself_is_trusted_for_what_it_is() -> None:
    key = make.rsa_key("root")
    old = make.Issued(bare("Old Root", key.public_key(), "Old Root", key), key)
    assert found(make.server(issuer=old)) == ()


def test_a_limit_of_the_root_s_own_purposes_is_not_asked_for() -> None:
    root = make.make("Purposeful", OTHER, authority=True, more=[(ONLY_CLIENTS, False)])
    assert found(make.server(issuer=root)) == ()


def test_an_unknown_critical_extension_of_the_certificate_itself_cannot_serve() -> None:
    issued = make.make(
        make.HOST, make.rsa_key(), make.intermediate(), names=(make.HOST,), more=[(STRANGE, True)]
    )
    (fault,) = found(issued)
    assert (fault.kind, fault.severity) == (Unfit.UNKNOWN_EXTENSION, Severity.FAIL)
    assert fault.what.startswith("the certificate has the critical extension")


def test_a_servers_certificate_that_is_an_authority_is_a_warning() -> None:
    names = x509.SubjectAlternativeName(dns(make.HOST))
    both = [(names, False), (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)]
    issued = make.make(make.HOST, make.rsa_key(), make.intermediate(), authority=True, more=both)
    kinds = {fault.kind: fault.severity for fault in found(issued)}
    assert kinds == {Unfit.IS_AUTHORITY: Severity.WARN, Unfit.NOT_FOR_ENCIPHERING: Severity.WARN}


def test_a_pss_signature_is_a_warning() -> None:
    issued = make.make(make.HOST, make.rsa_key(), make.intermediate(), names=(make.HOST,), pss=True)
    (fault,) = found(issued)
    assert (fault.kind, fault.severity) == (Unfit.PSS_SIGNATURE, Severity.WARN)


def test_a_key_that_may_only_sign_is_a_warning_for_anyconnect() -> None:
    (fault,) = found(make.server(key_encipherment=False))
    assert (fault.kind, fault.severity) == (Unfit.NOT_FOR_ENCIPHERING, Severity.WARN)


def test_a_key_of_8192_bits_is_more_than_a_router_takes() -> None:
    # Nobody has the private half: making one takes a minute.
    public = rsa.RSAPublicNumbers(65537, (1 << 8191) + 1).public_key()
    above = make.intermediate()
    assert isinstance(above.key, rsa.RSAPrivateKey)
    wide = bare(make.HOST, public, "Example Issuing", above.key)
    faults = assess(Identity(wide, (wide, *above.chain)), (), make.NOW)
    assert [fault.severity for fault in faults if fault.kind is Unfit.LARGE_KEY] == [Severity.FAIL]
