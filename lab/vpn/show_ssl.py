"""`show crypto ssl policy|profile|session` (no recording of these forms exists: all [INF])."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.vpn.settings import name_of
from lab.vpn.tunnel import download_refusal

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def show_policy(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ssl policy [NAME]`."""
    for node in router.running.find("crypto ssl policy"):
        if args.strip() not in ("", name_of(node)):
            continue
        words = (node.value("ip address local") or "").split()
        port = words[words.index("port") + 1] if "port" in words else "443"
        up = node.has("no shutdown") and download_refusal(router) is None
        yield f"SSL Policy: {name_of(node)}\n"
        yield f"  Status : {'ACTIVE' if up else 'INACTIVE'}\n"
        yield f"  Proposal : {node.value('ssl proposal') or 'none'}\n"
        if words:
            yield f"  IP Address : {words[0]}\n  Port : {port}\n"
        yield "  fvrf : 0\n"
        trustpoint = (node.value("pki trustpoint") or "none").split()[0]
        yield f"  Trust Point : {trustpoint}\n  Redundancy : none\n\n"


def show_profile(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ssl profile [NAME]`."""
    for node in router.running.find("crypto ssl profile"):
        if args.strip() not in ("", name_of(node)):
            continue
        yield f"SSL Profile: {name_of(node)}\n"
        yield f"  Status : {'INACTIVE' if node.has('shutdown') else 'ACTIVE'}\n"
        yield "  Match Criteria:\n"
        for child in node.find("match policy"):
            yield f"    Policy : {child.text.split()[2]}\n"
        yield "  AAA accounting List : none\n  AAA accounting User List : none\n"
        yield "  Virtual Template : none\n\n"


def show_session(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ssl session [user U] [profile P]`: a profile download leaves no session behind."""
    del router, args
    yield "SSL profile name: none\nClient_Login_Name  Client_IP_Address  No_of_Connections  Created  Last_Used\n"
