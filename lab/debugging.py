"""Which debugs are on, which peers and users they are about, and where their lines go: the log."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.router import Router

FLAGS = {
    "crypto ikev2": "IKEv2 default debugging is on",
    "crypto ikev2 packet": "IKEv2 packet debugging is on",
    "crypto ikev2 error": "IKEv2 error debugging is on",
    "crypto ikev2 internal": "IKEv2 internal debugging is on",
    "crypto ipsec": "Crypto IPSEC debugging is on",
    "crypto isakmp": "Crypto ISAKMP debugging is on",
    "crypto pki messages": "Crypto PKI Msg debugging is on",
    "crypto pki transactions": "Crypto PKI Trans debugging is on",
    "crypto pki validation": "Crypto PKI Validation Path debugging is on",
    "aaa authentication": "AAA Authentication debugging is on",
    "aaa authorization": "AAA Authorization debugging is on",
    "ip icmp": "ICMP packet debugging is on",
}
"""The debugs of this router, and what it says of each (forms REAL for AAA and ICMP, INF for IKEv2)."""


@dataclasses.dataclass(slots=True)
class Debugging:
    """The debugs of one router. They belong to the router, not to the session that turned them on."""

    on: set[str] = dataclasses.field(default_factory=set)
    peers: set[str] = dataclasses.field(default_factory=set)
    users: set[str] = dataclasses.field(default_factory=set)
    unmatched: bool = False

    def clear(self) -> None:
        """``undebug all``: the conditions stay."""
        self.on.clear()

    def reset_conditions(self) -> None:
        """``debug crypto condition reset``."""
        self.peers.clear()
        self.users.clear()
        self.unmatched = False

    def about(self, peer: str, user: str) -> bool:
        """Tell whether a line about this peer, and this user once he is known, passes the conditions."""
        if not self.peers and not self.users:
            return True
        if peer in self.peers or (user and user in self.users):
            return True
        return self.unmatched and not user


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """What a client's log-in could make debugs say."""

    peer: str
    user: str
    lines: tuple[str, ...]
    packets: tuple[str, ...]
    error: str
    authenticated: bool
    lists: tuple[str, str]
    """The method lists for log-in and for the group, as the IKEv2 profile names them."""


NAMED = "Processing AnyConnect EAP response"
"""The second of these brings the user's name; before it, no condition on a user can match."""


def log_in_attempt(router: Router, attempt: Attempt) -> None:
    """Write into the log what the debugs that are on say of a client's log-in."""
    debugging = router.debugging
    if not debugging.on:
        return
    replies = 0
    for line in attempt.lines:
        replies += NAMED in line
        known = attempt.user if replies > 1 else ""
        if "crypto ikev2" in debugging.on and debugging.about(attempt.peer, known):
            router.trace(line)
        if replies > 1 and NAMED in line and debugging.about(attempt.peer, known):
            _named(router, attempt)
    known = attempt.user if replies > 1 else ""
    if attempt.error and "crypto ikev2 error" in debugging.on and debugging.about(attempt.peer, known):
        router.trace(attempt.error)


def _named(router: Router, attempt: Attempt) -> None:
    on = router.debugging.on
    for packet in attempt.packets if "crypto ikev2 packet" in on else ():
        router.trace(packet)
    if "aaa authentication" in on:
        verdict = "PASS" if attempt.authenticated else "FAIL"
        router.trace(f"AAA/AUTHEN/LOGIN (00000000): Pick method list '{attempt.lists[0]}' - {verdict}")
    if "aaa authorization" in on and attempt.authenticated:
        router.trace(f"AAA/AUTHOR (0x0): Pick method list '{attempt.lists[1]}'")
