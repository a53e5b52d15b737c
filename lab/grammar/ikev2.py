"""Rows for IKEv2: authorization policies, proposals, policies, profiles, and the client profile."""

from __future__ import annotations

from lab.grammar.row import InUse, Requires, Row, Shows
from lab.releases import Behaviour

CIPHERS = "{3des|aes-cbc-128|aes-cbc-192|aes-cbc-256|aes-gcm-128|aes-gcm-256|des}+"
HASHES = "{md5|sha1|sha256|sha384|sha512}+"
GROUPS = "{1|2|5|14|15|16|19|20|21|24}+"
EAP = "{anyconnect-eap|cert|eap|psk}"
PROPOSAL_BANNER = (
    "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, an integrity "
    "algorithm and a DH group configured or \n"
    " encryption algorithm aes-gcm, a prf algorithm and a DH group configured\n"
)
POLICY_BANNER = "IKEv2 policy MUST have atleast one complete proposal attached \n"
PROFILE_BANNER = (
    "IKEv2 profile MUST have:\n"
    "   1. A local and a remote authentication method.\n"
    "   2. A match identity or a match certificate or match any statement.\n"
)
_P = "config-ikev2-profile"
_A = "config-ikev2-author-policy"
_C = "config-ikev2-cluster"
_TRUSTPOINT = Requires("crypto pki trustpoint {name}", "% No such trustpoint {name}")

ROWS = (
    Row(
        "crypto ikev2 authorization policy <name>",
        500,
        key="crypto ikev2 authorization policy {name}",
        enters=_A,
        trailing=True,
    ),
    Row(
        "crypto ikev2 proposal <name>",
        510,
        key="crypto ikev2 proposal {name}",
        enters="config-ikev2-proposal",
        trailing=True,
        banner=PROPOSAL_BANNER,
        in_use=(InUse("crypto ikev2 policy", "proposal {name}", "% Cannot remove as proposal is in use."),),
    ),
    Row(
        "crypto ikev2 policy <name>",
        520,
        key="crypto ikev2 policy {name}",
        enters="config-ikev2-policy",
        trailing=True,
        banner=POLICY_BANNER,
    ),
    Row("crypto ikev2 keyring <name>", 530, key="crypto ikev2 keyring {name}", enters="config-ikev2-keyring"),
    Row(
        "crypto ikev2 profile <name>",
        540,
        key="crypto ikev2 profile {name}",
        enters=_P,
        banner=PROFILE_BANNER,
    ),
    Row("crypto ikev2 http-url cert", 551, shows=Shows.NEGATION, effect="http_url_cert"),
    Row("crypto ikev2 fragmentation [mtu <size:68-1500>]", 550),
    Row("crypto ikev2 dpd <interval:10-3600> <retry:2-60> {on-demand|periodic}", 550),
    Row("crypto ikev2 nat keepalive <seconds:5-3600>", 550),
    Row("crypto ikev2 cookie-challenge <count:1-1000>", 550),
    Row("crypto ikev2 limit {max-sa|max-in-negotiation-sa} <count:1-60000>", 550, key="*"),
    Row("crypto ikev2 {window|redirect|name-mangler|certificate-cache|diagnose} <line>", 552, key="*"),
    Row("crypto ikev2 cluster", 552, enters=_C),
    Row("crypto logging {ikev2|session|ezvpn}", 553, key="*"),
    Row(
        "crypto vpn anyconnect profile <name> <path>",
        560,
        key="crypto vpn anyconnect profile {name}",
        effect="vpn_profile",
        exists=Behaviour.CLIENT_PROFILE,
    ),
    Row("crypto vpn anyconnect <path> [sequence <number:1-65535>]", 561, key="*"),
    Row("crypto isakmp <line>", 565, key="*", enters="config-isakmp"),
    Row("aaa attribute list <name>", 5, mode=_A),
    Row("pool <name>", 10, mode=_A),
    Row("dhcp {giaddr|server|timeout} <value>", 15, mode=_A, key="*"),
    Row("dns <first:ip> [<second:ip>]", 20, mode=_A),
    Row("wins <first:ip> [<second:ip>]", 22, mode=_A),
    Row("netmask <mask>", 30, mode=_A),
    Row("banner <line>", 35, mode=_A, effect="policy_banner"),
    Row("def-domain <name>", 40, mode=_A),
    Row("split-dns <name>", 45, mode=_A, key="*"),
    Row("pfs", 50, mode=_A),
    Row("backup-gateway <name>", 52, mode=_A, key="*"),
    Row("configuration {url|version} <value>", 54, mode=_A, key="*"),
    Row("session-lifetime <seconds:120-25920000>", 56, mode=_A),
    Row("include-local-lan", 58, mode=_A),
    Row("smartcard-removal-disconnect", 59, mode=_A),
    Row("ipsec flow-limit <count:0-50000>", 60, mode=_A),
    Row("ipv6 {dns|pool|prefix|subnet-acl} <line>", 62, mode=_A, key="*"),
    Row("subnet-acl <name>", 64, mode=_A),
    Row("route set interface [<iface>]", 70, mode=_A, key="*"),
    Row("route set access-list [ipv6] <name>", 72, mode=_A, key="route set access-list"),
    Row("route set {local|remote} {ipv4|ipv6} <network> [<mask>]", 74, mode=_A, key="*"),
    Row("route accept any [tag <tag:1-4294967295>] [distance <distance:1-255>]", 76, mode=_A),
    Row("route redistribute <line>", 78, mode=_A, key="*"),
    Row("pqc {mlkem512|mlkem768|mlkem1024|optional}+", 5, mode="config-ikev2-proposal", exists=Behaviour.PQC),
    Row(f"encryption {CIPHERS}", 10, mode="config-ikev2-proposal"),
    Row(f"prf {HASHES}", 20, mode="config-ikev2-proposal"),
    Row(f"integrity {HASHES}", 30, mode="config-ikev2-proposal"),
    Row(f"group {GROUPS}", 40, mode="config-ikev2-proposal"),
    Row("match fvrf {any|<name>}", 10, mode="config-ikev2-policy"),
    Row("match address local <address:ip>", 12, mode="config-ikev2-policy", key="*"),
    Row(
        "proposal <name>",
        20,
        mode="config-ikev2-policy",
        key="*",
        effect="policy_proposal",
        requires=(
            Requires("crypto ikev2 proposal {name}", "% No Proposal exists with the specified name {name}"),
        ),
    ),
    Row("peer <name>", 10, mode="config-ikev2-keyring", key="*", enters="config-ikev2-keyring-peer"),
    Row("description <line>", 5, mode=_P),
    Row("match fvrf {any|<name>}", 10, mode=_P),
    Row("match address local {<address:ip>|interface <iface>}", 12, mode=_P, key="*"),
    Row("match certificate <map>", 14, mode=_P, key="*"),
    Row("match identity remote key-id <name>", 16, mode=_P, key="*"),
    Row(
        "match identity remote address <address:ip> [<mask>]",
        16,
        mode=_P,
        key="*",
        trailing=True,
        effect="match_address",
    ),
    Row("match identity remote fqdn [domain] <name>", 16, mode=_P, key="*"),
    Row("match identity remote email [domain] <name>", 16, mode=_P, key="*"),
    Row("match identity remote any", 16, mode=_P, key="*"),
    Row("identity local {address <address:ip>|dn|email <name>|fqdn <name>|key-id <name>}", 20, mode=_P),
    Row(
        "authentication remote {anyconnect-eap aggregate [cert-request]|eap [query-identity] [cert-request]|"
        "pre-share [key <line>]|rsa-sig|ecdsa-sig|mldsa-sig}",
        30,
        mode=_P,
        key="*",
        effect="authentication",
    ),
    Row(
        "authentication local {pre-share [key <line>]|rsa-sig|ecdsa-sig|mldsa-sig|eap}",
        31,
        mode=_P,
        effect="authentication",
    ),
    Row(
        "keyring local <name>",
        40,
        mode=_P,
        key="*",
        requires=(Requires("crypto ikev2 keyring {name}", "% Invalid keyring {name}"),),
    ),
    Row("keyring aaa <line>", 40, mode=_P, key="*"),
    Row("keyring ppk <name>", 41, mode=_P, exists=Behaviour.PPK),
    Row("pki trustpoint <name> [{sign|verify}]", 42, mode=_P, key="*", requires=(_TRUSTPOINT,)),
    Row("lifetime <seconds:120-86400>", 44, mode=_P),
    Row("lifetime certificate", 45, mode=_P),
    Row("dpd <interval:10-3600> <retry:2-60> {on-demand|periodic}", 50, mode=_P),
    Row(
        "ivrf <name>",
        51,
        mode=_P,
        requires=(Requires("vrf definition {name}", "% vrf {name} not configured"),),
    ),
    Row("nat keepalive <seconds:5-3600>", 52, mode=_P),
    Row("initial-contact force", 53, mode=_P),
    Row("aaa accounting {anyconnect-eap|cert|eap|psk} <list>", 58, mode=_P, key="*"),
    Row("aaa authentication anyconnect-eap <list>", 60, mode=_P, effect="authentication"),
    Row("aaa authentication eap <list>", 60, mode=_P),
    Row(
        f"aaa authorization group [override] {EAP} list <list> [name-mangler <mangler>] [<policy>] "
        "[password {0|6} <password>] [local]",
        62,
        mode=_P,
        key="*",
    ),
    Row(
        f"aaa authorization user {EAP} {{cached|list <list> [name-mangler <mangler>] [<policy>]}}",
        64,
        mode=_P,
        key="*",
    ),
    Row("config-exchange {request|set {accept|send}}", 66, mode=_P, key="*"),
    Row("virtual-template <number:1-32768> [mode auto]", 70, mode=_P),
    Row("reconnect [timeout <seconds:600-86400>]", 72, mode=_P),
    Row("redirect gateway {auth|init}", 74, mode=_P),
    Row("anyconnect profile <name>", 80, mode=_P),
    Row("shutdown", 90, mode=_P),
    Row("holdtime <milliseconds:100-120000>", 10, mode=_C),
    *(
        # The first of two words is the name of one release or the other (lab/releases/keywords.py).
        Row(f"{word} {setting}", position, mode=_C)
        for position, words, settings in (
            (20, ("master", "primary"), ("overload-limit <percent:50-99>", "crypto-load <load:0-100>")),
            (40, ("slave", "secondary"), ("priority <priority:1-100>", "max-session <count:1-60000>")),
        )
        for word in words
        for setting in settings
    ),
    Row("port <port:1-65535>", 30, mode=_C),
    Row("standby-group <name>", 50, mode=_C),
    Row("shutdown", 60, mode=_C, shows=Shows.BOTH),
)
