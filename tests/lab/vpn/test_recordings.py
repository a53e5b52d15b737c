"""What the lab prints beside what real routers printed: the same lines, once names and numbers are taken out.

The recordings lie beside a checkout in ../shared/transcripts, or are absent: then these tests skip, and
`test_shows.py` beside them holds the lab to samples written by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.vpn.connect import connect_many
from tests.lab.vpn.document import MAIN, NAT, client, router

if TYPE_CHECKING:
    from lab.router import Router

TRANSCRIPTS = Path(__file__).resolve().parents[4] / "shared" / "transcripts"
OURS = re.compile(r"show_(crypto|ip_local_pool|derived).*\.txt")

pytestmark = pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="no recordings beside this checkout")


@dataclass(frozen=True)
class Case:
    """`only_lab`: lines (as shapes) that this recording cannot have, and why they are right is in docs/iosxe.md."""

    file: str
    command: str
    release: str = "17.9.4"
    only_lab: tuple[str, ...] = ()


G = "genieparser"
# Fields that a remote-access session has and a site-to-site recording has not (document, docs/iosxe.md section 4).
ACCESS = ("Remote EAP id: W", "Assigned host addr: A", "NAT-T is detected outside", "PEER TYPE: W")
AUTH = ("Encr: W, keysize: N, PRF: W, Hash: W, DH Grp:N, Auth sign: W, Auth verify: W",)
CASES = (
    Case(f"show_crypto_ikev2_sa__{G}_ShowCryptoIkev2Sa_golden_output.txt", "show crypto ikev2 sa", "16.9.2"),
    Case("show_crypto_ikev2_sa__lab_IOL.txt", "show crypto ikev2 sa"),
    Case(
        f"show_crypto_ikev2_sa_detailed__{G}_ShowCryptoIkev2SaDetail_golden_output6.txt",
        "show crypto ikev2 sa detailed",
        only_lab=(*ACCESS, *AUTH, "Dynamic Route Update: disabled"),
    ),
    Case(
        f"show_crypto_ikev2_session_detailed__{G}_ShowCryptoIkev2Session_golden_output_csr8kv_detailed.txt",
        "show crypto ikev2 session detailed",
        only_lab=(*ACCESS, "Dynamic Route Update: disabled"),
    ),
    Case(
        f"show_crypto_session_remote_detail__{G}_ShowCryptoSessionRemoteDetail_golden_output_csr8kv_full.txt",
        "show crypto session detail",
    ),
    Case(
        f"show_crypto_session_detail__{G}_ShowCryptoSessionDetail_golden_output2.txt",
        "show crypto session detail",
        only_lab=("IPSEC FLOW: permit ip A/A host A",),
    ),
    Case(
        "show_crypto_ipsec_sa_detail__ntc-templates_cisco_ios_show_crypto_ipsec_sa_detail_3.txt",
        "show crypto ipsec sa detail",
        only_lab=("replay detection support: Y",),
    ),
    Case(
        f"show_crypto_ipsec_sa_interface__{G}_ShowCryptoIpsecSaInterface_golden_output_4.txt",
        "show crypto ipsec sa interface Virtual-Access1",
        "26.2",
    ),
    Case(
        "show_crypto_ikev2_profile__LISP_vEDGE_csr.txt", "show crypto ikev2 profile", only_lab=("key-id W",)
    ),
    Case("show_crypto_ikev2_profile__LISP_vEDGE_csr.txt", "show crypto ikev2 policy"),
    Case("show_crypto_ikev2_profile__LISP_vEDGE_csr.txt", "show crypto ipsec transform-set"),
    Case(
        f"show_crypto_ikev2_proposal__{G}_ShowCryptoIkev2Proposal_golden_output.txt",
        "show crypto ikev2 proposal",
    ),
    Case(
        f"show_crypto_ikev2_policy__{G}_ShowCryptoIkev2Policy_golden_output.txt", "show crypto ikev2 policy"
    ),
    Case(f"show_crypto_ikev2_stats__{G}_ShowCryptoIkev2Stats_golden_output.txt", "show crypto ikev2 stats"),
    Case(
        f"show_crypto_ikev2_stats_ext__{G}_ShowCryptoIkev2StatsExt_golden_output.txt",
        "show crypto ikev2 stats ext-service",
    ),
    Case(
        f"show_crypto_ikev2_stats_exchange__{G}_ShowCryptoIkev2StatsExchange_golden_output.txt",
        "show crypto ikev2 stats exchange",
    ),
    Case(
        f"show_crypto_ipsec_profile__{G}_ShowCryptoIpsecProfile_golden_output.txt",
        "show crypto ipsec profile",
    ),
    Case(
        f"show_crypto_ipsec_profile__{G}_ShowCryptoIpsecProfile_golden_output_2.txt",
        "show crypto ipsec profile",
        "26.2",
    ),
    Case(
        f"show_crypto_pki_certificates__{G}_ShowCryptoPkiCertificates_golden_output_c3850.txt",
        "show crypto pki certificates IKEv2-TP",
        only_lab=("Storage: nvram:W",),
    ),
    Case(
        "show_crypto_pki_certificates__ntc-templates_cisco_ios_show_crypto_pki_certificates_1.txt",
        "show crypto pki certificates IKEv2-TP",
    ),
    Case(
        f"show_crypto_pki_certificates_verbose__{G}_ShowCryptoPkiCertificateVerbose_golden_output_subj.txt",
        "show crypto pki certificates verbose IKEv2-TP",
        only_lab=(
            "vpn.example.com",
            "IP Address :",
            "X509v3 Subject Key ID: H",
            "X509v3 Authority Key ID: H",
            "X509v3 Basic Constraints:",
            "CA: TRUE",
            "Extended Key Usage:",
            "Server Auth",
            "Storage: nvram:W",
        ),
    ),
    Case(
        f"show_crypto_pki_trustpoints__{G}_ShowCryptoPkiTrustpoints_show_crypto_pki_trustpoints.txt",
        "show crypto pki trustpoints",
    ),
    Case(
        f"show_crypto_pki_trustpoints_status__{G}_ShowCryptoPkiTrustpointsStatus_golden_output.txt",
        "show crypto pki trustpoints status",
    ),
    Case(
        f"show_crypto_key_mypubkey_rsa__{G}_ShowCryptoKeyMypubkeyRsa_golden_output.txt",
        "show crypto key mypubkey rsa",
    ),
    Case(
        f"show_crypto_key_mypubkey_rsa_name__{G}_ShowCryptoKeyMypubkeyRsaKeyName_golden_output.txt",
        "show crypto key mypubkey rsa IKEv2-TP",
    ),
    Case("show_ip_local_pool__wobcom_cisco-exporter.txt", "show ip local pool"),
    Case(
        f"show_derived_config_interface__{G}_ShowDerivedConfigInterface_golden_1.txt",
        "show derived-config interface virtual-access 1",
        only_lab=(
            "Building configuration...",
            "Derived configuration : N bytes",
            "!",
            "end",
            "ip unnumbered W",
            "ip mtu N",
            "ip nat inside",
            "no tunnel protection ipsec initiate",
        ),
    ),
)

NOT_PRINTED_BY_A_HEADEND = {
    "show_crypto_ikev2_diagnose_error": "the lab has no exit paths to trace",
    "show_crypto_ikev2_sa__genieparser_ShowCryptoIkev2Sa_golden_output2": "IPv6 peers",
    "show_crypto_ikev2_sa_detail_anyconnect_eap__training_notes": "typed by hand: its layout is not to be copied",
    "show_crypto_ikev2_sa_detailed__genieparser_ShowCryptoIkev2SaDetail_golden_output.": "an initiator's SA",
    "show_crypto_ikev2_sa_detailed__genieparser_ShowCryptoIkev2SaDetail_golden_output5": "its blanks are lost",
    "show_crypto_ikev2_sa_detailed__genieparser_ShowCryptoIkev2SaDetail_golden_output7": "IPv6 peers",
    "show_crypto_ikev2_sa_detailed_session_detail_derived_config__seed": "layout damaged on its way from PDF",
    "show_crypto_ikev2_session_detailed__genieparser_ShowCryptoIkev2Session_golden_output_csr8kv_old": (
        "two selectors a side, of site-to-site"
    ),
    "show_crypto_ikev2_stats_ext__genieparser_ShowCryptoIkev2StatsExt_golden_output_mklkm": "post-quantum rows",
    "show_crypto_ikev2_stats_reconnect": "reconnect is not simulated",
    "show_crypto_ikev2_stats_timeout": "nothing times out unanswered in the lab",
    "show_crypto_ipsec_sa__": "its blanks are lost",
    "show_crypto_ipsec_sa_detail__": "another form of the detail recording that is used",
    "show_crypto_ipsec_sa_interface__": "IPv6 and a platform of another kind",
    "show_crypto_pki_certificates__ntc-templates_cisco_ios_show_crypto_pki_certificates_2": "as _1, other words",
    "show_crypto_pki_certificates_verbose__": "post-quantum, or as the one that is used",
    "show_crypto_session__": "site-to-site",
    "show_crypto_session_detail__": "IKEv1 and site-to-site",
    "show_crypto_session_remote_detail__": "IKEv1, and several flows",
    "show_crypto_ssl_": "not a router's output: no IOS-XE prints these words",
    "show_derived_config_interface__": "interfaces of a switch",
}


def connected(release: str) -> Router:
    made = router(MAIN + NAT, release=release)
    made.pki.save()
    connect_many(made, client(), 2)
    made.clock.advance(90061)  # type: ignore[attr-defined]
    return made


def shape(line: str) -> str:
    """The line with addresses, digests, times, numbers and names taken out; blanks count as one."""
    text = " ".join(line.split())
    text = re.sub(r"\d+\.\d+\.\d+\.\d+", "A", text)
    text = re.sub(r"^[0-9A-F]{4,8}( [0-9A-F]{2,8})*$", "H", text)
    text = re.sub(r"\b[0-9A-F]{8}( [0-9A-F]{8})+\b", "H", text)
    text = re.sub(r"\b0x[0-9A-F]+\b", "0xH", text)
    text = re.sub(r"\b[0-9A-F]{16}\b", "H", text)
    text = re.sub(r"(hex\)): [0-9A-Z]+", r"\1: H", text)
    text = re.sub(r"\d\d:\d\d:\d\d (?:UTC|IST) \w+ \d+ \d+", "T", text)
    text = re.sub(r"\d+:\d\d:\d\d|\d+d\d+h|\d+w\d+d", "U", text)
    for pattern, to in NAMES:
        text = re.sub(pattern, to, text)
    return re.sub(r"\d+", "N", text)


# Where the value of a field is a name, an algorithm or a choice: which one is the router's own business.
NAMES = (
    (r"^Encr: .*Auth sign: \w+, Auth verify: [\w-]+(, QR)?$", AUTH[0]),
    (r"^Trustpoint \S+:$", "Trustpoint W:"),
    (r"((?:fvrf|ivrf|protected vrf): )\S+", r"\1W"),
    (r"^(cn|o|ou|l|st|c|e|serialNumber|hostname)=.*", "DN"),
    (
        (
            r"((?:Interface|Profile|interface|Phase1_id|Local id|Remote id|Remote EAP id|Key name|Key Label|Name"
            r"|Trustpoint|IKEv2 profile|Keyring|Local authentication method|Local identity|Virtual-template"
            r"|Remote authentication method\(s\)|Trustpoint\(s\)|AAA .*(?:mlist|authorization)|IKEv2 proposal"
            r"|IKEv2 policy|Proposal|Match fvrf|IKEv2 Profile|Transform set|Associated Trustpoints|PEER TYPE"
            r"|Certificate Usage|Encryption|Integrity|PRF|DH Group|DH group|Storage|Signature Algorithm) ?: ?).+"
        ),
        r"\1W",
    ),
    (r"^key-id .*", "key-id W"),
    (r"(Transform set|IPSEC profile|Using key label|ip unnumbered|tunnel source) .+", r"\1 W"),
    (r"^Encr: \S+ keysize: \d+, esp_hmac: \w+", "Encr: W, keysize: N, esp_hmac: W"),
    (r"^\S+:? \{ .*", "W: { W } ,"),
    (r"(Crypto map tag: |crypto map: )[\w/-]+-head-\d+", r"\1W"),
    (r"(ip mtu idb|transform:|flow_id:) .*?(,|$)", r"\1 W\2"),
    (r"(sibling_flags) [0-9A-F]+", r"\1 H"),
    (r"in use settings =\{.*\}", "in use settings ={W}"),
    (r"\((?:A|0\.0\.0\.0)/A/\d+/\d+\)", "(A/A/N/N)"),
    (r"will negotiate = \{ \w+, \}", "will negotiate = { W, }"),
    (r"X509v3 Key Usage: [0-9A-F]+", "X509v3 Key Usage: H"),
    (r"Capabilities:\S+", "Capabilities:W"),
    (r"Yes \(General Purpose, (non-)?exportable\)|(?<=\.\. )(No|None|Yes)", "W"),
    (r"(PFS \(Y/N\)|Responder-Only \(Y/N\)|Dualstack \(Y/N\)): [YN]", r"\1: Y"),
    (r"^interface \S+$", "interface W"),
    (r"^(tunnel protection ipsec profile) .*", r"\1 W"),
    (r"(tunnel mode ipsec) .*", r"\1 W"),
    (r"^(?:\S+ )?A A \d+ \d+$", "A A N N"),
    (r"(NAT-T is) .*", r"\1 W"),
    (r"(Initiator of SA) : .*", r"\1 : Y"),
    (r"(Dynamic Route Update): .*", r"\1: W"),
    (r"(Digital Signature|Key Encipherment|Data Encipherment|Key Cert Sign|CRL Signature)", "USAGE"),
    (r"permit ip A/A host A", "permit FLOW"),
    (r"permit 47 host A host A", "permit FLOW"),
    (r"replay window size: \d+", ""),
)


def shapes(text: str) -> set[str]:
    return {shape(line).strip() for line in text.splitlines() if line.strip()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.file}:{c.command}")
def test_every_line_that_the_lab_prints_was_printed_by_a_router(case: Case) -> None:
    recorded = shapes((TRANSCRIPTS / case.file).read_text(encoding="utf-8"))
    printed = shapes(connected(case.release).execute(case.command))
    assert printed
    assert sorted(printed - recorded - {shape(line).strip() for line in case.only_lab}) == []


def test_no_recording_lies_there_unread() -> None:
    read = {case.file for case in CASES}
    lying = {path.name for path in TRANSCRIPTS.iterdir() if OURS.match(path.name)}
    unread = {
        name
        for name in lying - read
        if not any(name.startswith(prefix) for prefix in NOT_PRINTED_BY_A_HEADEND)
    }
    assert unread == set()
    assert read <= lying
