"""What the lab prints of a session, held to samples written by hand in the recorded form, blank by blank."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from lab.clock import ManualClock
from lab.quirks import Quirks
from lab.vpn.cli import print_report, serve
from lab.vpn.connect import connect, connect_many
from tests.lab.vpn.document import MAIN, NAT, PROFILE, certificates, client, router

if TYPE_CHECKING:
    import pytest

    from lab.router import Router

UPTIME = 894

SA = """\
 IPv4 Crypto IKEv2  SA{e}

Tunnel-id Local                 Remote                fvrf/ivrf            Status{e}
1         192.0.2.1/4500        192.0.2.100/50899     none/none            READY {e}
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:19, {auth}
      Life/Active Time: 86400/894 sec
      CE id: 1001, Session-id: 1
      Status Description: Negotiation done
      Local spi: 1111111122222222       Remote spi: 3333333344444444
      Local id: 192.0.2.1
      Remote id: *$AnyConnectClient$*
      Remote EAP id: test
      Local req msg id:  0              Remote req msg id:  35       {e}
      Local next msg id: 0              Remote next msg id: 35       {e}
      Local req queued:  0              Remote req queued:  35       {e}
      Local window:      5              Remote window:      1        {e}
      DPD configured for 0 seconds, retry 0
      Fragmentation not  configured.
      Dynamic Route Update: disabled
      Extended Authentication not configured.
      NAT-T is detected  outside
      Cisco Trust Security SGT is disabled
      Assigned host addr: 192.168.10.5
      Initiator of SA : No

 IPv6 Crypto IKEv2  SA{e}

""".format(e=" ", auth="Auth sign: RSA, Auth verify: AnyConnect-EAP")

SESSION = """\
Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection    {e}
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation    {e}
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

Interface: Virtual-Access1
Profile: AnyConnect-EAP
Uptime: 00:14:54
Session status: UP-ACTIVE    {e}
Peer: 192.0.2.100 port 50899 fvrf: (none) ivrf: (none)
      Phase1_id: *$AnyConnectClient$*
      Desc: (none)
  Session ID: 1 {e}
  IKEv2 SA: local 192.0.2.1/4500 remote 192.0.2.100/50899 Active{e}
          Capabilities:N connid:1 lifetime:23:45:06
  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host 192.168.10.5{e}
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed 1793 drop 0 life (KB/Sec) 4607096/2706
        Outbound: #pkts enc'ed 896 drop 0 life (KB/Sec) 4607552/2706

""".format(e=" ")

DERIVED = """\
Building configuration...

Derived configuration : 253 bytes
!
interface Virtual-Access1
 ip unnumbered Loopback100
 ip mtu 1400
 ip nat inside
 tunnel source 192.0.2.1
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.100
 tunnel protection ipsec profile AnyConnect-EAP
 no tunnel protection ipsec initiate
end

"""

POOL = """\
 Pool                     Begin           End             Free  In use
 ACPool                   192.168.10.5    192.168.10.10      5       1
                          192.168.10.20   192.168.10.21      2       0
"""


def connected(count: int = 1, *, release: str = "16.9.2", quirks: Quirks | None = None) -> Router:
    made = router(MAIN + NAT, release=release, quirks=quirks)
    connect_many(made, client(), count)
    if count == 1:
        session = dataclasses.replace(
            made.vpn.sessions[0],
            local_spi=0x1111111122222222,
            remote_spi=0x3333333344444444,
            spi_in=0x1000000D,
            spi_out=0x20000008,
        )
        made.vpn._sessions[:] = [session]
    turn(made, UPTIME)
    return made


def turn(made: Router, seconds: float) -> None:
    assert isinstance(made.clock, ManualClock)
    made.clock.advance(seconds)


def test_an_sa_in_detail_is_printed_as_recorded() -> None:
    assert connected().execute("show crypto ikev2 sa detailed") == SA


def test_a_session_in_detail_is_printed_as_recorded() -> None:
    assert connected().execute("show crypto session detail") == SESSION


def test_derived_config_is_the_template_with_what_the_session_adds() -> None:
    assert connected().execute("show derived-config interface virtual-access 1") == DERIVED


def test_a_pool_has_a_line_for_each_range() -> None:
    made = connected()
    made.configure("ip local pool ACPool 192.168.10.20 192.168.10.21")
    assert made.execute("show ip local pool") == POOL


def test_an_interface_that_no_session_has_is_not_known() -> None:
    assert "% Invalid input detected" in connected().execute("show derived-config interface virtual-access 7")


def test_without_an_sa_the_header_is_a_quirk() -> None:
    assert (
        router().execute("show crypto ikev2 sa") == " IPv4 Crypto IKEv2  SA \n\n IPv6 Crypto IKEv2  SA \n\n"
    )
    assert router(quirks=Quirks(empty_sa_header=False)).execute("show crypto ikev2 sa") == ""


def test_counters_grow_with_the_routers_clock_and_the_sa_rekeys_each_hour() -> None:
    made = connected()
    session = made.vpn.sessions[0]
    before = made.vpn.traffic(session)
    turn(made, 3600)
    after = made.vpn.traffic(session)
    assert after.packets_in > before.packets_in
    assert after.packets_out > before.packets_out
    assert after.ipsec_left == before.ipsec_left
    turn(made, 86400)
    assert "Uptime: 1d01h\n" in made.execute("show crypto session detail")


def test_a_session_ends_at_the_lifetime_of_its_policy() -> None:
    made = router(MAIN.replace(" dns 10.0.1.1", " dns 10.0.1.1\n session-lifetime 3600"))
    assert connect(made, client()).connected
    turn(made, 3599)
    assert len(made.vpn.sessions) == 1
    turn(made, 1)
    assert not made.vpn.sessions


def test_one_of_two_clients_behind_one_address_is_cleared_by_its_port() -> None:
    made = connected(2)
    first, second = made.vpn.sessions
    assert first.peer == second.peer
    made.execute(f"clear crypto session remote {first.peer} port {first.port}")
    assert list(made.vpn.sessions) == [second]
    assert "192.168.10.5 " not in made.execute("show crypto session")


def test_a_user_is_cleared_by_name_and_everybody_without_one() -> None:
    made = connected(2)
    made.configure("username other password cisco123")
    connect(made, client(user="other"))
    made.execute("clear crypto session username test")
    assert [s.user for s in made.vpn.sessions] == ["other"]
    made.execute("clear crypto ikev2 sa remote 192.0.2.100")
    assert not made.vpn.sessions


def test_numbers_and_addresses_of_an_ended_session_are_used_again() -> None:
    made = connected(3)
    gone = made.vpn.sessions[1]
    made.vpn.end(gone)
    again = connect(made, client(user="test", port=60000)).session
    assert again is not None
    assert (again.access, again.tunnel_id, again.address) == (gone.access, gone.tunnel_id, gone.address)
    assert again.session_id == 4


def test_a_template_with_a_live_session_cannot_be_changed() -> None:
    made = connected()
    assert "Virtual-template config is locked" in made.configure(
        "interface Virtual-Template100\n ip mtu 1300"
    )
    made.execute("clear crypto session")
    assert made.configure("interface Virtual-Template100\n ip mtu 1300") == ""


def test_a_reload_ends_every_session() -> None:
    made = connected()
    made.reload()
    assert not made.vpn.sessions


def test_some_releases_print_the_users_name() -> None:
    made = connected(quirks=Quirks(session_shows_username=True))
    assert "Username: test\nProfile: AnyConnect-EAP\nAssigned address: 192.168.10.5\n" in made.execute(
        "show crypto session detail"
    )


def test_failed_log_ins_are_counted() -> None:
    made = connected()
    connect(made, client(password="wrong"))
    shown = made.execute("show crypto ikev2 stats ext-service")
    assert "AUTHENTICATION USING EAP                          1          1\n" in shown


def test_a_log_in_over_the_control_document_reports_its_stages(capsys: pytest.CaptureFixture[str]) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    document = {
        "user": "test",
        "password": "cisco123",
        "profile": PROFILE,
        "trust": [certificates().root.certificate.public_bytes(Encoding.PEM).decode()],
        "version": "5.1",
        "display_name": None,
        "bypass_downloader": False,
        "address": "192.0.2.100",
        "port": 50899,
        "count": 2,
    }
    made = router()
    report = json.loads(json.dumps(serve(made, document)))
    assert print_report(report, as_json=False) == 0
    assert "ipsec_sa              OK" in capsys.readouterr().out
    assert report["attempts"][0]["session"]["routes"] == ["10.0.0.0 0.255.255.255"]
    report = serve(made, {**document, "password": "wrong"})
    assert print_report(report, as_json=False) == 2
    printed = capsys.readouterr().out
    assert "aggregate_auth        FAILED" in printed
    assert "wrong" not in printed


def test_a_sessions_interface_is_up_with_the_address_that_its_template_borrows() -> None:
    row = "Virtual-Access1        10.0.0.1        YES unset  up                    up      \n"
    assert row in connected().execute("show ip interface brief")
