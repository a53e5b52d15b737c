"""Configuration grammar: one row per form of a line, compiled once for all routers."""

from __future__ import annotations

import functools

from lab.grammar import access, address, ikev2, interface, ipsec, pki, plausible, system
from lab.grammar.row import InUse, Mode, Requires, Row, Shows
from lab.program import Program
from lab.syntax import Grammar

MODES = {
    mode.name: mode
    for mode in (
        Mode("config", "config"),
        Mode("config-if", "config-if"),
        Mode("config-line", "config-line"),
        Mode("config-archive", "config-archive"),
        Mode("config-archive-log-cfg", "config-archive-log-cfg"),
        Mode("config-attr-list", "config-attr-list"),
        Mode("config-sg", "config-sg", opaque=True),
        Mode("config-vrf", "config-vrf", opaque=True),
        Mode("config-red", "config-red", opaque=True),
        Mode("config-cp", "config-cp", opaque=True),
        Mode("config-router", "config-router", opaque=True),
        Mode("config-applet", "config-applet", opaque=True),
        Mode("config-isakmp", "config-isakmp", opaque=True),
        Mode("conf-ssh-pubkey", "conf-ssh-pubkey"),
        Mode("conf-ssh-pubkey-user", "conf-ssh-pubkey-user"),
        Mode("conf-ssh-pubkey-data", "conf-ssh-pubkey-data", opaque=True),
        Mode("ca-trustpoint", "ca-trustpoint"),
        Mode("ca-certificate-map", "ca-certificate-map", opaque=True),
        Mode("config-cert-chain", "config-cert-chain"),
        Mode("config-ikev2-author-policy", "config-ikev2-author-policy"),
        Mode("config-ikev2-proposal", "config-ikev2-proposal"),
        Mode("config-ikev2-policy", "config-ikev2-policy"),
        Mode("config-ikev2-keyring", "config-ikev2-keyring"),
        Mode("config-ikev2-keyring-peer", "config-ikev2-keyring-peer", opaque=True),
        Mode("config-ikev2-profile", "config-ikev2-profile"),
        Mode("config-ikev2-cluster", "config-ikev2-cluster"),
        Mode("cfg-crypto-trans", "cfg-crypto-trans"),
        Mode("ipsec-profile", "ipsec-profile"),
        Mode("config-crypto-ssl-proposal", "config-crypto-ssl-proposal", opaque=True),
        Mode("config-crypto-ssl-auth-policy", "config-crypto-ssl-auth-policy", opaque=True),
        Mode("config-crypto-ssl-policy", "config-crypto-ssl-policy"),
        Mode("config-crypto-ssl-profile", "config-crypto-ssl-profile", opaque=True),
        Mode("config-std-nacl", "config-std-nacl"),
        Mode("config-ext-nacl", "config-ext-nacl"),
        Mode(plausible.OPAQUE, "config", opaque=True),
    )
}

ROWS: tuple[Row, ...] = (
    *system.ROWS,
    *access.ROWS,
    *pki.ROWS,
    *ikev2.ROWS,
    *ipsec.ROWS,
    *interface.ROWS,
    *address.ROWS,
)


@functools.cache
def programs(mode: str) -> tuple[Program[Row], ...]:
    """Every row of a mode, compiled."""
    return tuple(Program(row, row.syntax) for row in ROWS if row.mode == mode)


@functools.cache
def leading_keywords(row: Row) -> int:
    """How many keywords stand before the first argument of a row."""
    return Program(row, row.syntax).leading


__all__ = [
    "MODES",
    "ROWS",
    "Grammar",
    "InUse",
    "Mode",
    "Program",
    "Requires",
    "Row",
    "Shows",
    "leading_keywords",
    "plausible",
    "programs",
]
