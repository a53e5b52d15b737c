"""``debug``, ``undebug all`` and ``show debugging``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.debugging import FLAGS
from lab.dialogue import Ask, ExecCommand

if TYPE_CHECKING:
    from lab.dialogue import Dialogue, Handler
    from lab.router import Router
    from lab.session import Session

HEAD = """IOSXE Conditional Debug Configs:

Conditional Debug Global State: Stop


IOSXE Packet Tracing Configs:


"""
GROUPS = (
    ("General OS", "aaa"),
    ("Generic IP", "ip"),
    ("IKEV2", "crypto ikev2"),
    ("Cryptographic Subsystem", ("crypto isakmp", "crypto ipsec")),
    ("PKI", "crypto pki"),
)


def turn_on(flag: str) -> Handler:
    """The handler of one debug."""

    def debug(router: Router, _session: Session, _args: str) -> Dialogue:
        router.debugging.on.add(flag)
        yield f"{FLAGS[flag]}\n"

    return debug


def turn_off(flag: str) -> Handler:
    """The handler of one debug's negation."""

    def undebug(router: Router, _session: Session, _args: str) -> Dialogue:
        router.debugging.on.discard(flag)
        yield f"{FLAGS[flag].removesuffix('on')}off\n"

    return undebug


def debug_all(router: Router, _session: Session, _args: str) -> Dialogue:
    """``debug all`` may stop a router; it asks first."""
    answer = yield Ask("This may severely impact network performance. Continue? (yes/[no]): ")
    if "yes".startswith(answer.strip().lower() or "no"):
        router.debugging.on.update(FLAGS)
        yield "All possible debugging has been turned on\n"


def undebug_all(router: Router, _session: Session, _args: str) -> Dialogue:
    """``undebug all``: every debug off, whoever turned it on."""
    router.debugging.clear()
    yield "All possible debugging has been turned off\n"


def condition_peer(router: Router, _session: Session, args: str) -> Dialogue:
    """``debug crypto condition peer ipv4 A`` or ``peer username U``."""
    kind, value = args.split(None, 1)
    (router.debugging.peers if kind == "ipv4" else router.debugging.users).add(value)
    yield ""


def condition_unmatched(router: Router, _session: Session, _args: str) -> Dialogue:
    """Messages that cannot be matched yet are shown as well."""
    router.debugging.unmatched = True
    yield ""


def condition_reset(router: Router, _session: Session, _args: str) -> Dialogue:
    """``debug crypto condition reset``."""
    router.debugging.reset_conditions()
    yield ""


def show_debugging(router: Router, _session: Session, _args: str) -> Dialogue:
    """What is on, in groups (form REAL for IOS-XE's head, INF for the group of IKEv2)."""
    yield HEAD + "Packet Infra debugs:\n\n"
    yield f"{'Ip Address':<57}Port\n{'-' * 54}|----------\n\n"
    for title, prefix in GROUPS:
        here = [FLAGS[flag] for flag in FLAGS if flag in router.debugging.on and flag.startswith(prefix)]
        if here:
            yield f"{title}:\n" + "".join(f"  {line}\n" for line in here)


def show_conditions(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show crypto debug-condition`` (form INF)."""
    debugging = router.debugging
    if not debugging.peers and not debugging.users:
        yield "Crypto conditional debug currently is turned OFF\n"
        return
    yield "Crypto conditional debug currently is turned ON\n"
    unmatched = "ON" if debugging.unmatched else "OFF"
    yield f"IKE debug context unmatched flag:     {unmatched}\n"
    yield "".join(f"IKE peer IP address filters:\n{peer}\n" for peer in sorted(debugging.peers))
    yield "".join(f"IKE peer username filters:\n{user}\n" for user in sorted(debugging.users))


COMMANDS = (
    *(ExecCommand(f"debug {flag}", turn_on(flag), 15, "", "") for flag in FLAGS),
    *(ExecCommand(f"undebug {flag}", turn_off(flag), 15, "", "") for flag in FLAGS),
    *(ExecCommand(f"no debug {flag}", turn_off(flag), 15, "", "") for flag in FLAGS),
    ExecCommand("debug all", debug_all, 15, "Enable all debugging", ""),
    ExecCommand("undebug all", undebug_all, 15, "Disable all debugging", ""),
    ExecCommand("no debug all", undebug_all, 15, "Disable all debugging", ""),
    ExecCommand("debug crypto condition peer", condition_peer, 15, "", "{ipv4 <address:ip>|username <name>}"),
    ExecCommand(
        "debug crypto condition unmatched", condition_unmatched, 15, "", "[{ikev2|ipsec|isakmp|engine}]"
    ),
    ExecCommand("debug crypto condition reset", condition_reset, 15, "", ""),
    ExecCommand("show debugging", show_debugging, 15, "State of each debugging option", ""),
    ExecCommand("show crypto debug-condition", show_conditions, 15, "", ""),
)
