"""What the typed records of each command say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from flexvpn.facts import (
    aaa,
    archive,
    certificates,
    clock,
    config_lock,
    crypto_session,
    derived_config,
    files,
    hosts,
    http_server,
    ikev2_config,
    ikev2_sa,
    ikev2_session,
    ikev2_stats,
    interfaces,
    ipsec_config,
    ipsec_sa,
    keys,
    local_pool,
    running_config,
    ssl,
    trustpoints,
    users,
    version,
)
from tests.unit.facts import samples


def test_version_reads_both_ways_to_write_a_release_alike() -> None:
    read = version.read(samples.VERSION).only()
    assert (read.ios, read.xe, read.numbers, read.is_xe) == ("16.9.2", "16.09.02", (16, 9, 2), True)
    assert (read.hostname, read.model, read.serial) == ("headend1", "CSR1000V", "9ABCDEFGHIJ")
    assert read.uptime == timedelta(weeks=3, days=1, hours=2, minutes=5)
    assert read.restarted_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert (read.image_file, read.config_register, read.license_level) == (
        "bootflash:packages.conf",
        0x2102,
        "ax",
    )


def test_releases_compare_by_number() -> None:
    older = version.read(samples.VERSION).only()
    newer = version.read(samples.VERSION.replace("16.9.2", "17.15.5").replace("16.09.02", "17.15.05")).only()
    assert older.numbers < (16, 12, 1) < newer.numbers


def test_an_ios_banner_of_its_own_is_no_xe() -> None:
    banner = (
        "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE4, RELEASE SOFTWARE (fc1)\n"
    )
    read = version.read(banner).only()
    assert (read.ios, read.numbers, read.is_xe) == ("15.0(2)SE4", (15, 0, 2), False)


def test_clock_says_whether_the_time_can_be_trusted() -> None:
    asterisk = clock.read(samples.CLOCK).only()
    assert asterisk.now == datetime(2026, 11, 24, 11, 58, 48, 301000, tzinfo=UTC)
    assert (asterisk.zone, asterisk.authoritative, asterisk.synchronised) == ("UTC", False, False)
    dot = clock.read(samples.CLOCK.replace("*", ".")).only()
    assert (dot.authoritative, dot.synchronised) == (True, False)
    plain = clock.read(samples.CLOCK.replace("*", "")).only()
    assert (plain.authoritative, plain.synchronised) == (True, True)


def test_running_config_header_says_who_changed_it_and_that_it_is_not_saved() -> None:
    read = running_config.read(samples.RUNNING_CONFIG).only()
    assert (read.changed_by, read.saved_by, read.size, read.version) == ("dnac", "admin", 6622, "17.15")
    assert read.changed_at == datetime(2026, 9, 10, 10, 29, 48, tzinfo=UTC)
    assert read.unsaved is True


def test_a_change_from_the_console_has_no_name_and_never_saved_is_not_known() -> None:
    header = "! Last configuration change at 10:29:48 UTC Thu Sep 10 2026\nversion 17.15\n"
    read = running_config.read(header).only()
    assert read.changed_at is not None
    assert (read.changed_by, read.saved_at, read.unsaved) == (None, None, None)


def test_a_router_without_startup_config_says_so() -> None:
    assert running_config.read("startup-config is not present\n").only().present is False
    assert running_config.read(samples.RUNNING_CONFIG).only().present is True


def test_ikev2_sa_of_an_anyconnect_client() -> None:
    read = ikev2_sa.read(samples.IKEV2_SA).only()
    assert (read.local, read.local_port) == (IPv4Address("192.0.2.1"), 4500)
    assert (read.remote, read.remote_port) == (IPv4Address("198.51.100.7"), 50899)
    assert (read.user, read.remote_id, read.assigned) == (
        "test",
        "*$AnyConnectClient$*",
        (IPv4Address("192.168.10.8"),),
    )
    assert (read.fvrf, read.ivrf, read.ready, read.initiator) == (None, None, True, False)
    assert (read.lifetime, read.active) == (timedelta(days=1), timedelta(seconds=758))
    assert (read.session_id, read.ce_id, read.mib_id) == (4, 1004, 9)
    assert (read.dpd_interval, read.dpd_retry) == (timedelta(seconds=60), timedelta(seconds=2))
    assert read.fragmentation == ("Fragmentation not configured", "IETF Std Fragmentation enabled")
    assert (read.nat, read.peer_type, read.remote_request) == ("detected outside", "Other", 31)
    assert read.protection == ikev2_sa.Protection(
        "AES-CBC", 256, "SHA256", "SHA256", "19", "RSA", "AnyConnect-EAP"
    )


def test_ikev2_sa_over_ipv6_has_its_addresses_on_lines_of_their_own() -> None:
    read = ikev2_sa.read(samples.IKEV2_SA_IPV6).only()
    assert (read.family, read.tunnel_id, read.fvrf) == ("IPv6", 7, "FRONT")
    assert (read.local, read.remote) == (IPv6Address("2001:db8::1"), IPv6Address("2001:db8::2"))
    assert (read.pqc, read.quantum) == ("ML-KEM-1024", ("Quantum-safe Encryption using Manual PPK",))
    assert read.remote_subnets == ("10.255.1.238 255.255.255.255",)
    assert read.protection is not None
    assert (read.protection.integrity, read.protection.quantum_resistant) == (None, True)


def test_the_protection_of_an_sa_is_read_by_key() -> None:
    text = "Encr: AES-CBC, Auth verify: PSK, keysize: 128, DH Grp:14, PRF: SHA1"
    assert ikev2_sa.protection(text) == ikev2_sa.Protection(
        "AES-CBC", 128, "SHA1", integrity=None, dh_group="14", auth_verify="PSK"
    )


def test_ikev2_session_holds_its_children_in_both_layouts() -> None:
    read = ikev2_session.read(samples.IKEV2_SESSION).only()
    assert (read.session_id, read.status, read.ike_count, read.child_count) == (3, "UP-ACTIVE", 1, 2)
    assert [sa.remote for sa in read.sas] == [IPv4Address("192.0.2.2")]
    first, second = read.children
    assert first.local_selectors == ("192.168.10.0/0 - 192.168.10.255/65535",)
    assert (first.esp_in, first.encryption, first.key_size, first.esp_hmac) == (
        "0x232CB82D",
        "AES-CBC",
        256,
        "SHA256",
    )
    assert (first.ah_hmac, first.compression, first.mode) == (None, "IPCOMP_NONE", "tunnel")
    assert second.remote_selectors == ("10.0.1.0/0 - 10.0.1.255/65535",)


def test_crypto_session_gives_the_client_its_address_and_its_counters() -> None:
    first, second = crypto_session.read(samples.CRYPTO_SESSION).records
    assert (first.interface, first.profile, first.status) == (
        "Virtual-Access1",
        "AnyConnect-EAP",
        "UP-ACTIVE",
    )
    assert (first.peer, first.port, first.client) == (
        IPv4Address("198.51.100.7"),
        50899,
        IPv4Address("192.168.10.8"),
    )
    assert (first.fvrf, first.ivrf, first.description) == (None, None, None)
    assert first.uptime == timedelta(minutes=14, seconds=54)
    (ike,), (flow,) = first.ike_sas, first.flows
    assert (ike.version, ike.session_id, ike.status, ike.capabilities) == ("IKEv2", 8, "Active", "DN")
    assert (ike.connection_id, ike.lifetime) == (1, timedelta(hours=23, minutes=45, seconds=6))
    assert (flow.in_packets, flow.out_packets, flow.active_sas) == (89, 2, 2)
    assert flow.in_life == crypto_session.Life(4607990, timedelta(seconds=2705))
    assert flow.out_life == crypto_session.Life(None, timedelta(seconds=2705))
    assert (second.username, second.group, second.client) == ("anna", "easy", IPv4Address("192.168.10.9"))
    assert [(sa.version, sa.remote, sa.status) for sa in second.ike_sas] == [
        ("IKE", IPv6Address("2001:db8::2"), "Inactive")
    ]


def test_a_session_to_networks_has_no_client_address() -> None:
    printed = samples.CRYPTO_SESSION.replace("host 192.168.10.8", "0.0.0.0/0.0.0.0")
    assert crypto_session.read(printed).records[0].client is None
    printed = samples.CRYPTO_SESSION.replace("host 192.168.10.8", "host 192.168.10.888")
    assert crypto_session.read(printed).records[0].client is None


def test_ipsec_sa_keeps_each_sa_with_its_flow_and_direction() -> None:
    read = ipsec_sa.read(samples.IPSEC_SA).only()
    assert (read.interface, read.peer, read.port) == ("Virtual-Access1", IPv4Address("198.51.100.7"), 50899)
    assert (read.encapsulated, read.decapsulated, read.verified) == (2, 89, 88)
    assert (read.send_errors, read.receive_errors, read.pfs, read.path_mtu) == (4, 5, False, 1500)
    assert dict(read.counters)["pkts no sa (send)"] == 3
    inbound, outbound = read.sas
    assert (inbound.direction, inbound.spi, inbound.transform) == (
        "inbound",
        0xABCD1234,
        ("esp-256-aes", "esp-sha256-hmac"),
    )
    assert (inbound.remaining_kilobytes, inbound.remaining_time) == (4607990, timedelta(seconds=2705))
    assert (inbound.settings, inbound.replay_window, inbound.initiator) == (
        ("Tunnel UDP-Encaps", "esn"),
        1024,
        False,
    )
    assert (outbound.direction, outbound.spi, outbound.remaining_kilobytes) == ("outbound", 0x1234ABCD, None)
    assert (outbound.remaining_time, outbound.replay_detection) == (timedelta(hours=1, minutes=10), False)


def test_ikev2_stats_and_what_a_release_does_not_have() -> None:
    read = ikev2_stats.read(samples.IKEV2_STATS).only()
    assert (read.incoming_negotiating, read.max_negotiating_in, read.incoming_rejected) == (2, 40, 2)
    assert (read.cookie_accepted, read.ppk_mismatch) == (3, None)


def test_failed_log_ins_are_in_the_external_services() -> None:
    operations = {line.name: line for line in ikev2_stats.read_ext_service(samples.IKEV2_STATS_EXT).records}
    eap = operations["AUTHENTICATION USING EAP"]
    assert (eap.table, eap.passed, eap.failed) == ("AAA OPERATION", 41, 2)
    assert operations["SA CREATION"].table == "IPSEC OPERATION"


def test_the_other_counters_of_ikev2() -> None:
    timers = {
        line.name: line.failed for line in ikev2_stats.read_timeout(samples.IKEV2_STATS_TIMEOUT).records
    }
    assert timers == {"AUTH TIMER": 3, "PACKET MAXIMUM RETRANS TIMER": 7736}
    auth, request, nat = ikev2_stats.read_exchange(samples.IKEV2_STATS_EXCHANGE).records
    assert (auth.group, auth.tx_request, auth.rx_response) == ("EXCHANGES", 83, 82)
    assert (request.group, request.tx, request.rx) == ("CONFIG PAYLOAD TYPE", 83, 19340)
    assert (nat.group, nat.name, nat.count) == ("OTHER COUNTERS", "NO_NAT", 19426)
    reconnect = ikev2_stats.read_reconnect(samples.IKEV2_STATS_RECONNECT).records
    assert [line.count for line in reconnect] == [10, 9]


def test_diagnosed_errors_are_counted() -> None:
    read = ikev2_stats.read_errors(samples.IKEV2_ERRORS).only()
    assert (read.status, read.current) == ("enable", 2)
    assert [(error.count, error.error) for error in read.errors] == [
        (12, "Detected an invalid IKE SPI"),
        (8, "A supplied parameter is incorrect"),
    ]


def test_ikev2_profile_as_the_router_runs_it() -> None:
    read = ikev2_config.read_profiles(samples.IKEV2_PROFILE).only()
    assert (read.name, read.identities, read.trustpoints) == (
        "AnyConnect-EAP",
        ("key-id *$AnyConnectClient$*",),
        ("IKEv2-TP",),
    )
    assert (read.local_authentication, read.remote_authentication) == ("rsa-sig", ("anyconnect-eap",))
    assert (read.virtual_template, read.aaa_anyconnect_eap, read.aaa_eap) == (
        "100",
        "a-eap-authen-local",
        None,
    )
    assert read.dpd == ikev2_config.Dpd(timedelta(seconds=30), timedelta(seconds=5), "on-demand")
    assert (read.certificate_maps, read.shutdown, read.lifetime) == ((), False, timedelta(days=1))


def test_certificate_maps_of_a_profile_stand_below_their_heading() -> None:
    printed = samples.IKEV2_PROFILE.replace("Certificate maps: none", "Certificate maps:\n   MAP-1\n   MAP-2")
    assert ikev2_config.read_profiles(printed).only().certificate_maps == ("MAP-1", "MAP-2")


def test_proposals_policies_and_authorization_policies() -> None:
    default, ours = ikev2_config.read_proposals(samples.IKEV2_PROPOSAL).records
    assert (default.groups, default.integrity) == ((19, 14), ("SHA512", "SHA384"))
    assert (ours.name, ours.encryption, ours.integrity, ours.groups) == (
        "headend",
        ("AES-GCM-256",),
        (),
        (20,),
    )
    policy = ikev2_config.read_policies(samples.IKEV2_POLICY).records[1]
    assert (policy.fvrf, policy.local_addresses, policy.proposals) == (
        "global",
        ("192.0.2.1",),
        ("headend", "older"),
    )
    authorization = ikev2_config.read_authorization_policies(samples.IKEV2_AUTHORIZATION).records
    assert [(policy.name, len(policy.settings)) for policy in authorization] == [
        ("default", 2),
        ("ikev2-auth-policy", 1),
    ]


def test_ipsec_profiles_and_transform_sets() -> None:
    default, ours = ipsec_config.read_profiles(samples.IPSEC_PROFILE).records
    assert (default.lifetime_kilobytes, default.lifetime) == (4608000, timedelta(hours=1))
    assert (ours.ikev2_profile, ours.pfs, ours.dh_group) == ("AnyConnect-EAP", True, "group21")
    assert [(each.name, each.transforms) for each in ours.transform_sets] == [
        ("TS", ("esp-256-aes", "esp-sha256-hmac")),
        ("TS2", ("esp-gcm", "256")),
    ]
    assert [each.modes for each in ipsec_config.read_transform_sets(samples.TRANSFORM_SET).records] == [
        ("Transport",),
        ("Tunnel",),
    ]


def test_the_router_s_certificate() -> None:
    read = certificates.read(samples.CERTIFICATES).records[0]
    assert (read.role, read.status, read.serial, read.common_name) == (
        "identity",
        "Available",
        3,
        "vpn.example.com",
    )
    assert read.issuer == (("cn", "Example CA"), ("o", "Example, Inc."))
    assert read.subject_details == (("Name", "vpn.example.com"), ("Serial Number", "9ABCDEFGHIJ"))
    assert read.not_after == datetime(2027, 11, 19, 15, 33, 15, tzinfo=UTC)
    assert (read.key_label, read.key_bits, read.trustpoints) == ("IKEv2-TP", 2048, ("IKEv2-TP",))
    assert read.fingerprint_md5 == "de8cc8fab9e4166531dded4a1a2a6191"
    assert read.fingerprint_sha256 == "00112233445566778899aabbccddeeff" * 2
    assert read.subject_key_id == "2f6a86706934d26ec27965e867c70441bef2eafc"
    assert read.authority_key_id == "31def8ac8ed9e5f0cdbc474961bed7670cf75db2"
    assert (read.key_usage, read.extended_key_usage) == (
        ("Digital Signature", "Key Encipherment"),
        ("Server Auth", "1.3.6.1.5.5.8.2.2"),
    )
    assert read.alternative_names == ("vpn.example.com", "IP Address : 192.0.2.1", "OtherNames :")
    assert (read.self_issued, read.is_ca) == (False, None)
    assert read.urls == ("http://pki.example.com/ca.crl", "http://pki.example.com/ocsp")


def test_authorities_and_self_signed_certificates_have_roles_of_their_own() -> None:
    _, authority, own = certificates.read(samples.CERTIFICATES).records
    assert (authority.role, authority.is_ca, authority.self_issued) == ("ca", True, True)
    assert authority.serial == 0x55722CE2042FD3DD40C3013FF430616170845853
    assert authority.trustpoints == ("IKEv2-TP", "Trustpool")
    assert authority.not_after is not None
    assert authority.not_after.tzname() == "IST"
    assert (own.role, own.key_label) == ("self-signed", None)


def test_trustpoints_with_and_without_status() -> None:
    licensing, own, empty = trustpoints.read(samples.TRUSTPOINTS).records
    assert (licensing.configured, licensing.certificates[0].serial) == (True, 1)
    assert (own.self_signed, own.key_label) == (True, "TP-self-signed-1504826562")
    assert (empty.name, empty.configured, empty.certificates) == ("EMPTY", False, ())
    status = trustpoints.read_status(samples.TRUSTPOINTS_STATUS).only()
    assert [held.kind for held in status.certificates] == ["Issuing CA", "Router General Purpose"]
    assert status.certificates[0].subject == (("cn", "Example CA"), ("o", "Example, Inc."))
    assert status.certificates[1].fingerprint_sha1 == "3aa661e0baee254d538639020321be1243989526"
    assert (status.has_keys, status.authenticated, status.requests) == (True, True, None)


def test_key_pairs() -> None:
    ours, temporary = keys.read(samples.KEYS).records
    assert (ours.name, ours.algorithm, ours.bits, ours.exportable) == ("IKEv2-TP", "RSA", 2048, False)
    assert ours.public_key.startswith("30820122300d0609")
    assert (temporary.algorithm, temporary.temporary, temporary.exportable) == ("EC", True, True)


def test_a_pool_may_have_several_ranges() -> None:
    pool, other = local_pool.read(samples.LOCAL_POOL).records
    assert (pool.name, pool.free, pool.in_use, pool.size) == ("ACPool", 7, 1, 8)
    assert pool.ranges[1].begin == IPv4Address("192.168.10.20")
    assert (other.name, other.size, other.free) == ("OTHER", 1, 0)


def test_a_pool_asked_for_by_name_says_who_holds_its_addresses() -> None:
    pool = local_pool.read(samples.LOCAL_POOL_NAMED).only()
    assert pool.used == ((IPv4Address("192.168.10.5"), "Vi1 test"),)


def test_derived_config_is_the_lines_of_the_interface() -> None:
    read = derived_config.read(samples.DERIVED_CONFIG).only()
    assert read.interface == "Virtual-Access1"
    assert read.lines[0] == "ip unnumbered Loopback100"
    assert read.lines[-1] == "no tunnel protection ipsec initiate"


def test_users_on_lines_and_on_interfaces() -> None:
    console, ours, anna, dialler, vpn = users.read(samples.USERS).records
    assert isinstance(console, users.LineUser)
    assert (console.user, console.idle) == (None, timedelta(0))
    assert isinstance(ours, users.LineUser)
    assert (ours.current, ours.user, ours.location) == (True, "admin", "host.example.com")
    assert isinstance(anna, users.LineUser)
    assert (anna.line, anna.idle) == ("vty 1", timedelta(days=1, hours=2))
    assert isinstance(dialler, users.LineUser)
    assert (dialler.user, dialler.hosts) == (None, "Virtual-Access2")
    assert isinstance(vpn, users.InterfaceUser)
    assert (vpn.user, vpn.idle, vpn.peer) == ("test@example.com", None, "198.51.100.9")


def test_ssl_policy_profile_and_session() -> None:
    policy = ssl.read_policies(samples.SSL_POLICY).only()
    assert (policy.name, policy.active, policy.setting("trust point")) == ("SSL-POLICY", True, "IKEv2-TP")
    profile = ssl.read_profiles(samples.SSL_PROFILE).only()
    assert (profile.values, profile.setting("nothing")) == (("SSL-POLICY",), None)
    authorization = ssl.read_authorization_policies(samples.SSL_AUTHORIZATION).only()
    assert authorization.setting("Address Pool") == "ACPool"
    session = ssl.read_sessions(samples.SSL_SESSION).only()
    assert (session.profile, session.user, session.client) == (
        "SSL-PROFILE",
        "test",
        IPv4Address("198.51.100.7"),
    )
    assert session.last_used == timedelta(seconds=12)


def test_locked_users_and_method_lists() -> None:
    locked = aaa.read_lockout(samples.LOCKOUT).only()
    assert (locked.user, locked.locked_at) == ("test", datetime(2026, 6, 20, 4, 28, 49, tzinfo=UTC))
    lists = aaa.read_method_lists(samples.METHOD_LISTS).records
    assert [(method_list.queue, method_list.name, method_list.methods) for method_list in lists] == [
        ("AAA_ML_AUTHEN_LOGIN", "default", ("LOCAL",)),
        ("AAA_ML_AUTHEN_LOGIN", "a-eap-authen-local", ("LOCAL",)),
        ("permanent", "Permanent Enable None", ("ENABLE",)),
        ("AAA_ML_ACCT_NET", "Permanent None", ()),
    ]


def test_a_directory_its_files_and_its_space() -> None:
    read = files.read_dir(samples.DIR).only()
    assert (read.path, read.total, read.free) == ("bootflash:/", 1940303872, 1036210176)
    profile = read.file("acvpn.xml")
    assert profile is not None
    assert (profile.size, profile.is_directory) == (2405, False)
    assert profile.modified == datetime(2026, 11, 24, 11, 36, 36, tzinfo=UTC)
    assert read.file("nothing") is None


def test_a_file_that_is_not_there_is_an_answer() -> None:
    read = files.read_dir(samples.DIR_ABSENT).only()
    assert (read.missing, read.files) == ("bootflash:/nothing", ())
    verified = files.read_verify("%Error verifying bootflash:/x (No such file or directory)\n").only()
    assert (verified.missing, verified.digest) == ("bootflash:/x", "")


def test_an_empty_directory_is_one() -> None:
    read = files.read_dir(
        "Directory of bootflash:/\n\nNo files in directory\n\n60 bytes total (16 bytes free)\n"
    ).only()
    assert (read.files, read.free, read.missing) == ((), 16, None)


def test_the_listing_of_one_file() -> None:
    row = "   12  -rw-             2405  Nov 24 2026 11:36:36 +00:00  acvpn.xml\n"
    read = files.read_dir(
        f"Directory of bootflash:/acvpn.xml\n\n{row}\n9 bytes total (8 bytes free)\n"
    ).only()
    assert read.file("acvpn.xml") is not None


def test_bootflash_and_verify() -> None:
    read = files.read_bootflash(samples.BOOTFLASH).only()
    assert [file.name for file in read.files] == ["/bootflash/", "/bootflash/acvpn.xml"]
    assert (read.files[0].is_directory, read.free) == (True, 13755338752)
    verified = files.read_verify(samples.VERIFY).only()
    assert (verified.algorithm, verified.file) == ("md5", "bootflash:acvpn.xml")
    assert verified.digest == "84e7972536e584a9d2902352a9aec042"
    assert files.read_verify(f"verify /sha512 (flash:a) = {'A' * 128}\n").only().digest == "a" * 128


def test_archive_and_its_absence() -> None:
    read = archive.read(samples.ARCHIVE).only()
    assert (read.enabled, read.maximum, read.saved) == (True, 10, 2)
    assert [(archived.number, archived.newest) for archived in read.configs] == [(1, False), (2, True)]
    assert archive.read(" Archive feature not enabled").only().enabled is False


def test_differences_increments_and_none() -> None:
    read = archive.read_differences(samples.DIFFERENCES).only()
    assert read.lines == (
        "+ip scp server enable",
        "interface GigabitEthernet1",
        " +description outside",
        "-hostname R2",
    )
    increment = archive.read_incremental(samples.INCREMENTAL).only()
    assert (increment.identical, len(increment.lines)) == (False, 1)
    for nothing in ("!No changes were found\n", "!Contextual Config Diffs:\n!No changes were found\n"):
        assert archive.read_differences(nothing).only().identical is True


def test_a_pending_commit_and_none() -> None:
    read = archive.read_rollback_timer(samples.ROLLBACK_TIMER).only()
    assert (read.pending, read.user, read.value) == (True, "console", timedelta(minutes=2))
    assert read.configured_at == datetime(2026, 2, 21, 22, 50, 48, tzinfo=UTC)
    assert archive.read_rollback_timer("%No Rollback Confirmed Change pending\n").only().pending is False


def test_logged_commands_go_on_behind_the_bar() -> None:
    first, second = archive.read_log(samples.ARCHIVE_LOG).records
    assert (first.index, first.user, first.line, first.command) == (97, "admin", "vty0", "logging enable")
    assert second.command == "aaa authorization network a-eap-author-grp local"


def test_no_command_is_logged_where_the_logger_is_off() -> None:
    assert archive.read_log("The configuration logger is not enabled\n").records == ()


def test_the_router_s_web_servers() -> None:
    read = http_server.read(samples.HTTP_SERVER).only()
    assert (read.enabled, read.secure_enabled, read.secure_port) == (False, True, 443)
    assert read.ciphers == ("rsa-aes-cbc-sha2", "rsa-aes-gcm-sha2", "dhe-aes-cbc-sha2")
    assert (read.secure_trustpoint, read.tls_versions) == (
        "TP-self-signed-1504826562",
        ("TLSv1.3", "TLSv1.2"),
    )


def test_interfaces_hosts_and_locks() -> None:
    outside, loopback, spare = interfaces.read(samples.INTERFACES).records
    assert (outside.address, outside.up, loopback.name) == (IPv4Address("192.0.2.1"), True, "Loopback100")
    assert (spare.address, spare.status, spare.up) == (None, "administratively down", False)
    resolver = hosts.read(samples.HOSTS).only()
    assert (resolver.default_domain, resolver.name_servers[1]) == ("example.com", IPv4Address("192.0.2.54"))
    assert resolver.entries[0].data == "192.0.2.1"
    lock = config_lock.read(samples.CONFIG_LOCK).only()
    assert (lock.held, lock.user, lock.active) == (True, "admin", timedelta(seconds=6))
