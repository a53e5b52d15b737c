"""Rows for IPsec and SSL: what protects data, and what hands the client its profile."""

from __future__ import annotations

from lab.grammar.row import InUse, Requires, Row, Shows
from lab.releases import Behaviour

ESP = (
    "{esp-3des|esp-des|esp-null|esp-seal|esp-aes [{128|192|256}]|esp-gcm [{128|192|256}]|"
    "esp-gmac [{128|192|256}]|esp-md5-hmac|esp-sha-hmac|esp-sha256-hmac|esp-sha384-hmac|esp-sha512-hmac|"
    "ah-md5-hmac|ah-sha-hmac|ah-sha256-hmac|ah-sha384-hmac|ah-sha512-hmac}+"
)
GROUPS = ("1", "2", "5", "14", "15", "16", "19", "20", "21", "24")
_TRUSTPOINT = Requires("crypto pki trustpoint {name}", "% No such trustpoint {name}")

ROWS = (
    Row(
        f"crypto ipsec transform-set <name> {ESP}",
        570,
        key="crypto ipsec transform-set {name}",
        enters="cfg-crypto-trans",
        trailing=True,
        effect="transform_set",
        in_use=(
            InUse(
                "crypto ipsec profile",
                "set transform-set {name}",
                "% Transform-set {name} is in use.",
                "in_use_refused",
            ),
        ),
    ),
    Row(
        "crypto ipsec profile <name>",
        580,
        key="crypto ipsec profile {name}",
        enters="ipsec-profile",
        in_use=(
            InUse(
                "interface",
                "tunnel protection ipsec profile {name}",
                "% Profile {name} is in use.",
                "in_use_refused",
            ),
        ),
    ),
    Row("crypto ipsec <line>", 569, key="*"),
    Row(
        "crypto engine compliance shield disable",
        440,
        effect="compliance_shield",
        exists=Behaviour.SHIELD_COMMAND,
    ),
    Row(
        "crypto ssl proposal <name>",
        590,
        key="crypto ssl proposal {name}",
        enters="config-crypto-ssl-proposal",
    ),
    Row(
        "crypto ssl authorization policy <name>",
        591,
        key="crypto ssl authorization policy {name}",
        enters="config-crypto-ssl-auth-policy",
    ),
    Row(
        "crypto ssl policy <name>",
        592,
        key="crypto ssl policy {name}",
        enters="config-crypto-ssl-policy",
        effect="ssl_policy",
    ),
    Row(
        "crypto ssl profile <name>", 593, key="crypto ssl profile {name}", enters="config-crypto-ssl-profile"
    ),
    Row("mode {tunnel|transport [require]}", 10, mode="cfg-crypto-trans"),
    Row("description <line>", 5, mode="ipsec-profile"),
    Row(
        "set security-association lifetime {days|kilobytes|seconds} <value>", 8, mode="ipsec-profile", key="*"
    ),
    Row("set security-association <line>", 9, mode="ipsec-profile", key="*"),
    Row("set transform-set {<name>}+", 10, mode="ipsec-profile", trailing=True, effect="set_transform"),
    Row(
        f"set pfs {{group{'|group'.join(GROUPS)}}} [pqc {{mlkem512|mlkem768|mlkem1024}}+]",
        12,
        mode="ipsec-profile",
    ),
    Row("set reverse-route [<line>]", 14, mode="ipsec-profile", key="*"),
    Row("set ikev2-profile <name>", 20, mode="ipsec-profile"),
    Row("set isakmp-profile <name>", 20, mode="ipsec-profile"),
    Row("responder-only", 30, mode="ipsec-profile"),
    Row("ssl proposal <name>", 10, mode="config-crypto-ssl-policy"),
    Row("pki trustpoint <name> sign", 20, mode="config-crypto-ssl-policy", requires=(_TRUSTPOINT,)),
    Row(
        "ip address local <address:ip> [vrf <vrf>] [port <port:1-65535>]", 30, mode="config-crypto-ssl-policy"
    ),
    Row("ip interface local <iface> [vrf <vrf>] [port <port:1-65535>]", 31, mode="config-crypto-ssl-policy"),
    Row("shutdown", 40, mode="config-crypto-ssl-policy", shows=Shows.BOTH),
    Row("match policy <name>", 10, mode="config-crypto-ssl-profile", key="*"),
    Row("match url <url>", 12, mode="config-crypto-ssl-profile", key="*"),
    Row("shutdown", 90, mode="config-crypto-ssl-profile", shows=Shows.BOTH),
)
