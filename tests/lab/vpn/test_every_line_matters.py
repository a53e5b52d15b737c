"""Each line of the document's configuration is taken away in turn: the log-in fails where the table says.

The table is written by hand from the document and docs/iosxe.md. A line of the configuration that is not in it
fails the test, as does a row without its line.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from lab.quirks import Quirks
from lab.vpn.connect import connect
from lab.vpn.walk import Stage
from tests.lab.vpn.document import BASE, DOWNLOAD, MAIN, NAT, PROFILE, client, router

OLD, NEW = "16.9.2", "17.9.4"
TEXT = BASE + MAIN + NAT + DOWNLOAD
# The router's profile is another than the client's: only then is the download walked.
OTHER_PROFILE = PROFILE.replace("VPN IOS-XE", "VPN IOS-XE 2")


@dataclass(frozen=True)
class Row:
    """What happens without this line. `stage`: where the log-in stops (None: it does not, see `why`).

    `download` is where it stops when the client has another profile than the router; `modern` where it
    stops on a release with new smart defaults, if that differs.
    """

    line: str
    stage: Stage | None
    why: str = ""
    download: Stage | str | None = "same"
    modern: Stage | str | None = "same"

    def expected(self, release: str, *, download: bool) -> Stage | None:
        if download and not isinstance(self.download, str):
            return self.download
        if release == NEW and not isinstance(self.modern, str):
            return self.modern
        return self.stage


S = Stage
PROFILE_BLOCK = "crypto ikev2 profile AnyConnect-EAP"
POLICY_BLOCK = "crypto ikev2 authorization policy ikev2-auth-policy"
TEMPLATE = "interface Virtual-Template100 type tunnel"
TABLE = (
    Row("hostname edge", None, "a name for people"),
    Row("ip domain name example.com", None, "only keys without a label are named after it"),
    Row("interface GigabitEthernet1", S.REACH),
    Row("interface GigabitEthernet1 / ip address 192.0.2.1 255.255.255.0", S.REACH),
    Row("interface GigabitEthernet1 / negotiation auto", None, "the default"),
    # Step 1
    Row("aaa new-model", S.AGGREGATE_AUTH),
    Row("aaa authentication login a-eap-authen-local local", S.AGGREGATE_AUTH),
    Row("aaa authorization network a-eap-author-grp local", S.GROUP_AUTHORIZATION),
    Row("username test password cisco123", S.AGGREGATE_AUTH),
    # Step 2: without the import the profile cannot name the trustpoint and takes the self-signed one.
    Row("crypto pki import IKEv2-TP pkcs12 bootflash:IKEv2-TP.p12 password cisco123", S.SERVER_CERTIFICATE),
    # Steps 3, 4, 13
    Row("ip local pool ACPool 192.168.10.5 192.168.10.10", S.ADDRESS),
    Row(POLICY_BLOCK, S.GROUP_AUTHORIZATION),
    Row(f"{POLICY_BLOCK} / pool ACPool", S.ADDRESS),
    Row(f"{POLICY_BLOCK} / dns 10.0.1.1", None, "the client asks its own resolver"),
    Row(f"{POLICY_BLOCK} / route set access-list split_tunnel", None, "optional: all traffic is tunnelled"),
    Row("ip access-list standard split_tunnel", None, "optional: all traffic is tunnelled"),
    Row("ip access-list standard split_tunnel / permit 10.0.0.0 0.255.255.255", None, "no route is pushed"),
    # Step 5: smart defaults of 16.x offer groups 5 and 2 only, which no client of today has.
    Row("crypto ikev2 proposal IKEv2-prop1", S.IKE_SA_INIT, modern=None, why="17.x: smart default"),
    Row(
        "crypto ikev2 proposal IKEv2-prop1 / encryption aes-cbc-256",
        S.IKE_SA_INIT,
        modern=None,
        why="as above",
    ),
    Row("crypto ikev2 proposal IKEv2-prop1 / integrity sha256", S.IKE_SA_INIT, modern=None, why="as above"),
    Row("crypto ikev2 proposal IKEv2-prop1 / group 19 14", S.IKE_SA_INIT, modern=None, why="as above"),
    Row("crypto ikev2 policy IKEv2-pol", S.IKE_SA_INIT, modern=None, why="as above"),
    Row("crypto ikev2 policy IKEv2-pol / proposal IKEv2-prop1", S.IKE_SA_INIT, modern=None, why="as above"),
    # Step 6
    Row("crypto vpn anyconnect profile acvpn bootflash:/acvpn.xml", S.PROFILE_DOWNLOAD),
    # Step 7
    Row(PROFILE_BLOCK, S.IKE_PROFILE),
    Row(f"{PROFILE_BLOCK} / match identity remote key-id *$AnyConnectClient$*", S.IKE_PROFILE),
    Row(f"{PROFILE_BLOCK} / authentication local rsa-sig", S.IKE_PROFILE),
    Row(f"{PROFILE_BLOCK} / authentication remote anyconnect-eap aggregate", S.IKE_PROFILE),
    Row(f"{PROFILE_BLOCK} / pki trustpoint IKEv2-TP", S.SERVER_CERTIFICATE),
    Row(f"{PROFILE_BLOCK} / aaa authentication anyconnect-eap a-eap-authen-local", S.AGGREGATE_AUTH),
    Row(
        f"{PROFILE_BLOCK} / aaa authorization group anyconnect-eap list a-eap-author-grp ikev2-auth-policy",
        S.ADDRESS,
    ),
    Row(
        f"{PROFILE_BLOCK} / aaa authorization user anyconnect-eap cached",
        None,
        "local users have no attributes of their own to cache [INF]",
    ),
    Row(f"{PROFILE_BLOCK} / virtual-template 100", S.VIRTUAL_TEMPLATE),
    Row(f"{PROFILE_BLOCK} / anyconnect profile acvpn", S.PROFILE_DOWNLOAD),
    # Step 8
    Row("no crypto ikev2 http-url cert", None, "the client announces no HTTP lookup, so none is tried"),
    Row("no ip http server", None, "hardening: log-in does not use it"),
    Row(
        "no ip http secure-server",
        None,
        "hardening, until there is an SSL policy: together they can crash the router at a download",
        download=S.PROFILE_DOWNLOAD,
    ),
    # Steps 9 and 10: the smart default transform set is esp-aes esp-sha-hmac, which clients still offer.
    Row("crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac", None, "smart default"),
    Row("crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac / mode tunnel", None, "the default"),
    Row("crypto ipsec profile AnyConnect-EAP", S.IPSEC_PROFILE),
    Row("crypto ipsec profile AnyConnect-EAP / set transform-set TS", None, "smart default"),
    Row("crypto ipsec profile AnyConnect-EAP / set ikev2-profile AnyConnect-EAP", S.IPSEC_PROFILE),
    # Steps 11 and 12
    Row("interface loopback100", S.VIRTUAL_TEMPLATE),
    Row("interface loopback100 / ip address 10.0.0.1 255.255.255.255", S.VIRTUAL_TEMPLATE),
    Row(TEMPLATE, S.VIRTUAL_TEMPLATE),
    Row(f"{TEMPLATE} / ip unnumbered Loopback100", S.VIRTUAL_TEMPLATE),
    Row(f"{TEMPLATE} / ip mtu 1400", None, "avoids fragments, not needed to log in"),
    Row(f"{TEMPLATE} / tunnel mode ipsec ipv4", S.IPSEC_PROFILE),
    Row(f"{TEMPLATE} / tunnel protection ipsec profile AnyConnect-EAP", S.IPSEC_PROFILE),
    # Step 14: what a client reaches once it is connected.
    Row("ip access-list extended NAT", None, "internet for connected clients"),
    Row("ip access-list extended NAT / permit ip 192.168.10.0 0.0.0.255 any", None, "as above"),
    Row("ip nat inside source list NAT interface GigabitEthernet1 overload", None, "as above"),
    Row("interface GigabitEthernet1 / ip nat outside", None, "as above"),
    Row("interface Virtual-Template100 / ip nat inside", None, "as above"),
    # Appendix: the download, walked only where the client's profile is another than the router's.
    Row("crypto ssl policy ssl-policy", None, "no download is due", download=S.PROFILE_DOWNLOAD),
    Row(
        "crypto ssl policy ssl-policy / pki trustpoint IKEv2-TP sign",
        None,
        "as above",
        download=S.PROFILE_DOWNLOAD,
    ),
    Row(
        "crypto ssl policy ssl-policy / ip address local 10.0.0.1 port 443",
        None,
        "as above",
        download=S.PROFILE_DOWNLOAD,
    ),
    Row("crypto ssl policy ssl-policy / no shutdown", None, "as above", download=S.PROFILE_DOWNLOAD),
    Row("crypto ssl profile ssl_prof", None, "as above", download=S.PROFILE_DOWNLOAD),
    Row(
        "crypto ssl profile ssl_prof / match policy ssl-policy", None, "as above", download=S.PROFILE_DOWNLOAD
    ),
)


def lines_of(text: str) -> tuple[str, ...]:
    """Every line, those below a block as `block / line`; a block that is entered again counts once."""
    named: dict[str, None] = {}
    for block in blocks_of(text):
        if block[0] != "interface Virtual-Template100":
            named[block[0]] = None
        named.update(dict.fromkeys(f"{block[0]} / {line.strip()}" for line in block[1:]))
    return tuple(named)


def blocks_of(text: str) -> list[list[str]]:
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def without(text: str, name: str) -> str:
    """The text without one line, or without a whole block wherever it is entered."""
    head, _, below = name.partition(" / ")
    kept: list[str] = []
    for block in blocks_of(text):
        same = block[0].removesuffix(" type tunnel") == head.removesuffix(" type tunnel")
        if same and not below:
            continue
        kept += [line for line in block if not (same and line == f" {below}")]
    return "\n".join(kept) + "\n"


def attempt(text: str, release: str, *, download: bool) -> Stage | None:
    # The physical interface is not typed: it is there when the router starts.
    start = text.index("aaa ")
    base, rest = text[:start], text[start:]
    made = router(rest, release=release, base=base, profile=(OTHER_PROFILE if download else PROFILE).encode())
    return connect(made, client()).failed


def test_the_whole_configuration_connects_on_each_release() -> None:
    for release in (OLD, NEW):
        assert attempt(TEXT, release, download=False) is None
        assert attempt(TEXT, release, download=True) is None


def test_the_table_has_every_line_once_and_nothing_else() -> None:
    assert sorted(row.line for row in TABLE) == sorted(lines_of(TEXT))


def test_a_line_that_is_not_needed_says_why() -> None:
    assert [row.line for row in TABLE if not row.why and None in (row.stage, row.modern)] == []


@pytest.mark.parametrize("release", [OLD, NEW])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.line)
def test_without_the_line_the_log_in_stops_where_the_table_says(row: Row, release: str) -> None:
    assert attempt(without(TEXT, row.line), release, download=False) == row.expected(release, download=False)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.line)
def test_without_the_line_a_profile_download_stops_where_the_table_says(row: Row) -> None:
    assert attempt(without(TEXT, row.line), NEW, download=True) == row.expected(NEW, download=True)


def test_a_fresh_router_does_not_let_anybody_in() -> None:
    for release, stage in ((OLD, S.IKE_SA_INIT), (NEW, S.IKE_PROFILE)):
        assert connect(router("", release=release), client()).failed is stage


def test_without_a_trustpoint_line_a_router_may_choose_by_what_the_client_asks_for() -> None:
    text = without(MAIN, f"{PROFILE_BLOCK} / pki trustpoint IKEv2-TP")
    made = router(text, quirks=Quirks(any_trustpoint_signs_first=False))
    assert connect(made, client()).connected


def test_a_router_may_insist_on_user_authorization() -> None:
    text = without(MAIN, f"{PROFILE_BLOCK} / aaa authorization user anyconnect-eap cached")
    made = router(text, quirks=Quirks(user_authorization_needed=True))
    assert connect(made, client()).failed is S.USER_AUTHORIZATION


@pytest.mark.parametrize("release", [OLD, "17.3.1", NEW, "17.15.5", "26.2"])
@pytest.mark.parametrize("seed", range(6))
def test_the_whole_configuration_works_whatever_the_inferred_facts_turn_out_to_be(
    release: str, seed: int
) -> None:
    quirks = Quirks.random(random.Random(seed))  # noqa: S311 - draws quirks
    for profile in (PROFILE, OTHER_PROFILE):
        made = router(MAIN + NAT + DOWNLOAD, release=release, quirks=quirks, profile=profile.encode())
        assert connect(made, client()).failed is None
