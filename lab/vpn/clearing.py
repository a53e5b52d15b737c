"""`clear crypto session`, `clear crypto ikev2 sa`, `clear crypto sa`: sessions end, all, some.

See docs/iosxe.md section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.vpn.words import chosen, read_options

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def clear_session(router: Router, _session: Session, args: str) -> Dialogue:
    """`clear crypto session [remote A [port P] | local A | username U]`: all without an argument."""
    options = read_options(args, values=("remote", "local", "port", "username"))
    for session in chosen(router.vpn.sessions, options):
        router.vpn.end(session)
    yield from ()


def clear_ikev2_sa(router: Router, _session: Session, args: str) -> Dialogue:
    """`clear crypto ikev2 sa [remote A | local A] [fast]`."""
    options = read_options(args, flags=("fast",), values=("remote", "local"))
    for session in chosen(router.vpn.sessions, options):
        router.vpn.end(session)
    yield from ()


def clear_sa(router: Router, _session: Session, args: str) -> Dialogue:
    """`clear crypto sa [peer A | counters]`: a remote-access session does not outlive its child SA [INF]."""
    options = read_options(args, flags=("counters",), values=("peer",))
    for session in () if options.flags else chosen(router.vpn.sessions, options):
        router.vpn.end(session)
    yield from ()
