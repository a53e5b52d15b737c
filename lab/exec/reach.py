"""Going elsewhere from a router: ``ping``, ``traceroute``, ``telnet``, ``ssh``. Beyond it there is nothing."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lab.dialogue import Ask, ExecCommand, NoSuchInterfaceError
from lab.exec.routing import routes
from lab.exec.shows import address_of, state

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

UNKNOWN_HOST = "% Unrecognized host or address, or protocol not running.\n"
BAD_INTERFACE = "% Invalid source interface - IP not enabled or interface is down\n"
BAD_ADDRESS = "% Invalid source address- IP address not on any of our up interfaces\n"
ESCAPE = "Type escape sequence to abort.\n"
# What a ping without a target asks after it, and the word that says the same in a line.
ASKED = (
    ("repeat", "Repeat count [5]: "),
    ("size", "Datagram size [100]: "),
    ("timeout", "Timeout in seconds [2]: "),
)
EXTENDED = ("Extended commands [n]: ", "Sweep range of sizes [n]: ")
HOPS = 30


def ping(router: Router, _session: Session, args: str) -> Dialogue:
    """``ping A.B.C.D``: own addresses and VPN clients answer; without an address it asks for all."""
    words = args.split()
    if not words:
        yield Ask("Protocol [ip]: ")
        words = [(yield Ask("Target IP address: ")).strip()]
        for word, question in ASKED:
            answer = (yield Ask(question)).strip()
            words += [word, answer] if answer.isdigit() else []
        for question in EXTENDED:
            yield Ask(question)
    target = _address(router, words)
    if target is None:
        yield UNKNOWN_HOST
        return
    count, size, seconds = (
        _number(words, "repeat", 5),
        _number(words, "size", 100),
        _number(words, "timeout", 2),
    )
    sender = _sender(router, words) if _source(words) else ""
    if sender is None:
        yield BAD_ADDRESS if _source(words)[:1].isdigit() else BAD_INTERFACE
        return
    yield f"{ESCAPE}Sending {count}, {size}-byte ICMP Echos to {target}, timeout is {seconds} seconds:\n"
    if sender:
        yield f"Packet sent with a source address of {sender} \n"
    if "df-bit" in words:
        yield "Packet sent with the DF bit set\n"
    marks = ("!" if _answers(router, target) else ".") * count
    yield "".join(marks[start : start + 70] + "\n" for start in range(0, count, 70))
    if "!" in marks:
        yield f"Success rate is 100 percent ({count}/{count}), round-trip min/avg/max = 1/1/1 ms\n"
    else:
        yield f"Success rate is 0 percent (0/{count})\n"


def traceroute(router: Router, _session: Session, args: str) -> Dialogue:
    """``traceroute A.B.C.D``."""
    target = _address(router, args.split())
    if target is None:
        yield UNKNOWN_HOST
        return
    yield f"{ESCAPE}Tracing the route to {target}\nVRF info: (vrf in name/id, vrf out name/id)\n"
    if _answers(router, target):
        yield f"  1 {target} 1 msec *  1 msec\n"
    else:
        yield "".join(f"{hop:3}  *  *  * \n" for hop in range(1, HOPS + 1))


def connect(router: Router, _session: Session, args: str) -> Dialogue:
    """``telnet`` and ``ssh`` to somewhere else: nobody is there."""
    words = [word for word in args.split() if not word.startswith("-")]
    target = _address(router, words[-1:])
    if target is None:
        yield UNKNOWN_HOST
    else:
        yield f"Trying {target} ... \n% Destination unreachable; gateway or host down\n\n"


def connections(_router: Router, _session: Session, _args: str) -> Dialogue:
    """``where``, ``resume`` and ``show sessions``: the connections that this session opened."""
    yield "% No connections open\n"


def _number(words: list[str], name: str, default: int) -> int:
    return int(words[words.index(name) + 1]) if name in words[:-1] else default


def _source(words: list[str]) -> str:
    return words[words.index("source") + 1] if "source" in words[:-1] else ""


def _sender(router: Router, words: list[str]) -> str | None:
    """The address that a ping goes out from, ``None`` where its source has none that is up."""
    source = _source(words)
    if source[:1].isdigit():
        own = (r.network for r in routes(router) if r.code in "CL" and r.network.prefixlen == 32)
        return source if any(str(network[0]) == source for network in own) else None
    node = router.running.child(f"interface {source}")
    if node is None:
        raise NoSuchInterfaceError(words.index(source))
    address = address_of(router, node)
    return address if address != "unassigned" and state(node)[0] == "up" else None


def _address(router: Router, words: list[str]) -> ipaddress.IPv4Address | None:
    given = [word for word in words if word != "ip"][:1]
    if not given:
        return None
    host = router.running.child(f"ip host {given[0]}")
    known = host.text.split()[3] if host is not None else given[0]
    try:
        return ipaddress.IPv4Address(known)
    except ValueError:
        return None


def _answers(router: Router, target: ipaddress.IPv4Address) -> bool:
    own = (r.network for r in routes(router) if r.code != "S" or "Virtual-Access" in r.way)
    return any(network.prefixlen == 32 and target in network for network in own)


_TARGET = (
    "[ip] <target> "
    "[{repeat <count:1-2147483647>|size <bytes:36-18024>|timeout <seconds:0-3600>|source {<iface>|<from:ip>}|df-bit}+]"
)
COMMANDS = (
    ExecCommand("ping", ping, 1, "Send echo messages", ""),
    ExecCommand("ping", ping, 1, "Send echo messages", _TARGET),
    ExecCommand("traceroute", traceroute, 1, "Trace route to destination", "[ip] <target> [<line>]"),
    ExecCommand("telnet", connect, 1, "Open a telnet connection", "<target> [<port>] [<line>]"),
    ExecCommand("ssh", connect, 1, "Open a secure shell client connection", "<line>"),
    ExecCommand("where", connections, 1, "List active connections", ""),
    ExecCommand("resume", connections, 1, "Resume an active network connection", "[<number>]"),
    ExecCommand("show sessions", connections, 1, "Information about Telnet connections", ""),
)
