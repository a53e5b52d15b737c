"""Cisco's FlexVPN configuration as its document types it, and as a router prints it back."""

from __future__ import annotations

TYPED = """\
aaa new-model
!
aaa authentication login default local
aaa authorization exec default local
aaa authentication login a-eap-authen-local local
aaa authorization network a-eap-author-grp local
!
username test privilege 0 password cisco123
ip local pool ACPool 192.168.10.5 192.168.10.10
crypto ikev2 authorization policy ikev2-auth-policy
  pool ACPool
  dns 10.0.1.1
crypto ikev2 proposal IKEv2-prop1
  encryption aes-cbc-256
  integrity sha256
  group 14
!
crypto ikev2 policy IKEv2-pol
  proposal IKEv2-prop1
crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml
crypto ikev2 profile AnyConnect-EAP
match identity remote key-id *$AnyConnectClient$*
authentication local rsa-sig
authentication remote anyconnect-eap aggregate
pki trustpoint SLA-TrustPoint
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
!
crypto ikev2 authorization policy ikev2-auth-policy
route set access-list split_tunnel
ip access-list extended NAT
permit ip 192.168.10.0 0.0.0.255 any
!
ip nat inside source list NAT interface GigabitEthernet1 overload
!
interface GigabitEthernet1
 ip nat outside
!
interface Virtual-Template 100
 ip nat inside
crypto ssl policy ssl-policy
 pki trustpoint SLA-TrustPoint sign
 ip address local 10.0.0.1 port 443
 no shutdown
crypto ssl profile ssl_prof
  match policy ssl-policy
"""

BLOCKS = {
    "crypto ikev2 authorization policy ikev2-auth-policy ": [
        " pool ACPool",
        " dns 10.0.1.1",
        " route set access-list split_tunnel",
    ],
    "crypto ikev2 proposal IKEv2-prop1 ": [" encryption aes-cbc-256", " integrity sha256", " group 14"],
    "crypto ikev2 policy IKEv2-pol ": [" proposal IKEv2-prop1"],
    "crypto ikev2 profile AnyConnect-EAP": [
        " match identity remote key-id *$AnyConnectClient$*",
        " authentication remote anyconnect-eap aggregate",
        " authentication local rsa-sig",
        " pki trustpoint SLA-TrustPoint",
        " aaa authentication anyconnect-eap a-eap-authen-local",
        " aaa authorization group anyconnect-eap list a-eap-author-grp ikev2-auth-policy",
        " aaa authorization user anyconnect-eap cached",
        " virtual-template 100",
        " anyconnect profile acvpn",
    ],
    "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac ": [" mode tunnel"],
    "crypto ipsec profile AnyConnect-EAP": [" set transform-set TS ", " set ikev2-profile AnyConnect-EAP"],
    "interface Loopback100": [" ip address 10.0.0.1 255.255.255.255"],
    "interface Virtual-Template100 type tunnel": [
        " ip unnumbered Loopback100",
        " ip mtu 1400",
        " ip nat inside",
        " tunnel mode ipsec ipv4",
        " tunnel protection ipsec profile AnyConnect-EAP",
    ],
    "crypto ssl policy ssl-policy": [
        " pki trustpoint SLA-TrustPoint sign",
        " ip address local 10.0.0.1 port 443",
        " no shutdown",
    ],
    "crypto ssl profile ssl_prof": [" match policy ssl-policy"],
}

SINGLE_LINES = (
    "aaa new-model",
    "aaa authentication login a-eap-authen-local local",
    "aaa authorization network a-eap-author-grp local ",
    "aaa session-id common",
    "username test privilege 0 password 0 cisco123",
    "ip local pool ACPool 192.168.10.5 192.168.10.10",
    "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml",
    "no crypto ikev2 http-url cert",
    "no ip http server",
    "no ip http secure-server",
    "ip nat inside source list NAT interface GigabitEthernet1 overload",
)
