"""`show crypto ikev2 proposal|policy|profile|authorization policy`: objects as the router holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.releases import Behaviour
from lab.vpn.ike import GROUP_NAMES, INTEGRITY_NAMES, Proposal, configured_proposals, smart_default
from lab.vpn.settings import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node


def show_proposal(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ikev2 proposal [NAME]`, the smart default first."""
    wanted = args.strip()
    own = configured_proposals(router)
    default = () if any(p.name == "default" for p in own) else (smart_default(router),)
    for proposal in (*default, *own):
        if wanted in ("", proposal.name):
            yield "\n".join(_proposal(proposal)) + "\n"


def _proposal(proposal: Proposal) -> Iterator[str]:
    hashes = [INTEGRITY_NAMES[name] for name in proposal.integrity] or ["none"]
    prf = [name.upper() for name in proposal.prf or proposal.integrity]
    yield f" IKEv2 proposal: {proposal.name}"
    yield f"     Encryption : {' '.join(e.upper() for e in proposal.encryption)}"
    yield f"     Integrity  : {' '.join(hashes)}"
    yield f"     PRF        : {' '.join(prf)}"
    yield f"     DH Group   : {' '.join(GROUP_NAMES[g] for g in proposal.groups)}"


def show_policy(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ikev2 policy [NAME]`."""
    wanted = args.strip()
    nodes = router.running.find("crypto ikev2 policy")
    if wanted in ("", "default") and not any(name_of(n) == "default" for n in nodes):
        yield (
            " IKEv2 policy : default\n      Match fvrf : any\n      Match address local : any \n"
            "      Proposal    : default \n"
        )
    for node in nodes:
        if wanted in ("", name_of(node)):
            yield f" IKEv2 policy : {name_of(node)}\n"
            yield f"      Match fvrf  : {node.value('match fvrf') or 'global'}\n"
            yield f"      Match address local : {node.value('match address local') or 'any'} \n"
            for proposal in node.find("proposal"):
                yield f"      Proposal    : {proposal.text.split()[1]} \n"


def show_authorization_policy(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ikev2 authorization policy [NAME]` (no recording exists: docs/iosxe.md section 4)."""
    wanted = args.strip()
    nodes = router.running.find("crypto ikev2 authorization policy")
    if wanted in ("", "default") and not any(name_of(n) == "default" for n in nodes):
        yield "IKEv2 Authorization Policy : default\n route set interface\n route accept any tag : 1 distance : 1\n\n"
    for node in nodes:
        if wanted in ("", name_of(node)):
            lines = [f" {child.text}" for child in node.children]
            yield "\n".join([f"IKEv2 Authorization Policy : {name_of(node)}", *lines]) + "\n\n"


def show_profile(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto ikev2 profile [NAME]` (recording of a CSR)."""
    wanted = args.strip()
    for node in router.running.find("crypto ikev2 profile"):
        if wanted in ("", name_of(node)):
            yield "\n".join(_profile(router, node)) + "\n\n"


def _profile(router: Router, node: Node) -> Iterator[str]:
    yield f"IKEv2 profile: {name_of(node)}"
    if router.does(Behaviour.PROFILE_SHUTDOWN_SHOWN):
        yield f" Shutdown : {'Yes' if node.has('shutdown') else 'No'}"
    live = sum(1 for s in router.vpn.sessions if s.profile == name_of(node))
    yield f" Ref Count: {4 + live}"
    yield " Match criteria: "
    yield f"  Fvrf: {node.value('match fvrf') or 'global'}"
    yield "  Local address/interface: none"
    identities = node.find("match identity remote")
    yield "  Identities: " + ("" if identities else "none")
    yield from (f"   {child.text.removeprefix('match identity remote ')}" for child in identities)
    yield "  Certificate maps: none"
    yield f" Local identity: {node.value('identity local') or 'none'}"
    yield " Remote identity: none"
    yield f" Local authentication method: {node.value('authentication local') or 'none'}"
    remote = [c.text.split()[2] for c in node.find("authentication remote")]
    yield f" Remote authentication method(s): {', '.join(remote) or 'none'}"
    yield " EAP options: none"
    yield f" Keyring: {node.value('keyring local') or 'none'}"
    trustpoints = [c.text.split()[2] for c in node.find("pki trustpoint")]
    yield f" Trustpoint(s): {', '.join(trustpoints) or 'none'}"
    yield f" Lifetime: {node.value('lifetime') or '86400'} seconds"
    yield f" DPD: {_dpd(node.value('dpd'))}"
    yield " NAT-keepalive: disabled"
    yield f" Ivrf: {node.value('ivrf') or 'none'}"
    yield f" Virtual-template: {(node.value('virtual-template') or 'none').split()[0]}"
    yield f" mode auto: {'enabled' if (node.value('virtual-template') or '').endswith('auto') else 'none'}"
    yield f" AAA AnyConnect EAP authentication mlist: {node.value('aaa authentication anyconnect-eap') or 'none'}"
    yield f" AAA EAP authentication mlist: {node.value('aaa authentication eap') or 'none'}"
    yield " AAA authentication mlist: none"
    yield " AAA Accounting: none"
    yield f" AAA group authorization: {_authorization(node, 'aaa authorization group')}"
    yield f" AAA user authorization: {_authorization(node, 'aaa authorization user')}"


def _dpd(value: str | None) -> str:
    if not value:
        return "disabled"
    interval, retry, mode = value.split()
    return f"interval {interval}, retry-interval {retry}, {mode}"


def _authorization(node: Node, prefix: str) -> str:
    found = node.find(prefix)
    return ", ".join(child.text.removeprefix(prefix).strip() for child in found) or "none"
