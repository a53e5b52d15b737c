"""Every running-config of ../shared/transcripts is loaded and rendered, and nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.router import Router

TRANSCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "transcripts"
HOLDING = (
    "hostname ",
    "interface ",
    "crypto ",
    "username ",
    "user-name ",
    "aaa ",
    "line ",
    "vrf ",
    "radius ",
)
OUTSIDE = re.compile(
    r"(?:\S*[>#].*|#.*|\*.*|Building conf.*|Current conf.*|Derived conf.*|.*bytes.*|!.*|end|\.\.\.)$"
)
# Rendered from the router itself, or from lines that the recording lacks.
OWN = re.compile(r"(?:version .*|license udi .*|boot-(?:start|end)-marker|no aaa new-model)$")

SAMPLE = """\
version 17.9
service timestamps log datetime msec
platform punt-keepalive disable-kernel-core
hostname R9
vrf definition Mgmt-intf
 !
 address-family ipv4
 exit-address-family
 !
 address-family ipv6
 exit-address-family
aaa new-model
aaa authentication login default group tacacs+ local
aaa session-id common
ip domain name example.com
class-map match-any VOICE
 match dscp ef
policy-map P
 class VOICE
  priority percent 10
user-name guest
 creation-time 1632927676
 password 0 password
username admin privilege 15 secret 9 $9$aaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
crypto ikev2 profile P
 match identity remote address 192.0.2.9 255.255.255.255
 authentication remote pre-share key secret
 authentication local pre-share key secret
crypto ipsec profile X
 set ikev2-profile P
interface Tunnel1
 ip address 198.51.100.1 255.255.255.0
 tunnel source GigabitEthernet1
 tunnel destination 192.0.2.9
 tunnel protection ipsec profile X
router bgp 65000
 neighbor 192.0.2.7 remote-as 65001
 address-family ipv4
  neighbor 192.0.2.7 activate
 exit-address-family
route-map M permit 10
 match ip address 10
ip prefix-list L seq 5 permit 198.51.100.0/24
snmp-server community public RO
line con 0
 stopbits 1
line vty 0 4
 transport input ssh
"""


def configuration(text: str) -> list[str]:
    """The lines of a recording that are a device's running-config."""
    taken: list[str] = []
    inside = False
    for line in text.splitlines():
        stripped = line.strip()
        if line.startswith(HOLDING) or line.startswith(("version ", "service ")):
            inside = True
        if OUTSIDE.match(stripped):
            # A prompt ends a configuration; a comment does not.
            inside = inside and stripped.startswith(("!", "..."))
            continue
        if inside and stripped and stripped != "!":
            taken.append(line.rstrip())
    return taken


def lost(lines: list[str], release: str = "17.9.4") -> list[str]:
    router = Router("probe", release)
    said = router.configure("\n".join(lines), source="boot")
    shown = {re.sub(r"\s+", " ", line.strip()) for line in router.execute("show running-config").splitlines()}
    gone = [
        line
        for line in lines
        if re.sub(r"\s+", " ", line.strip()) not in shown and not OWN.match(line.strip())
    ]
    assert not said, said
    return gone


def test_a_configuration_of_everyday_lines_is_kept_whole() -> None:
    assert lost(SAMPLE.splitlines()) == []


def test_nested_blocks_keep_their_shape() -> None:
    router = Router("probe", "17.9.4")
    router.configure(SAMPLE, source="boot")
    text = router.execute("show running-config")
    assert "policy-map P\n class VOICE\n  priority percent 10\n" in text
    assert " address-family ipv4\n exit-address-family\n address-family ipv6\n exit-address-family\n" in text


@pytest.mark.transcripts
@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="no recordings beside this checkout")
def test_no_recorded_configuration_loses_a_line() -> None:
    files = sorted(TRANSCRIPTS.glob("*running*"))
    assert len(files) >= 5
    for path in files:
        lines = configuration(path.read_text(encoding="utf-8"))
        assert len(lines) > 10, f"nothing was read from {path.name}"
        assert lost(lines, "26.2.1") == [], path.name
