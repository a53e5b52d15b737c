"""`show ip local pool`, `show derived-config interface`, `show aaa local user lockout`."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from lab import interfaces
from lab.dialogue import IncompleteCommandError, InvalidInputError
from lab.timestamps import stamp
from lab.vpn.settings import pool_names, pool_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.vpn.state import VpnSession

_HEAD = " Pool                     Begin           End             Free  In use\n"


def show_pool(router: Router, _session: Session, args: str) -> Dialogue:
    """`show ip local pool [NAME]`: one line for each range, the name on the first only."""
    wanted = args.strip()
    names = [n for n in pool_names(router) if wanted in ("", n)]
    if not names:
        if wanted:
            yield f"%Pool {wanted} not found\n"
        return
    used = {int(ipaddress.IPv4Address(s.address)): s for s in router.vpn.sessions}
    yield _HEAD
    for name in names:
        shown = name
        for low, high in pool_ranges(router, name):
            taken = sum(1 for number in used if low <= number <= high)
            begin, end = ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)
            free = high - low + 1 - taken
            yield f" {shown:<24} {begin!s:<15} {end!s:<15} {free:>4} {taken:>7}\n"
            shown = ""
    if wanted:
        yield from _addresses(router, wanted, used)


def _addresses(router: Router, name: str, used: dict[int, VpnSession]) -> Iterator[str]:
    every = [n for low, high in pool_ranges(router, name) for n in range(low, high + 1)]
    yield "Available addresses:\n"
    yield "".join(f"   {ipaddress.IPv4Address(n)}\n" for n in every if n not in used) or "   None\n"
    yield "Inuse addresses:\n"
    taken = [(n, used[n]) for n in every if n in used]
    yield (
        "".join(f"   {ipaddress.IPv4Address(n)!s:<18} Vi{s.access:<12} {s.user}\n" for n, s in taken)
        or "   None\n"
    )


def show_derived_config(router: Router, _session: Session, args: str) -> Dialogue:
    """`show derived-config interface X`: for a Virtual-Access what its template gave it (the document)."""
    if not args.strip():
        raise IncompleteCommandError
    name = interfaces.canonical(args.strip())
    lines = _virtual_access(router, name) if name else None
    if lines is None:
        node = router.running.child(f"interface {name}") if name else None
        if node is None:
            raise InvalidInputError(0)
        lines = [node.text, *(f" {child.text}" for child in node.children)]
    body = "\n".join(["!", *lines, "end"]) + "\n"
    yield f"Building configuration...\n\nDerived configuration : {len(body)} bytes\n{body}\n"


def _virtual_access(router: Router, name: str) -> list[str] | None:
    session = next((s for s in router.vpn.sessions if s.interface == name), None)
    template = router.running.child(f"interface Virtual-Template{session.template}") if session else None
    if session is None or template is None:
        return None
    own = [c.text for c in template.children]
    if not any(line.startswith("tunnel source") for line in own):
        own.append(f"tunnel source {session.local}")
    own.append(f"tunnel destination {session.peer}")
    own.sort(key=_position)
    return [
        f"interface {session.interface}",
        *(f" {line}" for line in own),
        " no tunnel protection ipsec initiate",
    ]


def _position(line: str) -> int:
    order = ("tunnel source", "tunnel mode", "tunnel destination", "tunnel protection")
    return next((1 + n for n, prefix in enumerate(order) if line.startswith(prefix)), 0)


def show_lockout(router: Router, _session: Session, _args: str) -> Dialogue:
    """`show aaa local user lockout`: the command reference's form; nothing where nobody is locked out."""
    locked = router.accounts.locked
    if not locked:
        return
    yield f"{'':8}{'Local-user':<28}Lock time\n"
    for user, moment in locked.items():
        yield f"{'':8}{user:<28}{stamp(router.local(moment))}\n"
    yield "\n"


def clear_lockout(router: Router, session: Session, args: str) -> Dialogue:
    """`clear aaa local user lockout {username X | all}`."""
    _, _, named = args.partition(" ")
    for user in (named,) if named else tuple(router.accounts.locked):
        if user in router.accounts.locked:
            router.accounts.forget(user)
            router.note("AAA-5-USER_UNLOCKED", f"User {user} unlocked by {session.user or 'console'}")
    yield from ()
