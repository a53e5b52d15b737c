"""The table of releases: each fact is tried on a router of the release at which it begins or ends, and just before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lab import sshkeys
from lab.quirks import FOLLOWING, Quirks
from lab.release import Release
from lab.releases import (
    CAUTIONS,
    DEFAULT,
    FACTS,
    NEW_SMART_DEFAULT,
    OFFERED,
    OLD_SMART_DEFAULT,
    REFUSALS,
    RENAMINGS,
    Behaviour,
    Caution,
    Fact,
    Mark,
    Refusal,
    Renaming,
    Upon,
)
from lab.router import Router
from lab.vpn.connect import connect_many
from tests.lab.console import make, typed
from tests.lab.vpn import document

LAB = Path(__file__).resolve().parents[2] / "lab"
INVALID = "% Invalid input detected at '^' marker."


def just_before(release: str) -> str:
    major, minor, rebuild = Release(release).numbers
    if rebuild > 1:
        return f"{major}.{minor}.{rebuild - 1}"
    return f"{major}.{minor - 1}.9" if minor > 1 else {17: "16.12.9", 26: "17.18.9"}[major]


def borders(fact: Fact) -> list[tuple[str, bool]]:
    """Releases beside each end of the fact, and whether it holds there."""
    begins = [(just_before(fact.since), False), (fact.since, True)] if fact.since else []
    ends = [(just_before(fact.until), True), (fact.until, False)] if fact.until else []
    return begins + ends


def entered(router: Router, *lines: str) -> str:
    """What the router says to lines, and its configuration and log afterwards."""
    said = router.configure("\n".join(lines), source="terminal")
    return said + router.execute("show running-config") + router.execute("show logging")


def lines(*text: str) -> Callable[[str], str]:
    return lambda release: entered(make(release=release), *text)


def shown(command: str, *text: str) -> Callable[[str], str]:
    def act(release: str) -> str:
        router = make(release=release)
        entered(router, *text)
        return router.execute(command)

    return act


def with_a_session(command: str) -> Callable[[str], str]:
    def act(release: str) -> str:
        quirks = Quirks(p12_modern=True, smart_default_modern=True)
        router = document.router(release=release, quirks=quirks)
        connect_many(router, document.client(), 1)
        return router.execute(command)

    return act


def modern_import(release: str) -> str:
    router = make(release=release)
    router.flash.write("x.p12", document.sealed(legacy=False))
    return router.configure("crypto pki import TP pkcs12 bootflash:x.p12 password cisco123")


def client_profile(release: str) -> str:
    router = make(release=release)
    router.flash.write("acvpn.xml", b"x")
    return entered(router, "crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml")


TUNNEL = (
    "crypto ipsec profile A",
    "crypto ipsec profile B",
    "interface Tunnel1",
    " tunnel protection ipsec profile A",
    " tunnel protection ipsec profile B",
)
# What is done on a router of a release, and what shows up where the fact holds and only there.
BEHAVIOURS: dict[Behaviour, tuple[Callable[[str], str], str]] = {
    Behaviour.SHIELD_COMMAND: (
        lines("crypto engine compliance shield disable"),
        "\ncrypto engine compliance shield disable\n",
    ),
    Behaviour.SHIELD: (lines("crypto ikev2 proposal P", " group 2"), INVALID),
    Behaviour.HOST_KEY_ADVICE: (
        lambda release: Router("R1", release).execute("show ip ssh"),
        "%Please create EC or RSA keys to enable SSH (and of atleast 2048 bits for SSH v2 in case of RSA).\n",
    ),
    Behaviour.CLIENT_PROFILE: (
        client_profile,
        "\ncrypto vpn anyconnect profile acvpn bootflash:/acvpn.xml\n",
    ),
    Behaviour.PPK: (lines("crypto ikev2 profile P", " keyring ppk K"), "\n keyring ppk K\n"),
    Behaviour.PQC: (
        lines("crypto ikev2 proposal P", " pqc mlkem768 optional"),
        "\n pqc mlkem768 optional\n",
    ),
    Behaviour.TRUSTPOINT_HASH: (
        lines("crypto pki trustpoint T"),
        "\ncrypto pki trustpoint T\n revocation-check crl\n hash sha256\n",
    ),
    Behaviour.OWN_HASH_SHA512: (lines(), "\n hash sha512\n"),
    Behaviour.USER_LOGGED: (
        lines("username bob password one"),
        "%AAA-6-USERNAME_CONFIGURATION: user with username: bob configured",
    ),
    Behaviour.TUNNEL_SHUT: (
        lines(*TUNNEL),
        "%Shutting down Tunnel1 interface due to IPsec tunnel protection modification.",
    ),
    Behaviour.PLATFORM_QFP: (lines(), "\nplatform qfp utilization monitor load 80\n"),
    Behaviour.SSH_BULK_MODE: (lines(), "\nip ssh bulk-mode 131072\n"),
    Behaviour.C8000V: (shown("show inventory"), "PID: C8000V"),
    Behaviour.IMAGE_WORD: (shown("show version"), "Cisco IOS Software [IOSXE]"),
    Behaviour.SMART_LICENSING: (shown("show license summary"), "Status: UNREGISTERED"),
    Behaviour.LICENSING_BY_POLICY: (shown("show version"), "Smart Licensing Using Policy"),
    Behaviour.THROUGHPUT_SHOWN: (shown("show version"), "The current throughput level is"),
    Behaviour.HTTPS_TLS13: (shown("show ip http server status"), "TLS version:  TLSv1.3 TLSv1.2"),
    Behaviour.KEY_STORAGE_SHOWN: (shown("show crypto pki certificates verbose"), "Key storage device:"),
    Behaviour.PROFILE_SHUTDOWN_SHOWN: (
        shown("show crypto ikev2 profile", "crypto ikev2 profile P"),
        " Shutdown : No",
    ),
    Behaviour.SA_IDS_SHOWN: (with_a_session("show crypto ikev2 sa"), "      CE id: "),
    Behaviour.PEER_TYPE_SHOWN: (with_a_session("show crypto ikev2 sa detailed"), "PEER TYPE: Other"),
    Behaviour.SPI_BEFORE_STATUS: (
        lambda release: re.sub(
            r"[0-9A-F]{16}", "N", with_a_session("show crypto ikev2 sa detailed")(release)
        ),
        "Remote spi: N\n      Status Description",
    ),
    Behaviour.CHILD_SA_TABLE: (
        with_a_session("show crypto ikev2 session"),
        "local selector       ->      remote selector",
    ),
    Behaviour.NO_VOLUME_REKEY: (
        with_a_session("show crypto ipsec sa"),
        "Kilobyte Volume Rekey has been disabled",
    ),
    Behaviour.ACL_NUMBERS: (
        lines("ip access-list standard A", " permit 192.0.2.0 0.0.0.255"),
        "\n 10 permit 192.0.2.0 0.0.0.255\n",
    ),
    Behaviour.SECRET_TYPE9: (lines("username bob secret one"), "\nusername bob secret 9 $9$"),
    Behaviour.SSH_SHA1: (
        lambda release: str(sshkeys.algorithms(make(release=release))),
        "'host_key_algs': ('ssh-rsa',)",
    ),
    Behaviour.P12_MODERN: (modern_import, "CRYPTO_PKI: Imported PKCS12 file successfully."),
    Behaviour.ECDSA_HOST_KEY: (
        lambda release: str([pair.label for pair in sshkeys.in_use(_with_curve(release))]),
        "'curve'",
    ),
    Behaviour.IN_USE_QUOTED: (
        lines("crypto pki trustpoint TP", "crypto pki import TP pkcs12 bootflash:x.p12 password cisco123"),
        "% Trustpoint 'TP' is in use.",
    ),
    Behaviour.DEFAULT_MODULUS: (
        lambda release: make(release=release).configure(
            "crypto key generate rsa label other", ["1024", "2048"]
        ),
        "How many bits in the modulus [2048]: ",
    ),
    Behaviour.ROUTE_LEGEND: (shown("show ip route"), "n - NAT, Ni - NAT inside"),
}


def _with_curve(release: str) -> Router:
    router = make(release=release)
    router.configure("crypto key generate ec keysize 256 label curve")
    return router


@pytest.mark.parametrize(
    ("behaviour", "release", "holds"),
    [(b, release, holds) for b in Behaviour for release, holds in borders(b.value)],
    ids=lambda value: value.name if isinstance(value, Behaviour) else str(value),
)
def test_a_router_behaves_as_its_release_says(behaviour: Behaviour, release: str, holds: bool) -> None:  # noqa: FBT001
    act, sign = BEHAVIOURS[behaviour]
    assert (sign in act(release)) is holds


@pytest.mark.parametrize(
    ("behaviour", "on"),
    [(b, on) for b in Behaviour if b.value.quirk for on in (True, False)],
    ids=lambda value: value.name if isinstance(value, Behaviour) else str(value),
)
@pytest.mark.parametrize("release", ["16.9.2", "26.2.1"])
def test_what_is_guessed_may_be_switched_on_any_release(behaviour: Behaviour, release: str, on: bool) -> None:  # noqa: FBT001
    router = Router("R1", release, quirks=Quirks(**{behaviour.value.quirk: on}))
    assert router.does(behaviour) is on


HEADERS = {
    "config-ikev2-proposal": ("crypto ikev2 proposal P",),
    "config-ikev2-profile": ("crypto ikev2 profile P",),
    "ipsec-profile": ("crypto ipsec profile P",),
    "ca-trustpoint": ("crypto pki trustpoint T",),
    "config-ikev2-cluster": ("crypto ikev2 cluster",),
    "config": (),
}
# A refused keyword needs other words around it.
WHOLE = {
    "pqc": "set pfs group21 pqc mlkem768",
    "mldsakeypair": "mldsakeypair T",
}


def with_keyword(refusal: Refusal, keyword: str) -> str:
    name = " TS" * refusal.named
    return WHOLE.get(keyword, f"{refusal.line}{name} {keyword}".strip())


@pytest.mark.parametrize(
    ("refusal", "keyword", "release", "refused"),
    [(r, k, release, no) for r in REFUSALS for k in r.keywords for release, no in borders(r)],
    ids=lambda value: value.line if isinstance(value, Refusal) else str(value),
)
def test_a_keyword_is_refused_by_the_releases_that_the_table_names(
    refusal: Refusal,
    keyword: str,
    release: str,
    refused: bool,  # noqa: FBT001
) -> None:
    router, line = make(release=release), with_keyword(refusal, keyword)
    said = entered(router, *HEADERS[refusal.mode], line)
    assert (INVALID in said) is refused
    indent = " " if HEADERS[refusal.mode] else ""
    assert (re.search(rf"^{indent}{line} ?$", said, re.MULTILINE) is None) is refused


@pytest.mark.parametrize("refusal", [r for r in REFUSALS if r.shield], ids=lambda r: f"{r.line} {r.keywords}")
def test_the_caret_stands_under_the_keyword_that_is_refused(refusal: Refusal) -> None:
    router, line = make(release="17.12.3"), with_keyword(refusal, refusal.keywords[0])
    keys = "".join(f"{text}\n" for text in ("conf t", *HEADERS[refusal.mode], line))
    rows = typed(router, keys).splitlines()
    caret = rows.index(INVALID) - 1
    assert rows[caret].strip() == "^"
    assert rows[caret].index("^") == rows[caret - 1].rindex(refusal.keywords[0])


def test_a_set_of_the_name_of_an_algorithm_is_none() -> None:
    said = entered(make(release="17.12.3"), "crypto ipsec transform-set esp-des esp-aes 256 esp-sha256-hmac")
    assert "\ncrypto ipsec transform-set esp-des esp-aes 256 esp-sha256-hmac \n" in said


def test_one_forbidden_algorithm_among_others_costs_the_whole_line() -> None:
    said = entered(make(release="17.11.1"), "crypto ikev2 proposal P", " encryption aes-cbc-256 3des")
    assert INVALID in said
    assert "encryption" not in said.partition("crypto ikev2 proposal P")[2].partition("!")[0]


@pytest.mark.parametrize("renaming", RENAMINGS, ids=lambda r: r.old)
def test_a_word_has_the_name_that_its_release_gives_it(renaming: Renaming) -> None:
    setting = {"master": "overload-limit 90", "slave": "priority 7"}[renaming.old]
    for release, new in borders(renaming):
        name = renaming.new if new else renaming.old
        router = make(release=release)
        assert f"\n {name} {setting}\n" in entered(router, "crypto ikev2 cluster", f" {name} {setting}")
        offered = re.findall(r"^  (\S+)", typed(router, "conf t\ncrypto ikev2 cluster\n?"), re.MULTILINE)
        other = renaming.old if new else renaming.new
        assert name in offered
        assert other not in offered
        said = entered(router, "crypto ikev2 cluster", f" no {name} {setting}")
        assert f" {name} {setting}\n" not in said
    router = make(release=just_before(renaming.since))
    assert INVALID in entered(router, "crypto ikev2 cluster", f" {renaming.new} {setting}")


@pytest.mark.parametrize("taken", [True, False])
def test_the_old_word_is_taken_for_the_new_one_or_refused(taken: bool) -> None:  # noqa: FBT001
    router = make(release="17.18.1", quirks=Quirks(old_cluster_words=taken))
    said = entered(router, "crypto ikev2 cluster", " slave priority 7")
    assert ("\n secondary priority 7\n" in said) is taken
    assert (INVALID in said) is not taken
    assert "\n slave" not in said


UPON: dict[Upon, Callable[[Router], str]] = {
    Upon.USER: lambda router: entered(router, "username bob password one"),
    Upon.ENABLE: lambda router: entered(router, "enable password one"),
    Upon.SHORT_KEY: lambda router: entered(router, "crypto key generate rsa modulus 1024 label short"),
    Upon.HOST_KEY: lambda router: entered(router, "crypto key generate rsa modulus 2048 label new"),
    Upon.SNMP: lambda router: entered(router, "snmp-server user U G v3 auth sha one priv aes 128 two"),
    Upon.WEAK_CIPHER: lambda router: entered(router, "crypto ikev2 proposal P", " encryption 3des"),
    Upon.WEAK_HASH: lambda router: entered(router, "crypto ipsec transform-set T esp-aes esp-md5-hmac"),
    Upon.WEAK_GROUP: lambda router: entered(router, "crypto ipsec profile P", " set pfs group5"),
}


@pytest.mark.parametrize(
    ("caution", "release", "warns"),
    [(c, release, warns) for c in CAUTIONS for release, warns in borders(c)],
    ids=lambda value: f"{value.upon.name} {value.since}" if isinstance(value, Caution) else str(value),
)
def test_a_router_warns_in_the_words_of_its_release(caution: Caution, release: str, warns: bool) -> None:  # noqa: FBT001
    said = UPON[caution.upon](make(release=release))
    assert (caution.words in said.splitlines()) is (warns and caution.printed)
    if caution.log:
        assert (f"%{caution.log}: {caution.words.strip()}" in said) is warns


@pytest.mark.parametrize("upon", Upon, ids=lambda upon: upon.name)
def test_nothing_is_warned_of_while_a_router_boots(upon: Upon) -> None:
    router = make(release="17.18.2")
    router.shield_disabled = True
    UPON[upon](router)
    said = router.configure(router.execute("show running-config"), source="boot")
    assert "WARNING" not in said
    assert "%Warning" not in said


def test_what_is_strong_enough_is_not_warned_of() -> None:
    router = make(release="26.2.1")
    said = router.configure("crypto key generate rsa modulus 3072 label new", source="terminal")
    assert "WARNING" not in said
    said = router.configure(
        "snmp-server user U G v3 auth sha one priv aes 128 two access A", source="terminal"
    )
    assert said == ""
    assert router.configure("username bob secret one\nenable secret two", source="terminal") == ""


@pytest.mark.parametrize("warned", [True, False])
@pytest.mark.parametrize("release", ["16.9.2", "17.9.4", "26.2.1"])
def test_a_user_s_password_is_warned_of_wherever_the_quirks_say_so(release: str, warned: bool) -> None:  # noqa: FBT001
    router = make(release=release, quirks=Quirks(type0_warning=warned, password_security_warning=warned))
    said = router.configure("username bob password one", source="terminal")
    assert (" WARNING: Command has been added" in said) is warned
    assert (" SECURITY WARNING - Module: AAA" in said) is warned


OLD_GROUPS = "DH_GROUP_1536_MODP/Group 5 DH_GROUP_1024_MODP/Group 2"
NEW_GROUPS = (
    "DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14 "
    "DH_GROUP_521_ECP/Group 21 DH_GROUP_1536_MODP/Group 5"
)


@pytest.mark.parametrize(
    ("release", "groups", "encryption"),
    [
        *((old, OLD_GROUPS, "AES-CBC-256 AES-CBC-192 AES-CBC-128") for old in ("16.9.2", "16.12.9")),
        *((new, NEW_GROUPS, "AES-CBC-256") for new in ("17.1.1", "17.2.1", "17.9.4", "17.12.3", "26.2.1")),
    ],
)
def test_the_smart_defaults_are_shown_as_the_release_has_them(
    release: str, groups: str, encryption: str
) -> None:
    router = make(release=release)
    said = router.execute("show crypto ikev2 proposal default")
    assert said.splitlines()[0] == " IKEv2 proposal: default"
    assert f"     Encryption : {encryption}\n" in said
    assert f"     DH Group   : {groups}\n" in said
    assert router.execute("show crypto ikev2 policy default").splitlines()[-1].split() == [
        "Proposal",
        ":",
        "default",
    ]
    assert "proposal default" not in router.execute("show running-config")


def test_either_smart_default_can_be_had_on_any_release() -> None:
    for release in OFFERED:
        for modern, default in ((True, NEW_SMART_DEFAULT), (False, OLD_SMART_DEFAULT)):
            router = make(release=release, quirks=Quirks(smart_default_modern=modern))
            said = router.execute("show crypto ikev2 proposal default")
            assert [int(group) for group in re.findall(r"/Group (\d+)", said)] == list(default.groups)


# Beside the table, from docs/iosxe.md section 11.4: what an operator meets who upgrades.
@pytest.mark.parametrize(
    ("takes", "refuses", "text"),
    [
        *(
            ("17.10.1", "17.11.1", ("crypto ikev2 proposal P", f" {line}"))
            for line in ("encryption des", "encryption 3des", "integrity md5", "prf md5")
        ),
        *(
            ("17.10.1", "17.11.1", ("crypto ikev2 proposal P", f" group {group}"))
            for group in ("1", "2", "5", "24")
        ),
        *(
            ("17.10.1", "17.11.1", (f"crypto ipsec transform-set T {word}",))
            for word in ("esp-des", "esp-3des", "esp-md5-hmac", "ah-md5-hmac", "esp-gmac", "esp-null")
        ),
        *(
            ("17.10.1", "17.11.1", ("crypto ipsec profile P", f" set pfs group{group}"))
            for group in ("1", "2", "5", "24")
        ),
        ("17.10.1", "17.11.1", ("crypto key generate rsa modulus 1024 label k",)),
        ("17.7.1", "17.6.9", ("crypto engine compliance shield disable",)),
        ("26.1.1", "17.18.9", ("crypto ikev2 proposal P", " pqc mlkem768")),
    ],
)
def test_what_one_release_takes_another_refuses(takes: str, refuses: str, text: tuple[str, ...]) -> None:
    assert INVALID not in entered(make(release=takes), *text)
    assert INVALID in entered(make(release=refuses), *text)


@pytest.mark.parametrize("release", OFFERED)
def test_what_is_strong_is_taken_by_every_release_without_a_word(release: str) -> None:
    said = make(release=release).configure(
        "crypto ikev2 proposal P\n"
        " encryption aes-cbc-256 aes-cbc-128\n integrity sha256 sha1\n group 19 20 21 14 15 16\n"
        "crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac\n"
        "crypto ipsec transform-set U esp-gcm 256\n"
        "crypto ipsec profile Q\n set pfs group19\n",
        source="terminal",
    )
    assert said.startswith("IKEv2 proposal MUST either")
    assert said.count("\n") == 2


def test_the_table_has_an_example_for_everything() -> None:
    assert BEHAVIOURS.keys() == set(Behaviour)
    assert UPON.keys() == set(Upon)
    assert {caution.upon for caution in CAUTIONS} == set(Upon)
    assert all(borders(fact) for fact in FACTS)


def test_every_fact_has_a_source_and_every_guess_a_quirk() -> None:
    names = {field.name for field in dataclasses.fields(Quirks)}
    assert all(fact.source and fact.does for fact in FACTS)
    assert {fact.quirk for fact in FACTS if fact.quirk} <= names
    switched = {fact.since for fact in FACTS if fact.quirk}
    # What ends where another guess begins is switched by that one's quirk.
    assert [f for f in FACTS if f.mark is Mark.INF and not f.quirk and f.until not in switched] == []


def test_every_quirk_that_follows_the_release_is_a_fact_of_the_table() -> None:
    assert set(FOLLOWING) == {fact.quirk for fact in FACTS if fact.quirk}


def test_every_behaviour_is_asked_for_somewhere() -> None:
    sources = "".join(p.read_text() for p in LAB.rglob("*.py") if p.parent.name != "releases")
    unasked = [
        b.name
        for b in Behaviour
        if f"Behaviour.{b.name}" not in sources and f"quirks.{b.value.quirk or '-'}" not in sources
    ]
    assert unasked == []


def test_releases_are_compared_in_one_place() -> None:
    allowed = {LAB / "release.py", LAB / "releases" / "fact.py", LAB / "releases" / "defaults.py"}
    comparing = [
        p
        for p in LAB.rglob("*.py")
        if re.search(r"at_least\(|release\.(numbers|short) *[<>=]", p.read_text())
    ]
    assert set(comparing) <= allowed


def test_the_lab_s_own_releases_are_known() -> None:
    assert DEFAULT in OFFERED
    assert [str(Release(release)) for release in OFFERED] == list(OFFERED)
