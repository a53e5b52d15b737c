"""A router that is as it should be, as text: what a test damages, and what the checks then find."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import md5
from typing import TYPE_CHECKING

from flexvpn.checks import Subject, chosen, examine
from flexvpn.ios.config import parse
from flexvpn.router.inspection import Inspection, Observation
from flexvpn.router.materials import Materials
from flexvpn.sections.headend import Headend
from flexvpn.sections.intended import render
from tests.builders import headend

if TYPE_CHECKING:
    from flexvpn.base.finding import Finding

NOW = datetime(2026, 11, 24, 3, 7, tzinfo=UTC)
SHA1 = "BE1BC96BFAF1F2D2B85DC6418DC71E0D9D87AA8D"

CERTIFICATES = """\
Certificate
  Status: Available
  Certificate Serial Number (hex): 6C8318AD
  Certificate Usage: General Purpose
  Issuer:
    cn=Example Issuing CA
    o=Example
  Subject:
    Name: vpn.example.com
    cn=vpn.example.com
    o=Example
  Validity Date:
    start date: 01:53:53 UTC Nov 24 2026
    end   date: 01:53:53 UTC Dec 26 2027
  Subject Key Info:
    Public Key Algorithm: rsaEncryption
    RSA Public Key: (2048 bit)
  Signature Algorithm: SHA256 with RSA Encryption
  Fingerprint SHA1: BE1BC96B FAF1F2D2 B85DC641 8DC71E0D 9D87AA8D
  X509v3 extensions:
    X509v3 Key Usage: A0000000
      Digital Signature
      Key Encipherment
    X509v3 Subject Alternative Name:
        vpn.example.com
    Extended Key Usage:
        Server Auth
  Associated Trustpoints: IKEv2-TP
  Key Label: IKEv2-TP

CA Certificate
  Status: Available
  Certificate Serial Number (hex): 5DA8
  Certificate Usage: Signature
  Issuer:
    cn=Example Root CA
    o=Example
  Subject:
    cn=Example Issuing CA
    o=Example
  Validity Date:
    start date: 01:53:53 UTC Nov 24 2026
    end   date: 01:53:53 UTC Nov 24 2036
  Associated Trustpoints: IKEv2-TP

CA Certificate
  Status: Available
  Certificate Serial Number (hex): 01
  Certificate Usage: Signature
  Issuer:
    cn=Example Root CA
    o=Example
  Subject:
    cn=Example Root CA
    o=Example
  Validity Date:
    start date: 01:53:53 UTC Nov 24 2026
    end   date: 01:53:53 UTC Nov 24 2046
  Associated Trustpoints: IKEv2-TP-rrr1
"""
CLOCK = "03:07:00.635 UTC Tue Nov 24 2026\n"
POOLS = """\
 Pool                     Begin           End             Free  In use
 ACPool                   192.168.10.5    192.168.10.10      5       1
"""
INTERFACES = """\
Interface              IP-Address      OK? Method Status                Protocol
Loopback100            10.0.0.1        YES NVRAM  up                    up
GigabitEthernet1       192.0.2.65      YES NVRAM  up                    up
Virtual-Template100    10.0.0.1        YES unset  up                    down
"""
SESSIONS = """\
Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

Interface: Virtual-Access1
Profile: AnyConnect-EAP
Uptime: 00:02:11
Session status: UP-ACTIVE
Peer: 192.0.2.100 port 50899 fvrf: (none) ivrf: (none)
      Phase1_id: *$AnyConnectClient$*
      Desc: (none)
  Session ID: 1
  IKEv2 SA: local 192.0.2.65/4500 remote 192.0.2.100/50899 Active
          Capabilities:N connid:1 lifetime:24:00:00
  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host 192.168.10.5
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed 5 drop 0 life (KB/Sec) 4607990/3600
        Outbound: #pkts enc'ed 2 drop 0 life (KB/Sec) 4607999/3600
"""
NOBODY = SESSIONS.split("Interface:", maxsplit=1)[0]
IKE_SAS = """\
 IPv4 Crypto IKEv2  SA

Tunnel-id Local                 Remote                fvrf/ivrf            Status
1         192.0.2.65/4500       192.0.2.100/50899     none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:19, Auth sign: RSA, Auth verify: AnyConnect-EAP
      Life/Active Time: 86400/131 sec
      Remote id: *$AnyConnectClient$*
      Remote EAP id: test
      Assigned host addr: 192.168.10.5
      Initiator of SA : No
"""
STATS = """\
--------------------------------------------------------------------------------
                          Crypto IKEv2 SA Statistics
--------------------------------------------------------------------------------
System Resource Limit:   0        Max IKEv2 SAs: 0        Max in nego(in/out): 40/400
Total incoming IKEv2 SA Count:    1        active:        1        negotiating: 0
Total outgoing IKEv2 SA Count:    0        active:        0        negotiating: 0
"""
OPERATIONS = """\
--------------------------------------------------------------
AAA OPERATION                                PASSED     FAILED
--------------------------------------------------------------
AUTHENTICATION USING EAP                          9          1
AUTHORIZATION                                     9          0
"""
DERIVED = """\
Building configuration...

Derived configuration : 254 bytes
!
interface Virtual-Access1
 ip unnumbered Loopback100
 ip mtu 1400
 tunnel source 192.0.2.65
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile AnyConnect-EAP
end
"""
VERSION = """\
Cisco IOS XE Software, Version 17.09.04
Cisco IOS Software [Cupertino], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.9.4, RELEASE SOFTWARE
edge uptime is 3 hours, 32 minutes
cisco C8000V (VXE) processor (revision VXE) with 1900130K/3075K bytes of memory.
"""
SSL = """\
SSL Policy: ssl-policy
  Status : ACTIVE
  IP Address : 10.0.0.1
  Port : 443
  Trust Point : IKEv2-TP
"""
ANSWERS = {
    "show version": VERSION,
    "show crypto ssl policy": SSL,
    "show crypto pki certificates verbose": CERTIFICATES,
    "show clock": CLOCK,
    "show ip local pool": POOLS,
    "show ip interface brief": INTERFACES,
    "show crypto session detail": SESSIONS,
    "show crypto ikev2 sa detailed": IKE_SAS,
    "show crypto ikev2 stats": STATS,
    "show crypto ikev2 stats ext-service": OPERATIONS,
    "show aaa local user lockout": "",
    "show derived-config interface Virtual-Access1": DERIVED,
}


@dataclass
class Router:
    """A router on paper: its running-config, what it prints, and the intent that it is held to."""

    intent: Headend = field(default_factory=headend)
    config: str = ""
    answers: dict[str, str] = field(default_factory=lambda: dict(ANSWERS))
    digest: str = ""
    labels: frozenset[str] = frozenset({"IKEv2-TP"})
    """Trustpoints that hold the certificate of the intent."""
    barred: dict[str, str] = field(default_factory=dict)
    """Whom users.yaml names and who may not connect any more, with the reason."""

    def __post_init__(self) -> None:
        self.config = self.config or render(self.intent).text()
        content = self.intent.client_profile().xml()
        self.files = {"acvpn.xml": content}
        self.digest = self.digest or md5(content, usedforsecurity=False).hexdigest()

    def without(self, *lines: str) -> Router:
        """The same router less these lines of running-config; each must have been there."""
        kept = self.config.splitlines()
        for line in lines:
            kept.remove(line)
        return replace(self, config="\n".join(kept) + "\n")

    def having(self, text: str) -> Router:
        return replace(self, config=self.config + text)

    def answering(self, command: str, old: str, new: str) -> Router:
        assert old in self.answers[command]
        return replace(self, answers={**self.answers, command: self.answers[command].replace(old, new)})

    @property
    def observation(self) -> Observation:
        return Observation(
            release=self.intent.release,
            config=parse(self.config),
            files={"acvpn.xml": 1},
            digests={"acvpn.xml": self.digest},
            identities=dict.fromkeys(self.labels, SHA1),
            labels_in_use=frozenset({"IKEv2-TP"}),
        )

    @property
    def materials(self) -> Materials:
        return Materials(
            files=self.files, identities={"IKEv2-TP": SHA1}, identity_digests={"IKEv2-TP": "AB" * 32}
        )

    def findings(self, *names: str) -> tuple[Finding, ...]:
        inspection = Inspection(self.intent.name, self.observation, self.answers)
        subject = Subject(self.intent, inspection, self.materials, NOW, self.barred)
        return examine(subject, chosen(names))

    def find(self, name: str) -> str:
        """The statuses of one check, the worst first."""
        order = ["fail", "warn", "pass", "skip"]
        return min((finding.status.value for finding in self.findings(name)), key=order.index)
