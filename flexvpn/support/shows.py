"""The show commands for a TAC case: those of the document, and what TAC asks for next."""

from __future__ import annotations

from typing import Final

GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "The router",
        (
            "show version",
            "show clock detail",
            "show inventory",
            "show processes cpu sorted",
            "show ip interface brief",
            "show users",
            "dir bootflash:",
            "show logging",
        ),
    ),
    (
        "Configuration",
        (
            "show running-config",
            "show archive",
            "show archive config differences nvram:startup-config system:running-config",
            "show archive log config all",
            "show archive config rollback timer",
        ),
    ),
    (
        "IKEv2 and IPsec",
        (
            "show crypto ikev2 sa detailed",
            "show crypto ikev2 session detailed",
            "show crypto session detail",
            "show crypto ipsec sa",
            "show crypto ikev2 stats",
            "show crypto ikev2 stats ext-service",
            "show crypto ikev2 stats exchange",
            "show crypto ikev2 stats timeout",
            "show crypto ikev2 diagnose error",
            "show crypto ikev2 profile",
            "show crypto ikev2 policy",
            "show crypto ikev2 proposal",
            "show crypto ikev2 authorization policy",
            "show crypto ipsec profile",
            "show crypto ipsec transform-set",
        ),
    ),
    (
        "Certificates",
        (
            "show crypto pki certificates verbose",
            "show crypto pki trustpoints status",
            "show crypto key mypubkey rsa",
        ),
    ),
    (
        "Users, addresses, profile download",
        (
            "show aaa method-lists all",
            "show aaa local user lockout",
            "show ip local pool",
            "show ip access-lists",
            "show crypto ssl policy",
            "show crypto ssl profile",
            "show ip http server status",
        ),
    ),
    (
        "What is being debugged",
        ("show debugging", "show crypto debug-condition", "show event manager policy registered"),
    ),
)
COMMANDS: Final = tuple(command for _, commands in GROUPS for command in commands)
LIVE: Final = "show derived-config interface {}"
"""Run for each live Virtual-Access interface: the lines that it got from its template (the document's Verify)."""


def file_name(command: str) -> str:
    """The name of a command's file: ``show-crypto-session-detail.txt``."""
    words = "".join(letter if letter.isalnum() else "-" for letter in command.lower())
    return "-".join(part for part in words.split("-") if part) + ".txt"
