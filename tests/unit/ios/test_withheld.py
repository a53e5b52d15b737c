"""What IOS-XE prints of secrets is taken out by its form, known or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.secrets import MASK
from flexvpn.ios.withheld import withhold, withhold_packets

LINES = (
    "username test password 0 {}",
    "username test password {}",
    "username test privilege 15 password 7 {}",
    "username test secret 5 {}",
    "username test secret 8 {}",
    "username test privilege 15 secret 9 {}",
    "username test algorithm-type scrypt secret {}",
    "enable secret 9 {}",
    "enable secret level 15 5 {}",
    "enable password {}",
    " password 7 {}",
    " pre-shared-key local {}",
    " pre-shared-key remote 6 {}",
    " pre-shared-key {}",
    " pre-shared-key hex {}",
    "crypto isakmp key {} address 192.0.2.9",
    "crypto isakmp key 6 {} hostname peer.example.com",
    "tacacs-server key 7 {}",
    "tacacs-server host 192.0.2.9 key {}",
    "radius-server host 192.0.2.9 auth-port 1812 acct-port 1813 key 7 {}",
    " key 7 {}",
    " key {}",
    "  key-string 7 {}",
    "  key-string {}",
    " server-private 192.0.2.9 key 7 {}",
    " client 192.0.2.9 server-key 7 {}",
    "snmp-server community {} RO",
    "snmp-server community {}",
    "snmp-server host 192.0.2.9 version 2c {}",
    "snmp-server host 192.0.2.9 {}",
    "snmp-server host 192.0.2.9 informs version 3 priv {}",
    "snmp-server user u g v3 auth sha {} priv aes 128 canary-too",
    " ip ospf authentication-key 7 {}",
    " ip ospf message-digest-key 1 md5 7 {}",
    " neighbor 192.0.2.9 password 7 {}",
    " standby 1 authentication {}",
    " standby 1 authentication md5 key-string 7 {}",
    " ip nhrp authentication {}",
    " ppp chap password 0 {}",
    "ntp authentication-key 1 md5 {} 7",
    "key config-key password-encrypt {}",
    "crypto pki import TP pkcs12 bootflash:x.p12 password {}",
    " challenge-password {}",
    "ip ftp password 7 {}",
    "boot host ftp://alice:{}@192.0.2.9/config",
    " %PARSER-5-CFGLOG_LOGGEDCMD: User:alice logged command:username bob password 0 {}",
    "+username bob secret 9 {}",
    "IKEv2-PAK:<auth><username>bob</username><password>{}</password></auth>",
    "<session-token>{}</session-token>",
    "Password: {}",
    "%PARSER-5-CFGLOG_LOGGEDCMD: User:alice logged command:key 7 {}",
    "   12    3   alice@vty0   |   key 7 {}",
    "+ key 7 {}",
)
KEPT = (
    "service password-encryption",
    "password encryption aes",
    "key chain OSPF",
    " match identity remote key-id *$AnyConnectClient$*",
    "crypto key generate rsa label IKEv2-TP",
    "show crypto key mypubkey rsa",
    " rsakeypair IKEv2-TP",
    "ip ssh server algorithm hostkey rsa-sha2-512",
    "aaa authentication login default local",
    "ip http authentication local",
    "aaa authorization commands 15 default local",
    "snmp-server enable traps",
    "crypto pki trustpoint IKEv2-TP",
    "  30820321 30820209 A0030201 02020103 300D0609 2A864886 F70D0101 0B050030",
    "username test privilege 1",
    " WARNING: Command has been added to the configuration using a type 0 password.",
    "Local spi: 413112E83D493428       Remote spi: 696FA78292A21EA5",
    "   key 1",
    "      Key Usage: Digital Signature",
    "Key name: IKEv2-TP",
    " Key is not exportable. Redundancy enabled.",
)
VALUES = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./$*!#%+-_", min_size=6, max_size=40
)


@pytest.mark.parametrize("line", LINES)
def test_a_value_does_not_survive_its_line(line: str) -> None:
    cleaned = withhold(f"hostname edge\n{line.format('canary-Value')}\nend\n")
    assert "canary" not in cleaned
    assert MASK in cleaned
    assert cleaned.startswith("hostname edge\n")
    assert cleaned.endswith("\nend\n")


@pytest.mark.parametrize("line", [line for line in LINES if "://" not in line and "<" not in line])
@given(value=VALUES)
def test_no_value_of_any_form_survives(line: str, value: str) -> None:
    assert f"Q{value}Q" not in withhold(line.format(f"Q{value}Q"))


@pytest.mark.parametrize("line", KEPT)
def test_what_is_no_secret_is_kept(line: str) -> None:
    assert withhold(f"{line}\n") == f"{line}\n"


def test_a_password_of_several_words_goes_to_the_end_of_its_line() -> None:
    assert withhold("username a password 0 two words\nnext\n") == f"username a password 0 {MASK}\nnext\n"


@pytest.mark.parametrize(
    "line",
    [
        "username a password encryption-canary",
        " key chain-canary",
        " key 20261124canary",
        " standby 1 authentication key-chain-canary",
    ],
)
def test_a_value_that_begins_like_a_keyword_is_a_value_all_the_same(line: str) -> None:
    assert "canary" not in withhold(line)


def test_a_digest_is_taken_out_wherever_it_stands() -> None:
    for digest in (
        "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
        "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
    ):
        assert withhold(f"somewhere {digest} else") == f"somewhere {MASK} else"


def test_a_private_key_is_taken_out_even_where_it_is_cut_short() -> None:
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIICXAcanary\nAAAA\n-----END RSA PRIVATE KEY-----\n"
    assert "canary" not in withhold(pem)
    assert "canary" not in withhold(pem[:50])
    assert "END RSA PRIVATE KEY" in withhold(pem)


def test_a_dump_of_a_packet_is_taken_out_of_a_debug() -> None:
    typed = " ".join(f"{byte:02X}" for byte in b"<password>canary-Value</password>")
    cleaned = withhold_packets(f"IKEv2-PAK: EAP payload\n{typed}\nnext\n")
    assert "63 61 6E" not in cleaned
    assert "33 bytes withheld" in cleaned
    assert "next" in cleaned


def test_taking_out_twice_changes_nothing_more() -> None:
    once = withhold("\n".join(line.format("canary-Value") for line in LINES))
    assert withhold(once) == once
