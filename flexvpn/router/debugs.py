"""Debugs for a limited time: which are turned on, what turns them off again, and when a router must not be debugged.

The document's Troubleshoot chapter names the debugs. They belong to the router and outlive the session that turned them
on. So an applet of the router's Embedded Event Manager counts down before the first of them is on: at its end it turns
all debugs off and removes itself, whatever has become of this program. The applet is never saved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Address

    from flexvpn.facts.debugs import Debug, Policy
    from flexvpn.facts.processes import Load
    from flexvpn.facts.users import InterfaceUser, LineUser
    from flexvpn.ios.config import Config

APPLET: Final = "headend-undebug"
APPLET_LINE: Final = f"event manager applet {APPLET}"
REMOVAL: Final = f"no {APPLET_LINE}"
DEBUGS: Final = (
    "debug crypto ikev2",
    "debug crypto ikev2 packet",
    "debug crypto ikev2 error",
    "debug aaa authorization",
    "debug aaa authentication",
)
"""Those of the document, in its order."""
UNDEBUG: Final = ("undebug all", "debug crypto condition reset")
MARGIN: Final = 30
"""Seconds that the applet waits longer than we do: it must not turn off what we are about to turn off ourselves."""
BUSY: Final = 60
"""Percent of processor load from which on nothing is debugged: printing the lines takes time that clients then wait."""
_DEBUGGED: Final = (
    "debugs of `headend support` are on: their applet ends them and removes itself, a push ends them sooner"
)
_PART: Final = (
    f"a part of the applet {APPLET} of `headend support --debug`, which was cut off before any debug was on: "
    f"the next one takes it off, as does `{REMOVAL}`"
)
KEPT_CONDITIONS: Final = (
    "`show crypto debug-condition` says whether any is left, which narrows everybody's debugs"
)
_MAX_RUN: Final = 60
_LISTS = re.compile(r"aaa authorization commands (\d+) (\S+) (\S.*)")
_VTY = re.compile(r"line vty (\d+)(?: (\d+))?")


@dataclass(frozen=True, slots=True)
class Condition:
    """Whom the debugs of IKEv2 are about; with neither a peer nor a user, everybody.

    Attributes:
        peer: a client's public address.
        user: a user's name. The router learns it late in a log-in, so messages that belong to no user yet are shown
            too.
    """

    peer: IPv4Address | None = None
    user: str = ""

    def lines(self) -> tuple[str, ...]:
        """What to type before the first debug."""
        by_peer = (f"debug crypto condition peer ipv4 {self.peer}",) if self.peer else ()
        by_user = (
            (f"debug crypto condition peer username {self.user}", "debug crypto condition unmatched ikev2")
            if self.user
            else ()
        )
        return by_peer + by_user

    def __str__(self) -> str:
        """For people."""
        parts = [f"user {self.user}" if self.user else "", f"peer {self.peer}" if self.peer else ""]
        return " or ".join(part for part in parts if part) or "everybody"


def applet(seconds: int) -> tuple[str, ...]:
    """The lines that make the applet; its countdown begins when configuration mode is left."""
    # The condition goes last: should a release ask back, debugs are off and the applet is gone by then.
    commands = ("enable", UNDEBUG[0], "configure terminal", REMOVAL, "end", UNDEBUG[1])
    actions = (f' action {number}.0 cli command "{command}"' for number, command in enumerate(commands, 1))
    return (APPLET_LINE, f" event timer countdown time {seconds} maxrun {_MAX_RUN}", *actions)


def left_behind(config: Config) -> bool:
    """True while running-config holds the applet: debugs may be on, and it will turn them off."""
    return bool(config.starting(APPLET_LINE))


def what_is_left(config: Config) -> str:
    """What the applet in running-config means, in words; empty where there is none.

    Only a whole applet removes itself: a part of one lacks the action that does.
    """
    blocks = config.starting(APPLET_LINE)
    if not blocks:
        return ""
    return _DEBUGGED if any(REMOVAL in child for block in blocks for child in block.children) else _PART


def after_typing(seconds: int) -> str:
    """What is left by a run that was cut off while it typed an applet with a countdown of so many seconds."""
    return (
        f"no debug is on; of the applet {APPLET} a part may stand in running-config, not saved: the next "
        f"`support --debug` takes it off, as does `{REMOVAL}`; if it is whole, it goes by itself within {seconds} s"
    )


def unfinished(router: Router) -> bool:
    """True where only a part of the applet is there: a run was cut off before any debug, and the part would stay."""
    block = router.config.block(APPLET_LINE)
    if block is None or router.policies is None:
        return False
    counts_down = any(policy.name == APPLET and policy.seconds for policy in router.policies)
    return not counts_down or not any(REMOVAL in child for child in block.children)


@dataclass(frozen=True, slots=True)
class Router:
    """What a router is asked before anything on it is debugged.

    Attributes:
        config: running-config.
        load: of its processor.
        debugs: those that are on already.
        policies: registered with the Embedded Event Manager; None where the router has no such manager.
        users: who is on its lines.
    """

    config: Config
    load: Load
    debugs: tuple[Debug, ...]
    policies: tuple[Policy, ...] | None
    users: tuple[LineUser | InterfaceUser, ...]


def reasons_against(router: Router) -> tuple[str, ...]:
    """Every reason not to debug this router now; without one, the debugs are sure to end."""
    reasons: list[str] = []
    if router.policies is None:
        reasons.append(
            "it has no Embedded Event Manager: nothing would turn the debugs off if this program were killed"
        )
    reasons += _blocked(router.config)
    if router.load.worst >= BUSY:
        reasons.append(
            f"its processor is busy ({router.load.five_seconds}% over five seconds, {router.load.minute}% over a "
            f"minute, {router.load.five_minutes}% over five): debugs begin below {BUSY}%"
        )
    if left_behind(router.config) or any(policy.name == APPLET for policy in router.policies or ()):
        reasons.append("another run debugs it, or was killed: it ends by itself, within minutes")
    elif router.debugs:
        names = ", ".join(debug.name for debug in router.debugs)
        reasons.append(f"somebody debugs already, and `undebug all` would end that as well: {names}")
    if (free := _free_lines(router)) is not None and free < 1:
        reasons.append("no terminal line would be free for the applet: all VTYs are in use (`show users`)")
    return tuple(reasons)


def _blocked(config: Config) -> list[str]:
    """The command authorization lists that would refuse the applet's commands, since an applet is no user."""
    named = {
        (words[2], words[3])
        for block in config.starting("line ")
        for child in block.children
        if (words := child.split())[:2] == ["authorization", "commands"] and len(words) == 4  # noqa: PLR2004 - level, list
    }
    reasons = []
    for block in config.starting("aaa authorization commands "):
        match = _LISTS.fullmatch(block.line)
        if match is None:
            continue
        level, name, methods = match.groups()
        if methods.split()[0] != "none" and (name == "default" or (level, name) in named):
            reasons.append(
                f"command authorization would refuse the applet, which is no user: `{block.line.strip()}`"
            )
    return reasons


def _free_lines(router: Router) -> int | None:
    """How many VTYs are free while our own sessions are open; None where running-config shows no VTY lines."""
    total = 0
    for block in router.config.starting("line vty "):
        if vty := _VTY.fullmatch(block.line):
            total += int(vty[2] or vty[1]) - int(vty[1]) + 1
    used = sum(1 for user in router.users if getattr(user, "line", "").startswith("vty"))
    return total - used if total else None


def still_on(debugs: Iterable[Debug]) -> tuple[str, ...]:
    """Which of our own debugs a router still shows."""
    ours = ("ikev2", "aaa")
    return tuple(debug.name for debug in debugs if debug.name.lower().startswith(ours))
