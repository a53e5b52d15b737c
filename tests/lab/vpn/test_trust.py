"""The simulated client refuses every chain that a real one refuses; each rule of RFC 5280, section 6, broken once."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lab.vpn.profile_xml import HostEntry
from lab.vpn.trust import objection
from tests import certificate_factory as make

OTHER = make.rsa_key("second authority")
CLIENTS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
ANYBODY = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
ELSEWHERE = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody else")])
OURS = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, make.HOST.upper())])


def refusal(issued: make.Issued, host: str = make.HOST, *trusted: x509.Certificate) -> str | None:
    """Why the client refuses a leaf with its chain, where it trusts the root unless told otherwise."""
    sent = tuple(one for one in issued.chain if one.subject != one.issuer)
    return objection(sent, trusted or (make.root().certificate,), HostEntry("VPN", host, ""), make.NOW)


def limited(
    permitted: list[x509.GeneralName] | None = None, excluded: list[x509.GeneralName] | None = None
) -> make.Issued:
    return make.issuing((x509.NameConstraints(permitted, excluded), True))


def short(length: int) -> make.Issued:
    key = make.rsa_key("short")
    return make.issuing(above=make.make("Short", key, make.root(), authority=True, path_length=length))


def dns(*names: str) -> list[x509.GeneralName]:
    return [x509.DNSName(name) for name in names]


REFUSED = {
    "no CA": (make.issuing(authority=False), "its basic constraints do not say CA"),
    "no keyCertSign": (make.issuing(cert_sign=False), "lacks Key Cert Sign"),
    "path length": (short(0), "Short allows 0 authorities below it, not 1"),
    "for clients": (make.issuing((CLIENTS, False)), "may not issue for servers"),
    "for clients, further up": (
        make.issuing(above=make.make("Up", make.rsa_key("up"), make.root(), authority=True, more=[(CLIENTS, False)])),
        "Up may not issue for servers",
    ),
    "unknown and critical": (make.issuing((STRANGE, True)), "1.3.6.1.4.1.99999.1"),
    "another domain": (limited(dns("corp.test")), "outside of its name constraints"),
    "half a label": (limited(dns("ample.com")), "outside of its name constraints"),
    "only what is below": (limited(dns(".vpn.example.com")), "outside of its name constraints"),
    "excluded": (limited(None, dns("example.com")), "its name constraints exclude it"),
    "permitted and excluded": (limited(dns("example.com"), dns(make.HOST)), "exclude it"),
    "another directory": (limited([x509.DirectoryName(ELSEWHERE)]), "CN=vpn.example.com: it lies outside"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_authority_that_may_not_issue_this_is_refused(case: str) -> None:
    issuer, words = REFUSED[case]
    assert words in (refusal(make.server(issuer=issuer)) or "")


TAKEN = {
    "its domain": limited(dns("example.com")),
    "its domain, in capitals with a dot": limited(dns(".EXAMPLE.com")),
    "the very name": limited(dns(make.HOST)),
    "everything": limited(dns("")),
    "addresses only, and none is named": limited([x509.IPAddress(ip_network("192.0.2.0/24"))]),
    "another domain excluded": limited(None, dns("corp.test")),
    "its directory, in capitals": limited([x509.DirectoryName(OURS)]),
    "any use": make.issuing((ANYBODY, False)),
    "unknown, not critical": make.issuing((STRANGE, False)),
    "one below, as the path length allows": short(1),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_a_limit_that_is_kept_is_no_objection(case: str) -> None:
    assert refusal(make.server(issuer=TAKEN[case])) is None


@pytest.mark.parametrize(
    ("network", "address", "fine"),
    [
        ("192.0.2.0/24", "192.0.2.1", True),
        ("198.51.100.0/24", "192.0.2.1", False),
        ("192.0.2.0/24", "2001:db8::1", False),
    ],
)
def test_addresses_are_held_to_their_networks(network: str, address: str, *, fine: bool) -> None:
    issuer = limited([x509.IPAddress(ip_network(network))])
    assert (refusal(make.server(names=(address,), issuer=issuer), str(ip_address(address))) is None) is fine


def test_a_wildcard_that_reaches_into_what_is_excluded_is_refused() -> None:
    issuer = limited(None, dns("secret.example.com"))
    assert "exclude" in (refusal(make.server(names=("*.example.com",), issuer=issuer)) or "")


def test_a_common_name_that_serves_as_host_name_is_constrained_like_one() -> None:
    issuer = limited(dns("corp.test"))
    assert "outside" in (refusal(make.server(names=(), issuer=issuer)) or "")


def test_limits_of_the_root_count_and_limits_of_one_in_between_hold_for_all_below() -> None:
    root = make.make(
        "Limited Root", OTHER, authority=True, more=[(x509.NameConstraints(dns("corp.test"), None), True)]
    )
    above = make.make("Plain", make.rsa_key("plain"), root, authority=True)
    words = refusal(make.server(issuer=above), make.HOST, root.certificate)
    assert words is not None
    assert words.startswith("certificate authority Limited Root may not issue for")


def test_one_path_that_holds_is_enough() -> None:
    """An authority that was renewed, or cross-signed, leaves its expired certificate in the bundle."""
    key, day = make.rsa_key("intermediate"), timedelta(days=1)
    old = make.make("Example Issuing", key, make.root(), authority=True, ends=make.NOW - day)
    leaf = make.server()
    chain = (leaf.certificate, old.certificate, make.intermediate().certificate)
    entry = HostEntry("VPN", make.HOST, "")
    root = make.root().certificate
    assert objection(chain, (root,), entry, make.NOW) is None
    assert "expired" in (objection(chain[:2], (root,), entry, make.NOW) or "")


def test_an_expired_root_is_refused() -> None:
    root = make.make("Old Root", OTHER, authority=True, ends=make.NOW - timedelta(days=1))
    assert (
        refusal(make.server(issuer=root), make.HOST, root.certificate) == "certificate Old Root has expired"
    )


def test_authorities_that_sign_each_other_come_to_an_end() -> None:
    one, two = make.rsa_key("circle one"), make.rsa_key("circle two")
    first = make.make("One", one, make.make("Two", two, authority=True), authority=True)
    second = make.make("Two", two, make.make("One", one, authority=True), authority=True)
    leaf = make.server(issuer=first)
    entry = HostEntry("VPN", make.HOST, "")
    chain = (leaf.certificate, first.certificate, second.certificate)
    reason = objection(chain, (make.root().certificate,), entry, make.NOW)
    assert reason == "certificate chain ends at One, which the client does not trust"
