"""Forms of an answer that other releases and other machines have; each stood in a recording that we failed to read."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import catalog
from tests.unit.facts.samples import SAMPLES

PROPOSAL = """\
 IKEv2 proposal: default
     Encryption : AES-CBC-256
     Integrity  : SHA512
     PRF        : SHA512
     DH Group   : DH_GROUP_521_ECP/Group 21
     AKE group  :
                  1: MLKEM768
                  2: MLKEM1024
"""

PROFILE = """\
IPSEC profile IKEv2-PROFILE
        IKEv2 Profile: IKEv2-PROFILE
        Security association lifetime: 4608000 kilobytes/3600 seconds
        Responder-Only (Y/N): N
        PFS (Y/N): Y
        ML-KEM ONLY (Y/N): N
        DH ONLY (Y/N): N
        DH group:  group19
        Transform sets={
                TS:  { esp-256-aes esp-sha256-hmac  } ,
        }
"""

ELLIPTIC = """\
% Key pair was generated at: 09:00:00 UTC Nov 2 2026
Key name: EC
Key type: EC KEYS      p521 curve
 Storage Device: private-config
 Usage: Signature Key
 Key is not exportable. Redundancy enabled.
 Key Data:
  30819B30 1006072A
"""

CORES = """\
Core 0: CPU utilization for five seconds: 6%; one minute: 8%;  five minutes: 7%
Core 1: CPU utilization for five seconds: 91%; one minute: 16%;  five minutes: 15%
PID    Runtime(ms) Invoked  uSecs  5Sec     1Min     5Min     TTY   Process
5782   2045595     13521147 208    4.52     6.10     5.85     0     iosd
This command only shows processes inside the IOS daemon.
Please use 'show processes cpu platform'
to show processes from the underlying operating system.
"""


def test_the_groups_of_an_additional_key_exchange_have_lines_of_their_own() -> None:
    assert (
        catalog.read_output("show crypto ikev2 proposal", PROPOSAL).only().pqc == "1: MLKEM768, 2: MLKEM1024"
    )


def test_an_ipsec_profile_of_a_release_with_ml_kem_is_read() -> None:
    facts = catalog.read_output("show crypto ipsec profile", PROFILE)
    assert facts.unknown_lines == ()
    assert facts.only().dh_group == "group19"


def test_an_elliptic_key_has_a_curve() -> None:
    facts = catalog.read_output("show crypto key mypubkey ec", ELLIPTIC)
    assert facts.unknown_lines == ()
    assert (facts.only().algorithm, facts.only().bits, facts.only().curve) == ("EC", None, "p521")


def test_each_core_has_a_load_of_its_own() -> None:
    facts = catalog.read_output("show processes cpu", CORES)
    assert facts.unknown_lines == ()
    assert [(load.core, load.worst) for load in facts.records] == [(0, 8), (1, 91)]


def test_a_clock_may_shout_its_month() -> None:
    assert catalog.read_output("show clock", "09:00:00.035 UTC Mon NOV 2 2026\n").only().now.month == 11


def test_a_list_of_commands_is_headed_in_either_case() -> None:
    facts = catalog.read_output("show archive config differences", "!List of commands:\nip cef\n")
    assert facts.only().lines == ("ip cef",)


PENDING = """\
Certificate
  Subject:
    Name: edge-1
   Status: Pending
   Key Usage: General Purpose
   Certificate Request Fingerprint MD5: 11111111 22222222 33333333 44444444
   Certificate Request Fingerprint SHA1: 11111111 22222222 33333333 44444444 55555555
   Associated Trustpoint: IKEv2-TP

CA Certificate
  Status: Available
  Certificate Serial Number (hex): 01
  Certificate Usage: Signature
  Issuer:
    cn=ROOT
  Subject:
    hostname=edge-1+ipaddress=192.0.2.1
    cn=ROOT
"""

STATUS = """\
Trustpoint IKEv2-TP:
  Issuing CA certificate configured:
    Subject Name:
     cn=ROOT
    Fingerprint MD5: 11111111 22222222 33333333 44444444
  Router General Purpose certificate not configured.
  Last enrollment status: Granted
  Next enrollment attempt:
   09:00:00 CET Nov 2 2026
  * Configuration will not be saved after renewal *
  State:
    Keys generated ............. Yes (General Purpose, non-exportable)
"""

LISTS = """\
IKEv2 profile: AnyConnect-EAP
 Match criteria:
  Fvrf: global
  Identities:
   key-id *$AnyConnectClient$*
  Certificate maps:
   MAP1
   MAP2
 Local identity: DN
 Trustpoint(s):
  TP1
  TP2
 Lifetime: 86400 seconds
"""

DYNAMIC = """\
interface: GigabitEthernet1
    Crypto map tag: DYN, local addr 192.0.2.1

   protected vrf: CUST-A
   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   remote ident (addr/mask/prot/port): (192.168.1.1/255.255.255.255/0/0)
   current_peer (none) port 500
    #pkts encaps: 0, #pkts encrypt: 0, #pkts digest: 0

   protected vrf: (none)
   current_peer: 198.51.100.7:4500
     current outbound spi: 3D3

     inbound esp sas:
      spi: 0x136A010F(325714191)
        slot: 0, conn id: 3442, flow_id: 1443, crypto map: DYN
        sa timing: remaining key lifetime (kB/sec): (4608000/52)
        ike_cookies: 11111111 22222222 33333333 44444444
"""

GROUPS = """\
 Pool                     Begin           End             Free  In use
 ** pool <p1> is in group <g1>
 p1                       10.0.0.1        10.0.0.9           9       0
                          10.0.1.1        10.0.1.9           9       0
 ALONE                    10.0.2.1        10.0.2.9           9       0
"""

USERS = """\
    Line       User       Host(s)              Idle       Location
   0 con 0                192.0.2.7                2
                          192.0.2.8                1

  Interface    User               Mode         Idle     Peer Address
  Vi1                             IPsec        00:00:09 192.0.2.9
"""

VERIFIED = """\
.....MD5 of flash:a.bin Done!
verify /md5 (flash:a.bin) = d41d8cd98f00b204e9800998ecf8427e
.....Done!
verify /md5 (flash:b.bin) = 00000000000000000000000000000000
"""

UNHEADED = """\
Tunnel-id Local                 Remote                fvrf/ivrf            Status
2         192.0.2.1/4500        198.51.100.7/4500     none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA384, Hash: SHA384, DH Grp:14, Auth sign: PSK, Auth verify: PSK
Child sa: local selector  0.0.0.0/0 - 255.255.255.255/65535
          remote selector 0.0.0.0/0 - 255.255.255.255/65535
3         192.0.2.1/4500        198.51.100.8/4500     none/none            READY
"""


def test_a_certificate_that_waits_for_its_ca_is_read() -> None:
    facts = catalog.read_output("show crypto pki certificates", PENDING)
    assert facts.unknown_lines == ()
    waiting, authority = facts.records
    assert (waiting.status, waiting.usage, waiting.trustpoints) == (
        "Pending",
        "General Purpose",
        ("IKEv2-TP",),
    )
    assert authority.subject == (("hostname", "edge-1"), ("ipaddress", "192.0.2.1"), ("cn", "ROOT"))


def test_a_trustpoint_says_when_it_will_enrol_again() -> None:
    facts = catalog.read_output("show crypto pki trustpoints status", STATUS)
    assert facts.unknown_lines == ()
    assert [held.configured for held in facts.only().certificates] == [True, False]


def test_a_trustpoint_in_a_list_is_no_certificate_map() -> None:
    profile = catalog.read_output("show crypto ikev2 profile", LISTS).only()
    assert profile.certificate_maps == ("MAP1", "MAP2")
    assert profile.trustpoints == ("TP1", "TP2")


def test_a_dynamic_map_has_no_peer_and_ios_12_writes_its_port_behind_it() -> None:
    facts = catalog.read_output("show crypto ipsec sa", DYNAMIC)
    assert (facts.unknown_lines, facts.odd_values) == ((), ())
    waiting, old = facts.records
    assert (waiting.peer, waiting.port, waiting.vrf) == (None, 500, "CUST-A")
    assert (old.peer, old.port, old.outbound_spi) == (IPv4Address("198.51.100.7"), 4500, 0x3D3)
    assert old.sas[0].connection_id == 3442


def test_a_group_is_that_of_the_pool_beside_it_and_of_no_other() -> None:
    pools = catalog.read_output("show ip local pool", GROUPS).records
    assert [(pool.name, pool.group, len(pool.ranges)) for pool in pools] == [
        ("p1", "g1", 2),
        ("ALONE", None, 1),
    ]


def test_a_line_that_went_on_to_two_hosts_and_an_interface_without_a_name() -> None:
    facts = catalog.read_output("show users", USERS)
    assert facts.unknown_lines == ()
    line, interface = facts.records
    assert (line.hosts, line.location) == ("192.0.2.7 192.0.2.8", None)
    assert (interface.user, interface.mode, interface.peer) == (None, "IPsec", "192.0.2.9")


def test_the_digests_of_two_files_are_two_records() -> None:
    facts = catalog.read_output("verify /md5 flash:a.bin", VERIFIED)
    assert facts.unknown_lines == ()
    assert [record.file for record in facts.records] == ["flash:a.bin", "flash:b.bin"]


def test_an_image_is_verified_against_what_it_carries() -> None:
    printed = (
        "Verifying file integrity of flash:a.bin.........Done!\n"
        f"Embedded Hash   SHA1 : {'ab' * 20}\nComputed Hash   SHA1 : {'ab' * 20}\n"
        "Digital signature successfully verified in file flash:a.bin\n"
    )
    facts = catalog.read_output("verify flash:a.bin", printed)
    assert facts.unknown_lines == ()
    assert (facts.only().algorithm, facts.only().digest) == ("sha1", "ab" * 20)


def test_sessions_without_their_own_lines_are_not_lost() -> None:
    facts = catalog.read_output("show crypto ikev2 session", UNHEADED)
    assert facts.unknown_lines == ()
    assert [(session.sas[0].tunnel_id, len(session.children)) for session in facts.records] == [
        (2, 1),
        (3, 0),
    ]


def test_rows_of_which_no_record_comes_are_no_empty_table() -> None:
    with pytest.raises(NotUnderstood, match="nothing in the answer makes a record"):
        catalog.read_output(
            "show crypto ikev2 sa", "Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1\n"
        )


def test_file_systems_without_space_information_are_read() -> None:
    facts = catalog.read_output(
        "dir all-filesystems",
        "Directory of archive:/\n\nNo files in directory\n\nNo space information available\n"
        "Directory of flash:/\n\n  2  drwx  4096       .\n  7  -rw-  12  Nov 02 2026 09:00:00 +00:00  a.bin\n\n"
        "100 bytes available (50 bytes used)\n",
    )
    assert facts.unknown_lines == ()
    assert [(folder.path, len(folder.files), folder.free) for folder in facts.records] == [
        ("archive:/", 0, None),
        ("flash:/", 2, 100),
    ]


def test_a_command_may_be_shouted() -> None:
    assert catalog.reader_for("SHOW CRYPTO SESSION DETAIL").command == "show crypto session detail"
    assert catalog.reader_for("verify /MD5 flash:a.bin").command == "verify /md5 bootflash:"


def test_the_clients_of_one_ssl_profile_are_not_lost_behind_its_name() -> None:
    printed = (
        "SSL profile name: SSL-PROFILE\nClient_Login_Name  Client_IP_Address  No_of_Connections  Created  Last_Used\n"
        "test               198.51.100.7       1                  00:03:32 00:00:32\n"
        "Error receiving show session info from remote cores\n"
    )
    facts = catalog.read_output("show crypto ssl session profile SSL-PROFILE", printed)
    assert facts.unknown_lines == ()
    assert (facts.only().profile, facts.only().user) == ("SSL-PROFILE", "test")


def test_both_counters_of_a_line_are_read() -> None:
    printed = SAMPLES["show crypto ssl stats"]
    counters = {
        counter.name: counter.count
        for counter in catalog.read_output("show crypto ssl stats", printed).records
    }
    assert counters == {
        "Active connections": 3,
        "AAA pending reqs": 0,
        "Peak connections": 7,
        "Authentication failures": 21,
        "in  CSTP data": 21,
        "out CSTP data": 8,
    }


def test_both_settings_of_a_line_are_read() -> None:
    printed = SAMPLES["show crypto ssl session user"]
    settings = dict(catalog.read_output("show crypto ssl session user test", printed).only().settings)
    assert settings["Session Type"] == "Full Tunnel"
    assert (settings["Username"], settings["Num Connection"]) == ("test", "1")
    assert settings["Created"] == "*09:00:00.123 UTC Mon Nov 2 2026"
    assert settings["Msie-Exception"] == ""
    assert len(settings) == 14


def test_what_a_filter_left_of_several_flows_is_several_flows() -> None:
    printed = (
        "   current_peer 192.0.2.7 port 4500\n    #pkts encaps: 1, #pkts encrypt: 1, #pkts digest: 1\n"
        "    #pkts decaps: 2, #pkts decrypt: 2, #pkts verify: 2\n"
        "   current_peer 192.0.2.8 port 4500\n    #pkts encaps: 3, #pkts encrypt: 3, #pkts digest: 3\n"
        "    #pkts decaps: 4, #pkts decrypt: 4, #pkts verify: 4\n"
    )
    facts = catalog.read_output("show crypto ipsec sa | include peer|caps", printed)
    assert [(str(flow.peer), flow.encapsulated, flow.decapsulated) for flow in facts.records] == [
        ("192.0.2.7", 1, 2),
        ("192.0.2.8", 3, 4),
    ]
