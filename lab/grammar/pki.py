"""Rows for trustpoints and certificate chains."""

from __future__ import annotations

from lab.grammar.row import Row

ROWS = (
    Row(
        "crypto pki trustpoint <name>",
        300,
        key="crypto pki trustpoint {name}",
        enters="ca-trustpoint",
        effect="trustpoint",
    ),
    Row(
        "crypto pki certificate chain <name>",
        310,
        key="crypto pki certificate chain {name}",
        enters="config-cert-chain",
        effect="chain",
    ),
    Row("crypto pki certificate map <name> <sequence:1-65535>", 320, key="*", enters="ca-certificate-map"),
    Row(
        "certificate [{ca|self-signed}] <serial:hex> [<file>]",
        10,
        mode="config-cert-chain",
        key="*",
        effect="chain_certificate",
    ),
    Row(
        "enrollment {pkcs12|selfsigned|terminal [pem]|url <url>|mode <mode>|profile <profile>}",
        10,
        mode="ca-trustpoint",
    ),
    Row("enrollment retry <line>", 12, mode="ca-trustpoint", key="*"),
    Row("serial-number [none]", 14, mode="ca-trustpoint"),
    Row("fqdn {none|<name>}", 16, mode="ca-trustpoint"),
    Row("ip-address {none|<address>}", 18, mode="ca-trustpoint"),
    Row("subject-name <line>", 20, mode="ca-trustpoint"),
    Row("subject-alt-name <line>", 22, mode="ca-trustpoint"),
    Row("usage <line>", 24, mode="ca-trustpoint"),
    Row("chain-validation {stop|continue [<parent>]}", 26, mode="ca-trustpoint"),
    Row("revocation-check {crl|none|ocsp}+", 30, mode="ca-trustpoint", effect="revocation_check"),
    Row("rsakeypair <name> [<size:360-4096>] [<other:360-4096>]", 40, mode="ca-trustpoint"),
    Row("eckeypair <name>", 40, mode="ca-trustpoint"),
    Row("mldsakeypair <name> [<size>]", 40, mode="ca-trustpoint"),
    Row("hash {sha1|sha256|sha384|sha512|md5}", 50, mode="ca-trustpoint"),
    Row("authorization username <line>", 45, mode="ca-trustpoint"),
    Row("storage <line>", 46, mode="ca-trustpoint"),
    Row("password <line>", 15, mode="ca-trustpoint"),
    Row("auto-enroll [<line>]", 47, mode="ca-trustpoint"),
    Row("source interface <iface>", 48, mode="ca-trustpoint"),
    Row("vrf <name>", 49, mode="ca-trustpoint"),
    Row("match certificate <map> [<line>]", 44, mode="ca-trustpoint", key="*"),
)
