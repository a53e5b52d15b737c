"""Arguments of the VPN's commands: keywords that may be abbreviated, and values behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.dialogue import IncompleteCommandError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.vpn.state import VpnSession


@dataclass(frozen=True, slots=True)
class Options:
    """Flags that were given and values by keyword."""

    flags: frozenset[str]
    values: Mapping[str, str]


def read_options(args: str, *, flags: tuple[str, ...] = (), values: tuple[str, ...] = ()) -> Options:
    """Read `detail remote 192.0.2.100 port 50899` in any order.

    Raises:
        InvalidInputError: an unknown word. IncompleteCommandError: a keyword without its value.
    """
    words = args.split()
    given: set[str] = set()
    found: dict[str, str] = {}
    position = 0
    while position < len(words):
        word = words[position].lower()
        keyword = next((k for k in (*flags, *values) if k.startswith(word)), None)
        if keyword is None:
            raise InvalidInputError(position)
        if keyword in flags:
            given.add(keyword)
            position += 1
            continue
        if position + 1 >= len(words):
            raise IncompleteCommandError
        found[keyword] = words[position + 1]
        position += 2
    return Options(frozenset(given), found)


def chosen(sessions: tuple[VpnSession, ...], options: Options) -> tuple[VpnSession, ...]:
    """The sessions that the options name; all where they name none."""
    values = options.values
    return tuple(
        s
        for s in sessions
        if values.get("remote", values.get("peer", s.peer)) == s.peer
        and values.get("local", s.local) == s.local
        and values.get("port", str(s.port)) == str(s.port)
        and values.get("username", s.user) == s.user
    )
