"""Files, key, certificate and clock damaged in turn: the log-in stops where a real one would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lab.pki.authority import ServerOrder, make_intermediate, make_root, make_server, seal
from lab.pki.store import KeyPair, Role
from lab.quirks import Quirks
from lab.vpn.connect import connect
from lab.vpn.walk import Stage
from tests.lab.vpn.document import (
    DOWNLOAD,
    HOST,
    MAIN,
    NOW,
    PASSPHRASE,
    PROFILE,
    certificates,
    client,
    router,
    sealed,
)


def p12_of(order: ServerOrder, *, self_signed: bool = False) -> bytes:
    known = certificates()
    issuer = None if self_signed else known.intermediate
    return seal(make_server(order, issuer, (known.root.certificate,)), PASSPHRASE, legacy=True)


def order(**changes: object) -> ServerOrder:
    settings: dict[str, object] = {"host": HOST, "days": 730, "start": datetime(2026, 1, 1, tzinfo=UTC)}
    return ServerOrder(**{**settings, **changes})  # type: ignore[arg-type]


def test_the_client_without_a_profile_tries_tls() -> None:
    assert connect(router(), client(profile=None)).failed is Stage.PROFILE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schemas.xmlsoap.org", "schemas.xmlsoap"),
        ("<ServerList>", "<ServerList"),
        ("IPsec", "SSL"),
        ("StandardAuthenticationOnly>true", "StandardAuthenticationOnly>false"),
        ("EAP-AnyConnect", "EAP-MD5"),
    ],
)
def test_a_profile_that_does_not_lead_to_anyconnect_eap_is_of_no_use(old: str, new: str) -> None:
    assert connect(router(), client(profile=PROFILE.replace(old, new).encode())).failed is Stage.PROFILE


def test_another_identity_in_the_profile_finds_no_ikev2_profile() -> None:
    tag = "<AuthMethodDuringIKENegotiation>EAP-AnyConnect</AuthMethodDuringIKENegotiation>"
    text = PROFILE.replace(tag, f"{tag}<IKEIdentity>branch</IKEIdentity>")
    assert connect(router(), client(profile=text.encode())).failed is Stage.IKE_PROFILE
    other = router(MAIN.replace("*$AnyConnectClient$*", "branch"), profile=text.encode())
    assert connect(other, client(profile=text.encode())).connected


def test_an_address_that_is_not_the_routers_does_not_answer() -> None:
    text = PROFILE.replace("<HostAddress>vpn.example.com", "<HostAddress>192.0.2.9")
    assert connect(router(), client(profile=text.encode())).failed is Stage.REACH


def test_an_interface_that_is_shut_down_does_not_answer() -> None:
    made = router()
    made.configure("interface GigabitEthernet1\n shutdown")
    assert connect(made, client()).failed is Stage.REACH


def test_group_14_alone_is_for_old_clients_only() -> None:
    made = router(MAIN.replace("group 19 14", "group 14"))
    assert connect(made, client()).failed is Stage.IKE_SA_INIT
    assert connect(made, client(version="4.6")).connected


@pytest.mark.parametrize("user", [{"user": "nobody"}, {"password": "wrong"}])
def test_a_wrong_name_or_password_stops_at_aggregate_authentication(user: dict[str, str]) -> None:
    assert connect(router(), client(**user)).failed is Stage.AGGREGATE_AUTH


def test_a_user_that_was_removed_cannot_log_in_again() -> None:
    made = router()
    made.configure("no username test")
    assert connect(made, client()).failed is Stage.AGGREGATE_AUTH


def test_too_many_failures_lock_a_user_out_until_somebody_clears_it() -> None:
    made = router("aaa new-model\naaa local authentication attempts max-fail 2\n" + MAIN)
    for _ in range(2):
        connect(made, client(password="wrong"))
    locked = connect(made, client())
    assert (locked.failed, "locked out" in locked.words) == (Stage.AGGREGATE_AUTH, True)
    assert "test" in made.execute("show aaa local user lockout")
    made.execute("clear aaa local user lockout username test")
    assert connect(made, client()).connected


def test_whether_a_secret_works_is_a_quirk() -> None:
    text = MAIN.replace("username test password cisco123", "username test secret cisco123")
    assert connect(router(text), client()).connected
    refused = router(text, quirks=Quirks(local_secret_works=False))
    assert connect(refused, client()).failed is Stage.AGGREGATE_AUTH


def test_a_truncated_pkcs12_file_leaves_no_certificate() -> None:
    assert connect(router(p12=sealed()[:-40]), client()).failed is Stage.SERVER_CERTIFICATE


def test_a_modern_pkcs12_file_is_dropped_in_silence_by_16_and_read_by_17() -> None:
    modern = sealed(legacy=False)
    old = router(p12=modern)
    assert connect(old, client()).failed is Stage.SERVER_CERTIFICATE
    assert connect(router(p12=modern, release="17.9.4"), client()).connected


def test_without_its_key_a_router_cannot_sign() -> None:
    made = router()
    del made.pki.keys["IKEv2-TP"]
    assert connect(made, client()).failed is Stage.LOCAL_AUTH


def test_another_key_under_the_label_cannot_sign() -> None:
    made = router()
    made.pki.keys["IKEv2-TP"] = KeyPair("IKEv2-TP", certificates().root.key, NOW)
    assert connect(made, client()).failed is Stage.LOCAL_AUTH


def test_a_trustpoint_that_was_removed_leaves_a_dangling_line() -> None:
    made = router()
    made.configure("no crypto pki trustpoint IKEv2-TP")
    assert connect(made, client()).failed is Stage.LOCAL_AUTH


@pytest.mark.parametrize("moment", [datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)])
def test_a_router_whose_clock_is_off_does_not_use_its_certificate(moment: datetime) -> None:
    made = router()
    made.clock.set(moment)
    attempt = connect(made, client())
    assert (attempt.failed, "PKI-3-CERTIFICATE_INVALID" in attempt.words) == (Stage.LOCAL_AUTH, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "other.example.com"},
        {"server_auth": False},
        {"digital_signature": False},
    ],
)
def test_the_client_refuses_a_certificate_that_cannot_serve(changes: dict[str, object]) -> None:
    assert connect(router(p12=p12_of(order(**changes))), client()).failed is Stage.SERVER_CERTIFICATE


@pytest.mark.parametrize("days", [10, 3650])
def test_the_client_looks_at_the_dates_by_a_clock_of_its_own(days: int) -> None:
    made = router(p12=p12_of(order(days=days)))
    expired = days == 10
    # The router's own clock was set back, so that it takes the expired certificate for good.
    made.clock.set(datetime(2026, 1, 5, tzinfo=UTC))
    assert connect(made, client()).failed is (Stage.SERVER_CERTIFICATE if expired else None)


def test_the_client_refuses_a_self_signed_certificate_and_an_unknown_authority() -> None:
    assert connect(router(p12=p12_of(order(), self_signed=True)), client()).failed is Stage.SERVER_CERTIFICATE
    stranger = make_root("Another CA", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert connect(router(), client(trust=(stranger.certificate,))).failed is Stage.SERVER_CERTIFICATE
    assert connect(router(), client(trust=())).failed is Stage.SERVER_CERTIFICATE


def test_a_pkcs12_file_without_the_intermediate_is_refused_by_a_client_that_knows_the_root_only() -> None:
    made = router(p12=sealed(with_chain=False))
    assert connect(made, client()).failed is Stage.SERVER_CERTIFICATE
    known = (*certificates().trust, certificates().intermediate.certificate)
    assert connect(made, client(trust=known)).connected


def test_an_elliptic_curve_key_cannot_serve_rsa_sig() -> None:
    root = make_root("EC Root", kind="ec:256", now=datetime(2026, 1, 1, tzinfo=UTC))
    issuing = make_intermediate(root, "EC Issuing", kind="ec:256", now=datetime(2026, 1, 1, tzinfo=UTC))
    server = make_server(order(key="ec:256"), issuing, (root.certificate,))
    made = router(p12=seal(server, PASSPHRASE, legacy=True))
    assert made.running.has("crypto pki trustpoint IKEv2-TP", "eckeypair IKEv2-TP")
    assert connect(made, client(trust=(root.certificate,))).failed is Stage.LOCAL_AUTH


def test_the_certificate_of_another_router_does_not_fit_the_key() -> None:
    made = router()
    other = make_server(order(), certificates().intermediate)
    made.pki.install("IKEv2-TP", Role.IDENTITY, other.certificate, NOW)
    assert connect(made, client()).failed is Stage.LOCAL_AUTH


def test_a_profile_file_that_is_gone_matters_once_the_router_reads_it_again() -> None:
    cached = router()
    cached.flash.delete("bootflash:/acvpn.xml")
    assert connect(cached, client()).connected
    reading = router(quirks=Quirks(vpn_profile_cached=False))
    reading.flash.delete("bootflash:/acvpn.xml")
    assert connect(reading, client()).failed is Stage.PROFILE_DOWNLOAD


def test_a_changed_profile_file_is_seen_when_its_line_is_entered_again() -> None:
    made = router()
    made.flash.write("bootflash:/acvpn.xml", PROFILE.replace("VPN IOS-XE", "New").encode())
    assert connect(made, client()).connected
    made.configure(
        "no crypto vpn anyconnect profile acvpn\ncrypto vpn anyconnect profile acvpn bootflash:/acvpn.xml"
    )
    assert connect(made, client()).failed is Stage.PROFILE_DOWNLOAD
    made.configure(DOWNLOAD)
    assert connect(made, client()).connected


def test_a_client_that_bypasses_the_downloader_needs_no_profile_on_the_router() -> None:
    text = MAIN.replace(" anyconnect profile acvpn\n", "").replace(
        "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml\n", ""
    )
    assert connect(router(text, release="16.6.5"), client()).failed is Stage.PROFILE_DOWNLOAD
    assert connect(router(text, release="16.6.5"), client(bypass_downloader=True)).connected


def test_a_pool_with_no_address_left_refuses_the_next_client() -> None:
    made = router()
    sessions = [connect(made, client().numbered(n)) for n in range(7)]
    assert [s.failed for s in sessions] == [None] * 6 + [Stage.ADDRESS]
    made.configure("ip local pool ACPool 192.168.10.11 192.168.10.11")
    assert connect(made, client()).connected


def test_the_crash_of_https_and_ssl_policy_together_ends_every_session() -> None:
    made = router(MAIN.replace("no ip http secure-server\n", "") + DOWNLOAD)
    assert connect(made, client()).connected
    newer = PROFILE.replace("VPN IOS-XE", "Other").encode()
    assert connect(made, client(profile=newer)).failed is Stage.PROFILE_DOWNLOAD
    assert made.vpn.sessions == ()


def test_an_md5_transform_is_for_old_clients_only() -> None:
    made = router(MAIN.replace("esp-aes 256 esp-sha256-hmac", "esp-3des esp-md5-hmac"))
    assert connect(made, client()).failed is Stage.IPSEC_SA
    made = router(MAIN.replace("esp-aes 256 esp-sha256-hmac", "esp-3des esp-md5-hmac"))
    assert connect(made, client(version="4.6")).connected


def test_the_sessions_start_is_the_routers_time() -> None:
    made = router()
    made.clock.set(NOW + timedelta(hours=1))
    session = connect(made, client()).session
    assert session is not None
    assert session.started == NOW + timedelta(hours=1)
