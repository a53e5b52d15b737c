"""Method lists of AAA: whom a router asks, and in which order (docs/iosxe.md section 11.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flexvpn.ios.config import Config

BY_GROUP: Final = "it names a server group, and RADIUS is not in the intent yet"
"""Why a list that asks a server stays: the local database in its place would switch a second factor off."""
_METHODS = 4


def names_group(line: str) -> bool:
    """True for ``aaa SERVICE KIND NAME … group G …``; a list may be called ``group`` itself."""
    return "group" in line.split()[_METHODS:-1]


def authenticates(line: str) -> bool:
    """True for a line that says whom a router asks about a password: a list of log-ins, or what names one."""
    return "aaa authentication " in line


def method_list(config: Config, kind: str, name: str) -> str:
    """The line of a list, ``kind`` as in ``aaa authentication login``; empty where the router has none."""
    return next((block.line for block in config.starting(f"{kind} {name} ")), "")
