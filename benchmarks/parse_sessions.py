"""Ten thousand sessions on one router: how long each show command takes to read, ours and plain TextFSM.

    python benchmarks/parse_sessions.py [--sessions 10000] [--repeat 3]

Exit code 1 if reading one command takes longer than the limit (1 s on one core).
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

import textfsm

from flexvpn.base.resources import templates
from flexvpn.facts import crypto_session, ikev2_sa, ikev2_session, ipsec_sa

if TYPE_CHECKING:
    from collections.abc import Callable

    from flexvpn.facts.reader import Reader

LIMIT = 1.0
PUBLIC = int(IPv4Address("198.18.0.0"))
GIVEN = int(IPv4Address("10.0.0.0"))

SA = """Tunnel-id Local                 Remote                fvrf/ivrf            Status
{n:<9} 192.0.2.1/4500        {public}/{port:<8} none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:19, Auth sign: RSA, Auth verify: AnyConnect-EAP
      Life/Active Time: 86400/{age} sec
      CE id: {n}, Session-id: {n}
      Status Description: Negotiation done
      Local spi: {n:016X}       Remote spi: {n:016x}
      Local id: 192.0.2.1
      Remote id: *$AnyConnectClient$*
      Remote EAP id: user{n}
      Local req msg id:  0              Remote req msg id:  {age}
      Local next msg id: 0              Remote next msg id: {age}
      Local req queued:  0              Remote req queued:  {age}
      Local window:      5              Remote window:      1
      DPD configured for 60 seconds, retry 2
      Fragmentation not  configured.
      Dynamic Route Update: disabled
      Extended Authentication not configured.
      NAT-T is detected  outside
      Cisco Trust Security SGT is disabled
      Assigned host addr: {given}
      Initiator of SA : No
      PEER TYPE: Other
"""

SESSION = """
Interface: Virtual-Access{n}
Profile: AnyConnect-EAP
Uptime: {hours:02}:14:54
Session status: UP-ACTIVE
Peer: {public} port {port} fvrf: (none) ivrf: (none)
      Phase1_id: *$AnyConnectClient$*
      Desc: (none)
  Session ID: {n}
  IKEv2 SA: local 192.0.2.1/4500 remote {public}/{port} Active
          Capabilities:DN connid:{n} lifetime:{hours:02}:45:06
  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host {given}
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed {age} drop 0 life (KB/Sec) 4607990/{age}
        Outbound: #pkts enc'ed {n} drop 0 life (KB/Sec) 4607999/{age}
"""

CHILD = """Child sa: local selector  0.0.0.0/0 - 255.255.255.255/65535
          remote selector {given}/0 - {given}/65535
          ESP spi in/out: 0x{n:X}/0x{port:X}
          AH spi in/out: 0x0/0x0
          CPI in/out: 0x0/0x0
          Encr: AES-CBC, keysize: 256, esp_hmac: SHA256
          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel
"""

ESP_SA = """      spi: 0x{n:X}({n})
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={{Tunnel UDP-Encaps, }}
        conn id: {n}, flow_id: CSR:{n}, sibling_flags FFFFFFFF80000048, crypto map: Virtual-Access{n}-head-0
        sa timing: remaining key lifetime (k/sec): (4607990/{age})
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)
"""

IPSEC = f"""
interface: Virtual-Access{{n}}
    Crypto map tag: Virtual-Access{{n}}-head-0, local addr 192.0.2.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   remote ident (addr/mask/prot/port): ({{given}}/255.255.255.255/0/0)
   current_peer {{public}} port {{port}}
     PERMIT, flags={{{{origin_is_acl,}}}}
    #pkts encaps: {{n}}, #pkts encrypt: {{n}}, #pkts digest: {{n}}
    #pkts decaps: {{age}}, #pkts decrypt: {{age}}, #pkts verify: {{age}}
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 0, #recv errors 0

     local crypto endpt.: 192.0.2.1, remote crypto endpt.: {{public}}
     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1
     current outbound spi: 0x{{n:X}}({{n}})
     PFS (Y/N): N, DH group: none

     inbound esp sas:
{ESP_SA}
     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
{ESP_SA}
     outbound ah sas:

     outbound pcp sas:
"""


def repeated(block: str, sessions: int, *, head: str = "", foot: str = "") -> str:
    """``block`` once for each session, every one with values of its own."""
    blocks = (
        block.format(
            n=n,
            public=IPv4Address(PUBLIC + n % 5000),
            port=1024 + n % 60000,
            given=IPv4Address(GIVEN + n),
            age=n % 86400,
            hours=n % 24,
        )
        for n in range(1, sessions + 1)
    )
    return head + "".join(blocks) + foot


def sa_detailed(sessions: int) -> str:
    """``show crypto ikev2 sa detailed`` as IOS-XE prints it."""
    return repeated(SA, sessions, head=" IPv4 Crypto IKEv2  SA\n\n", foot="\n IPv6 Crypto IKEv2  SA\n\n")


def session_detail(sessions: int) -> str:
    """``show crypto session detail``."""
    legend = "Crypto session current status\n\nCode: C - IKE Configuration mode, D - Dead Peer Detection\n"
    return repeated(
        SESSION, sessions, head=legend + "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation\n"
    )


def ikev2_sessions(sessions: int) -> str:
    """``show crypto ikev2 session detailed``."""
    head = "\nSession-id:{n}, Status:UP-ACTIVE, IKE count:1, CHILD count:1\n\n"
    return repeated(head + SA + CHILD, sessions, head=" IPv4 Crypto IKEv2 Session\n")


def ipsec_sas(sessions: int) -> str:
    """``show crypto ipsec sa``."""
    return repeated(IPSEC, sessions)


def plain_textfsm(template: str, output: str) -> float:
    """Seconds that textfsm's own loop takes, records not yet typed."""
    machine = textfsm.TextFSM(
        io.StringIO(templates().joinpath("textfsm", template).read_text(encoding="utf-8"))
    )
    start = time.perf_counter()
    machine.ParseText(output)
    return time.perf_counter() - start


CASES: tuple[tuple[str, Callable[[int], str], Reader[Any], bool], ...] = (
    ("cisco_ios_show_crypto_ikev2_sa.textfsm", sa_detailed, ikev2_sa.read, True),
    ("cisco_ios_show_crypto_session.textfsm", session_detail, crypto_session.read, True),
    ("cisco_ios_show_crypto_ikev2_sa.textfsm", ikev2_sessions, ikev2_session.read, False),
    ("cisco_ios_show_crypto_ipsec_sa.textfsm", ipsec_sas, ipsec_sa.read, False),
)
"""Template, output, reader, and whether the limit holds for it."""


def main() -> int:
    """Measure, print, and compare with the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", type=int, default=10_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--plain", action="store_true", help="measure textfsm's own loop too (slow)")
    asked = options.parse_args()
    slow = False
    for template, make, read, limited in CASES:
        output = make(asked.sessions)
        times = []
        for _ in range(asked.repeat):
            start = time.perf_counter()
            facts = read(output)
            times.append(time.perf_counter() - start)
            assert len(facts.records) == asked.sessions  # noqa: S101 - a benchmark of the wrong answer is none
            assert not facts.unknown_lines, facts.unknown_lines[:3]  # noqa: S101 - as above
        best = min(times)
        plain = f"  textfsm alone {plain_textfsm(template, output):6.2f} s" if asked.plain else ""
        size = f"{len(output) / 1e6:.1f} MB, {output.count(chr(10)):,} lines"
        print(f"{read.command:40} {asked.sessions:,} sessions, {size}: {best:5.2f} s{plain}")
        slow = slow or (limited and best > LIMIT)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
