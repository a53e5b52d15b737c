"""What the lab prints beside what real routers printed: nothing invented, nothing left out, nothing moved."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.lab.vpn.test_recordings import CASES, shape
from tests.witnesses.environments import GENIE

TRANSCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "transcripts"
G = "genieparser"
NOISE = re.compile(r"(#|\S+[#>](?:show|sh) |!$|! (?!Last configuration|NVRAM config))")
SHIPPED = "genie/libs/"
"""Recordings that come with genie itself, in the modules of its tests: ``FILE#NAME`` of a text."""


@dataclass(frozen=True)
class Recorded:
    """A recording, the command that printed it, and where a headend's answer must differ from it.

    ``only_recorded`` are patterns of shapes that a headend has no cause to print (other hardware, other
    features); ``only_lab`` those that the recorded router had no cause to print.
    """

    file: str
    command: str
    release: str = "17.9.4"
    only_recorded: str = ""
    only_lab: str = ""
    slice: tuple[str, str] = ("", "")
    moved: str = ""
    head: bool = False

    def text(self) -> str:
        """The recording, or the part of it that answers this command."""
        if self.file.startswith(SHIPPED):
            return self._cut(_shipped(*self.file.split("#")))
        return self._cut((TRANSCRIPTS / self.file).read_text(encoding="utf-8"))

    def answer(self, printed: str) -> str:
        """As much of the lab's answer as the recording is of."""
        return self._cut(printed) if self.head else printed

    def _cut(self, text: str) -> str:
        start, end = self.slice
        text = "\n" + text
        if start:
            text = text[text.index(start) + len(start) :]
        return text[: text.index(end)] if end else text


@cache
def _shipped(file: str, name: str) -> str:
    (module,) = GENIE.folder.glob(f"lib/python*/site-packages/{file}")
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == name
        ):
            return str(ast.literal_eval(node.value))
    raise KeyError(name)


def shapes(text: str) -> list[str]:
    """Shapes of the lines, in order, each once."""
    found = (words(line) for line in text.splitlines() if line.strip() and not NOISE.match(line))
    return list(dict.fromkeys(one for one in found if one))


# Names and choices of an inventory, beyond those of tests/lab/vpn/test_recordings.py.
PLAIN = (
    (r"^! (.*) at U UTC \w{3} \w{3} N N( by \S+)?$", r"! \1 at T"),
    (r"^username \S+( privilege N)? password N \S+$", "username W password N W"),
    (r"^(aaa authentication login) .*", r"\1 W"),
    (r"^(aaa authorization network) .*", r"\1 W"),
    (r"^(Loopback|GigabitEthernet|Virtual-\w+|Port-channel|Tunnel|Vlan)[N/]+ ", "I "),
    (r"^N [d-][rwx-]{3} N \w{3} N N U [+-]N:N \S+$", "N mode N T name"),
    (r"^N N \w{3} N N U(\.N)? [+-]N:N \S+$", "N N T path"),
    (r"^Bootflash: ", ""),
    (r"^(Name/address lookup uses) .*", r"\1 W"),
    (
        r" (A|unassigned) YES (manual|NVRAM|unset|DHCP|TFTP) (up|down|administratively down) (up|down)$",
        " A YES M S S",
    ),
    (r"name=\s*\S+ valid=TRUE id=N :state=ALIVE : .*", "name=W valid=TRUE id=N :state=ALIVE : W"),
    (r"^\*?\s*N (con|vty|aux) N .*", "N vty N W"),
    (r"^(\S+) uptime is .*", "H uptime is T"),
    (r"^Uptime for this control processor is .*", "Uptime for this control processor is T"),
    (r"(status|trustpoint|class): \S+$", r"\1: W"),
    (r"^(HTTP secure server (?:ciphersuite|TLS version)): .*", r"\1: W"),
    (r"^(dhe|ecdhe|tlsN)-.*", "ciphers"),
    (r"^[\w-]+ N (Active|Inactive) (Active|Inactive) .*", "module N S S W"),
    (r"^(Default domain is) .*", r"\1 W"),
    (r"^N \S+:\S+( <- Most Recent)?$", "N name"),
    (r"^(The next archive file will be named) .*", r"\1 W"),
    (
        r"^(System image file is|Last reload reason:|Processor board ID|License Type:|System returned to ROM by) .*",
        r"\1 W",
    ),
    (r"^(License Level:|Next reload license Level:).*", r"\1 W"),
    (r"^Cisco IOS XE Software, Version .*", "Cisco IOS XE Software, Version V"),
    (r"^Cisco IOS Software .*", "Cisco IOS Software [W], Virtual XE Software (W), Version V"),
    (r"^Compiled .*", "Compiled T by W"),
    (r"^cisco \S+ \(\S+\) processor .*", "cisco P processor (revision W) with N bytes of memory."),
    (r"^N Gigabit Ethernet interfaces?$", "N Gigabit Ethernet interfaces"),
)


def words(line: str) -> str:
    """The shape of one line, blanks at its ends left out."""
    # IPv4 and IPv6 are words, not numbers.
    line = line.replace("IPv4", "IPvfour").replace("IPv6", "IPvsix")
    text = re.sub(r"NK", "N", shape(line).strip())
    for pattern, to in PLAIN:
        text = re.sub(pattern, to, text)
    return text.strip()


EXTRA = {
    ("show crypto ikev2 sa detailed", 6): r"Quantum",
    ("show crypto ikev2 session detailed", 0): r"N N\.N|N::",
    ("show crypto ikev2 stats", 0): r"PPK|SA Strength|Sessions with|Total init",
    ("show crypto ikev2 stats ext-service", 0): r"PPK",
    ("show crypto ikev2 stats exchange", 0): (
        r"C\w+_|CONFIG|DPD|ERROR|HTTP|INI|INV|NAT|NO_|SET|TS_|USE|DELETE|REDIR|AUTH|COOK|NOTIF|OTHER|UNSUP|REKEY"
    ),
    ("show crypto ipsec profile", 1): r"Inherit|PQC|DH group",
    ("show crypto pki certificates IKEv2-TP", 0): r"CRL|Serial Number: |http|renew",
    ("show crypto pki certificates verbose IKEv2-TP", 0): r"Cert install time in nsec|IP Address",
    ("show crypto pki trustpoints status", 0): r"Last enrollment",
    ("show crypto key mypubkey rsa", 0): r"Key is not exportable\.$|Temporary|I key|Usage: Enc",
    ("show ip local pool", 0): r"PoolGroup",
    ("show derived-config interface virtual-access 1", 0): r"ip access|ip address|ipv",
}
METHODS = "name=|permanent|acct|show aaa|Switch|auth.*_(CONNECTEDAPPS|PREAUTH|FLTSV|SUBS|CRED|PREPAID|POLICY)"


OTHER_FORMS = {
    "show crypto ikev2 sa detailed": ("show crypto ikev2 sa detail",),
    "show crypto ipsec sa interface Virtual-Access1": ("show crypto ipsec sa",),
    "show crypto key mypubkey rsa": ("show crypto key mypubkey all",),
}
"""Commands that print the same lines as a recorded one."""


def of_sessions() -> Iterator[Recorded]:
    """The recordings of tests/lab/vpn, held to more: complete and in order."""
    for case in CASES:
        if "LISP" in case.file:
            continue
        extra = "|".join(e for (command, _), e in EXTRA.items() if command == case.command)
        lab = "|".join(re.escape(words(line)) for line in case.only_lab)
        # Which of the two stands first differs from recording to recording (docs/iosxe.md section 4).
        moved = "Status Description|Local spi"
        # Of several trustpoints or pools the first decides which form stands first.
        moved += "|Persistent|Using key|Router General|Certificate request|Pool Begin"
        one = Recorded(case.file, case.command, case.release, extra, lab and f"(?:{lab})$", moved=moved)
        yield one
        for command in OTHER_FORMS.get(case.command, ()):
            yield replace(one, command=command)


LISP = "show_crypto_ikev2_profile__LISP_vEDGE_csr.txt"
PLAIN_CASES = (
    Recorded(f"show_crypto_session__{G}_ShowCryptoSession_golden_output2.txt", "show crypto session"),
    Recorded(
        f"show_crypto_pki_certificates_verbose__{G}_ShowCryptoPkiCertificateVerbose_golden_output_subj.txt",
        "show crypto pki certificates verbose",
        only_recorded=r"Cert install time in nsec|IP Address",
        only_lab=r"vpn|IP Address|X\S+ (Subject|Basic|Auth)|CA: TRUE|Extended|Server Auth|Storage|USAGE",
        slice=("\nCertificate\n", "CA Certificate"),
        head=True,
    ),
    Recorded(
        f"show_crypto_ikev2_stats_reconnect__{G}_ShowCryptoIkev2StatsReconnect_golden_output.txt",
        "show crypto ikev2 stats reconnect",
    ),
    Recorded(
        f"show_crypto_ikev2_stats_timeout__{G}_ShowCryptoIkev2StatsTimeout_golden_output.txt",
        "show crypto ikev2 stats timeout",
    ),
    Recorded(
        f"show_crypto_ikev2_diagnose_error__{G}_ShowCryptoIkev2DiagnoseError_golden_output_3.txt",
        "show crypto ikev2 diagnose error",
    ),
    Recorded(
        "show_running_config__napalm_test_get_config_csr_15.5.txt",
        "show running-config",
        slice=("", "version "),
        head=True,
        only_lab="! NVRAM config last updated at T$",
    ),
    Recorded(
        f"show_running_config_aaa__{G}_ShowRunningConfigAAA_golden_output.txt",
        "show running-config aaa",
        only_recorded="aaa authen\\S+ enable|aaa author\\S+ exec|aaa group|radius|tacacs|address|key|server|ip |show",
        only_lab="aaa authorization network",
        moved="aaa|username",
    ),
    Recorded(
        LISP,
        "show crypto ikev2 profile",
        slice=("sh crypto ikev2 profile \n", "vEDGE02#sh crypto ikev2 policy"),
        only_recorded="address A",
        only_lab="key-id W",
    ),
    Recorded(
        LISP,
        "show crypto ikev2 profile AnyConnect-EAP",
        slice=("sh crypto ikev2 profile \n", "vEDGE02#sh crypto ikev2 policy"),
        only_recorded="address A",
        only_lab="key-id W",
    ),
    Recorded(
        f"show_crypto_ikev2_session_detailed__{G}_ShowCryptoIkev2Session_golden_output_csr8kv_detailed.txt",
        "show crypto ikev2 session",
        only_recorded=".*",
    ),
    Recorded(
        f"show_crypto_pki_certificates__{G}_ShowCryptoPkiCertificates_golden_output_c3850.txt",
        "show crypto pki certificates",
        slice=("\nCertificate\n", "CA Certificate"),
        head=True,
        only_recorded="CRL|Serial Number: |http|renew",
        only_lab="Storage",
    ),
    Recorded(LISP, "show crypto ipsec transform-set", slice=("transform-set \n", "! running-config")),
    Recorded(
        f"show_version__{G}_c8000v.txt",
        "show version",
        only_recorded="Addon|Next reload addon",
        only_lab="Technical",
    ),
    Recorded(
        f"show_users__{G}_ShowUsers_golden_output.txt", "show users", only_recorded="Load for|Time source"
    ),
    Recorded("show_users__ntc-templates_cisco_ios_show_users.txt", "show users"),
    Recorded(f"dir__{G}_Dir_golden_output_asr1k.txt", "dir"),
    Recorded(f"show_bootflash__{G}_ShowBootflash_golden_output_1.txt", "show bootflash:"),
    Recorded(f"show_bootflash__{G}_ShowBootflash_golden_output_1.txt", "show flash:"),
    Recorded("show_archive__ntc-templates_cisco_ios_show_archive_filelist.txt", "show archive"),
    Recorded("show_hosts__napalm_test_get_facts_normal.txt", "show hosts"),
    Recorded("show_ip_interface_brief__napalm_test_get_facts_normal.txt", "show ip interface brief"),
    Recorded(
        f"show_aaa_method_list__{G}_ShowAAAMethodList_golden_output.txt",
        "show aaa method-lists all",
        only_recorded=METHODS,
    ),
    Recorded(
        f"show_ip_http_server_all__{G}_ShowIpHttpServerAll_golden_output.txt",
        "show ip http server all",
        only_recorded="A:N",
    ),
    Recorded(
        f"show_ip_http_server_all__{G}_ShowIpHttpServerAll_golden_output.txt",
        "show ip http server status",
        slice=("", "HTTP server application session modules"),
    ),
)


def complaints(case: Recorded, printed: str) -> list[str]:
    """What is invented, left out or moved in ``printed``."""
    recorded, here = shapes(case.text()), shapes(case.answer(printed))
    lab = re.compile(case.only_lab or r"\b\B")
    other = re.compile(case.only_recorded or r"\b\B")
    said = [f"invented: {one}" for one in here if one not in recorded and not lab.match(one)]
    said += [f"left out: {one}" for one in recorded if one not in here and not other.match(one)]
    moved = re.compile(case.moved or r"\b\B")
    common = [one for one in here if one in recorded and not moved.match(one)]
    wanted = [one for one in recorded if one in here and not moved.match(one)]
    if common != wanted:
        said.append("moved: " + next(a for a, b in zip(common, wanted, strict=True) if a != b))
    if _numbered(case.text()) and not _numbered(case.answer(printed)):
        said.append("moved: the rows are not in the order of their numbers")
    return said


def _numbered(text: str) -> bool:
    """Tell whether the rows that begin with a number stand in its order."""
    numbers = [int(found) for found in re.findall(r"(?m)^ *(\d{1,5}) {2,}", text)]
    return numbers == sorted(numbers)


ROUTES = SHIPPED + "ops/routing/iosxe/tests/routing_output.py#showIpRoute_default"
OF_GENIE = (
    Recorded(
        ROUTES,
        "show ip route",
        "16.9.2",
        only_recorded="genie",
        slice=("", "Gateway of last resort"),
        head=True,
    ),
    Recorded(
        ROUTES,
        "show ip route",
        slice=("", "Gateway of last resort"),
        head=True,
        only_recorded="genie|EN - |o - ODR",
        only_lab="EN - |o - ODR|n - NAT|H - NHRP",
    ),
)


def everything() -> tuple[Recorded, ...]:
    """All recordings that lie here now: genie's come with its environment, which may have just been made."""
    beside = (*of_sessions(), *PLAIN_CASES) if TRANSCRIPTS.is_dir() else ()
    return (*beside, *(OF_GENIE if GENIE.ready else ()))
