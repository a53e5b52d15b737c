"""The document's configuration, typed off by hand, and a router on which it works."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lab.clock import ManualClock
from lab.pki.authority import Issuer, Server, ServerOrder, make_intermediate, make_root, make_server, seal
from lab.pki.factory import install_self_signed
from lab.quirks import Quirks
from lab.router import Router
from lab.vpn.client import Client

if TYPE_CHECKING:
    from cryptography import x509

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOST = "vpn.example.com"
PASSPHRASE = "cisco123"

BASE = """\
hostname edge
ip domain name example.com
interface GigabitEthernet1
 ip address 192.0.2.1 255.255.255.0
 negotiation auto
"""

# What a box has before anybody types: its HTTP servers, and the self-signed certificate that they made.
BOX = """\
crypto pki trustpoint TP-self-signed-1
 enrollment selfsigned
 subject-name cn=IOS-Self-Signed-Certificate-1
 revocation-check none
 rsakeypair TP-self-signed-1
ip http server
ip http secure-server
"""

# Steps 1 to 12, the main path: split tunnel (13) and group 19 beside the document's 14.
MAIN = """\
aaa new-model
aaa authentication login a-eap-authen-local local
aaa authorization network a-eap-author-grp local
username test password cisco123
crypto pki import IKEv2-TP pkcs12 bootflash:IKEv2-TP.p12 password cisco123
ip local pool ACPool 192.168.10.5 192.168.10.10
crypto ikev2 authorization policy ikev2-auth-policy
 pool ACPool
 dns 10.0.1.1
 route set access-list split_tunnel
crypto ikev2 proposal IKEv2-prop1
 encryption aes-cbc-256
 integrity sha256
 group 19 14
crypto ikev2 policy IKEv2-pol
 proposal IKEv2-prop1
crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml
crypto ikev2 profile AnyConnect-EAP
 match identity remote key-id *$AnyConnectClient$*
 authentication local rsa-sig
 authentication remote anyconnect-eap aggregate
 pki trustpoint IKEv2-TP
 aaa authentication anyconnect-eap a-eap-authen-local
 aaa authorization group anyconnect-eap list a-eap-author-grp ikev2-auth-policy
 aaa authorization user anyconnect-eap cached
 virtual-template 100
 anyconnect profile acvpn
no crypto ikev2 http-url cert
no ip http server
no ip http secure-server
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
crypto ipsec profile AnyConnect-EAP
 set transform-set TS
 set ikev2-profile AnyConnect-EAP
interface loopback100
 ip address 10.0.0.1 255.255.255.255
interface Virtual-Template100 type tunnel
 ip unnumbered Loopback100
 ip mtu 1400
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile AnyConnect-EAP
ip access-list standard split_tunnel
 permit 10.0.0.0 0.255.255.255
"""

# Step 14 and the appendix.
NAT = """\
ip access-list extended NAT
 permit ip 192.168.10.0 0.0.0.255 any
ip nat inside source list NAT interface GigabitEthernet1 overload
interface GigabitEthernet1
 ip nat outside
interface Virtual-Template100
 ip nat inside
"""
DOWNLOAD = """\
crypto ssl policy ssl-policy
 pki trustpoint IKEv2-TP sign
 ip address local 10.0.0.1 port 443
 no shutdown
crypto ssl profile ssl_prof
 match policy ssl-policy
"""

PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
  <ClientInitialization/>
  <ServerList>
    <HostEntry>
      <HostName>VPN IOS-XE</HostName>
      <HostAddress>vpn.example.com</HostAddress>
      <PrimaryProtocol>IPsec
        <StandardAuthenticationOnly>true
          <AuthMethodDuringIKENegotiation>EAP-AnyConnect</AuthMethodDuringIKENegotiation>
        </StandardAuthenticationOnly>
      </PrimaryProtocol>
    </HostEntry>
  </ServerList>
</AnyConnectProfile>
"""


@dataclass(frozen=True)
class Certificates:
    """One CA for all tests: making keys takes time."""

    root: Issuer
    intermediate: Issuer
    server: Server

    @property
    def trust(self) -> tuple[x509.Certificate, ...]:
        return (self.root.certificate,)


@functools.cache
def certificates() -> Certificates:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    root = make_root(now=start)
    intermediate = make_intermediate(root, now=start)
    order = ServerOrder(HOST, days=730, start=start)
    return Certificates(root, intermediate, make_server(order, intermediate, (root.certificate,)))


@functools.cache
def sealed(*, legacy: bool = True, with_key: bool = True, with_chain: bool = True) -> bytes:
    server = certificates().server
    return seal(server, PASSPHRASE, legacy=legacy, with_key=with_key, with_chain=with_chain)


def router(
    text: str = MAIN,
    *,
    release: str = "16.9.2",
    quirks: Quirks | None = None,
    p12: bytes | None = None,
    profile: bytes = PROFILE.encode(),
    base: str = BASE,
) -> Router:
    """A router with files on bootflash, configured by `text` as if typed at its console."""
    made = Router("edge", release, quirks=quirks or Quirks(), clock=ManualClock(NOW))
    made.configure(BOX + base, source="boot")
    install_self_signed(made, "TP-self-signed-1")
    made.flash.write("bootflash:/IKEv2-TP.p12", sealed() if p12 is None else p12)
    made.flash.write("bootflash:/acvpn.xml", profile)
    made.configure(text)
    return made


def client(**changes: object) -> Client:
    settings: dict[str, object] = {
        "user": "test",
        "password": "cisco123",
        "profile": PROFILE.encode(),
        "trust": certificates().trust,
    }
    return Client(**{**settings, **changes})  # type: ignore[arg-type]
