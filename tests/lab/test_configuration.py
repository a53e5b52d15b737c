"""Lines that must be refused are refused in IOS-XE's words; what one line does to others."""

from __future__ import annotations

import pytest

from lab.quirks import Quirks
from lab.router import Router
from tests.lab.console import make, typed
from tests.lab.document import TYPED


def says(router: Router, *lines: str) -> str:
    return router.configure("\n".join(lines), source="terminal")


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["crypto ikev2 policy P", " proposal NONE"], "% No Proposal exists with the specified name NONE"),
        (["crypto ikev2 profile P", " pki trustpoint NONE"], "% No such trustpoint NONE"),
        (["crypto ikev2 profile P", " keyring local NONE"], "% Invalid keyring NONE"),
        (["interface lo1", " tunnel protection ipsec profile NONE"], "Profile NONE is not defined."),
        (
            ["crypto ipsec profile P", " set transform-set NONE"],
            'ERROR: transform set with tag "NONE" does not exist.',
        ),
        (["no crypto pki trustpoint NONE"], "% Can't find policy NONE"),
        (
            ["crypto vpn anyconnect profile a bootflash:/none.xml"],
            "%Error opening bootflash:/none.xml (No such file",
        ),
        (["ip http client secure-trustpoint NONE"], '% There is no "NONE" trustpoint'),
        (["interface GigabitEthernet9"], "% Invalid input detected at '^' marker."),
        (["no interface GigabitEthernet1"], "% Removal of physical interfaces is not permitted."),
        (
            ["interface lo1", " ip address 192.0.2.77 255.255.255.0"],
            "% 192.0.2.0 overlaps with GigabitEthernet1",
        ),
        (["interface lo1", " ip unnumbered Loopback77"], "% Invalid input detected at '^' marker."),
        (["crypto ikev2 dpd 5 2 periodic"], "% Invalid input detected at '^' marker."),
    ],
)
def test_a_line_that_must_be_refused_is_refused(lines: list[str], answer: str) -> None:
    router = make()
    before = router.execute("show running-config")
    assert answer in says(router, *lines)
    assert lines[-1].strip() not in router.execute("show running-config")
    del before


def test_a_proposal_in_use_is_not_removed() -> None:
    router = make()
    says(router, "crypto ikev2 proposal A", " group 19", "crypto ikev2 policy B", " proposal A")
    assert says(router, "no crypto ikev2 proposal A") == "% Cannot remove as proposal is in use.\n"
    assert says(router, "no crypto ikev2 policy B", "no crypto ikev2 proposal A") == ""
    assert router.running.find("crypto ikev2") == ()


def test_attaching_a_proposal_twice_is_answered() -> None:
    router = make()
    says(router, "crypto ikev2 proposal A", " group 19", "crypto ikev2 policy B", " proposal A")
    assert says(router, "crypto ikev2 policy B", " proposal A") == "% Policy already has same proposal set \n"


def test_a_password_and_a_secret_do_not_go_together() -> None:
    router = make()
    says(router, "username bob password one")
    said = says(router, "username bob secret two")
    assert said.startswith("ERROR: Can not have both a user password and a user secret.")
    assert router.running.has("username bob password 0 one")
    says(router, "username admin password three")
    assert router.running.value("username admin").startswith("privilege 15 secret 9")  # type: ignore[union-attr]


def test_a_user_is_one_line_whatever_the_order_of_entry() -> None:
    router = make()
    says(
        router,
        "username bob secret 9 $9$a$b",
        "username bob privilege 7",
        "username bob aaa attribute list L",
    )
    assert [node.text for node in router.running.find("username bob")] == [
        "username bob privilege 7 secret 9 $9$a$b",
        "username bob aaa attribute list L",
    ]


def test_a_plain_password_is_warned_of_from_16_10_on() -> None:
    assert says(make(release="16.9.2"), "username bob password one") == ""
    said = says(make(release="17.15.5"), "username bob password one")
    assert said.startswith(
        " WARNING: Command has been added to the configuration using a type 0 password. However, "
    )


def test_service_password_encryption_hides_plain_passwords() -> None:
    router = make()
    says(router, "username bob password cisco123", "service password-encryption")
    stored = router.running.value("username bob")
    assert stored is not None
    assert stored.startswith("password 7 ")
    assert router.accounts.verify_local("bob", "cisco123")


def test_new_model_brings_its_session_id_and_takes_it_along() -> None:
    router = make()
    says(router, "aaa new-model", "aaa authentication login default local")
    assert router.running.has("aaa session-id common")
    says(router, "no aaa new-model")
    assert router.running.find("aaa") == ()


def test_messages_of_a_new_block_are_printed_once() -> None:
    router = make()
    assert "IKEv2 profile MUST have:" in says(router, "crypto ikev2 profile P")
    assert says(router, "crypto ikev2 profile P") == ""


def test_remote_methods_add_up_and_the_local_one_is_replaced() -> None:
    router = make()
    says(router, "crypto ikev2 profile P", " authentication local rsa-sig", " authentication remote rsa-sig",
         " authentication remote anyconnect-eap aggregate", " authentication local ecdsa-sig")  # fmt: skip
    assert [node.text for node in router.running.find("crypto ikev2 profile P")[0].children] == [
        "authentication remote rsa-sig",
        "authentication remote anyconnect-eap aggregate",
        "authentication local ecdsa-sig",
    ]


def test_local_method_may_have_to_come_first() -> None:
    router = make(quirks=Quirks(rsa_sig_first=True))
    lines = ("crypto ikev2 profile P", " authentication remote anyconnect-eap aggregate")
    assert "% Local authentication method must be rsa-sig" in says(router, *lines)
    assert says(router, "crypto ikev2 profile P", " authentication local rsa-sig", lines[1]) == ""


def test_access_list_entries_are_numbered_and_not_doubled() -> None:
    router = make()
    says(router, "ip access-list extended A", " permit ip any any", " 5 deny   ip host 192.0.2.1 any")
    assert "Duplicate" in says(router, "ip access-list extended A", " permit ip any any")
    assert [node.text for node in router.running.find("ip access-list extended A")[0].children] == [
        "5 deny   ip host 192.0.2.1 any",
        "10 permit ip any any",
    ]
    says(router, "ip access-list extended A", " 7 deny ip 192.168.0.9 0.0.255.255 15.63.160.1 0.0.0.255")
    assert (
        router.running.find("ip access-list extended A")[0]
        .children[1]
        .text.endswith("deny   ip 192.168.0.0 0.0.255.255 15.63.160.0 0.0.0.255")
    )
    says(router, "ip access-list extended A", " no 7")
    says(router, "ip access-list extended A", " no 5")
    assert len(router.running.find("ip access-list extended A")[0].children) == 1


def test_a_range_of_vtys_edits_every_block_inside_it() -> None:
    router = make()
    says(router, "line vty 0 15", " transport input none")
    assert [node.child("transport input").text for node in router.running.find("line vty")] == [  # type: ignore[union-attr]
        "transport input none",
        "transport input none",
    ]


def test_a_template_with_live_sessions_refuses_every_line() -> None:
    router = make()
    router.flash.write("acvpn.xml", b"x")
    says(router, *TYPED.splitlines())
    before = [*router.running.find("interface Virtual-Template100")[0].lines()]
    router.vpn.template_locked = lambda number: number == 100  # type: ignore[method-assign]
    said = says(router, "interface Virtual-Template100", " ip mtu 1300")
    assert said == "% Virtual-template config is locked, active vaccess present\n"
    assert [*router.running.find("interface Virtual-Template100")[0].lines()] == before


def test_enabling_https_makes_a_self_signed_trustpoint_and_disabling_keeps_it() -> None:
    router = Router("probe", "17.9.4")
    says(router, "ip http secure-server")
    assert len(router.running.find("crypto pki trustpoint")) == 1
    says(router, "no ip http secure-server")
    assert len(router.running.find("crypto pki trustpoint")) == 1
    assert router.running.has("no ip http secure-server")


def test_a_banner_of_several_lines_is_kept() -> None:
    router = make()
    says(router, "banner login ^C", "Keep out.", "Really.", "^C", "hostname after")
    assert "banner login ^C\nKeep out.\nReally.\n^C\n" in router.execute("show running-config")
    assert router.hostname == "after"


def test_the_client_profile_is_read_when_its_line_is_entered() -> None:
    router = make()
    router.flash.write("acvpn.xml", b"old")
    says(router, "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml")
    router.flash.write("acvpn.xml", b"new")
    assert router.client_profiles["acvpn"] == b"old"
    says(
        router,
        "no crypto vpn anyconnect profile acvpn",
        "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml",
    )
    assert router.client_profiles["acvpn"] == b"new"


def test_before_16_9_there_is_no_client_profile_on_the_router() -> None:
    router = make(release="16.6.3")
    router.flash.write("acvpn.xml", b"x")
    assert "% Invalid input" in says(router, "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml")


def test_the_console_needs_no_help_with_abbreviations() -> None:
    router = make()
    typed(router, "conf t\nint virtual-t 100 type tun\nip unn gig1\ntun mod ipsec ipv4\n")
    assert [*router.running.find("interface Virtual-Template100")[0].lines()] == [
        "ip unnumbered GigabitEthernet1",
        "tunnel mode ipsec ipv4",
    ]


def test_thousands_of_users_are_taken_and_removed_quickly() -> None:
    router = make()
    lines = "\n".join(f"username user{number} privilege 0 password p{number}word" for number in range(2000))
    router.configure(lines)
    assert len(router.running.find("username")) == 2001
    router.configure("\n".join(f"no username user{number}" for number in range(2000)))
    assert len(router.running.find("username")) == 1


def test_the_banner_of_a_policy_takes_its_first_letter_for_a_delimiter() -> None:
    router = make()
    says(router, "crypto ikev2 authorization policy p", "banner Hello", "pool lost", "H", "dns 10.0.1.1")
    shown = router.execute("show running-config")
    assert " banner ^Cello\npool lost\n^C\n" in shown
    assert " dns 10.0.1.1\n" in shown
