"""`no crypto pki trustpoint` and `no crypto pki certificate chain` (docs/iosxe.md section 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.dialogue import IncompleteCommandError
from lab.pki.asking import yes_no

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

_WARNING = (
    "% Removing an enrolled trustpoint will destroy all certificates\n"
    " received from the related Certificate Authority.\n\n"
)
_SURE = "Are you sure you want to do this? [yes/no]: "


def remove_trustpoint(router: Router, _session: Session, args: str) -> Dialogue:
    """Takes certificates and configuration; the key pair stays until it is zeroized."""
    name = _one_word(args)
    nodes = router.running.find(f"crypto pki trustpoint {name}")
    if not nodes:
        yield f"% Can't find policy {name}\n\n"
        return
    if router.quirks.trustpoint_in_use_refused and _users(router, name):
        yield f"% Trustpoint '{name}' is in use.\n"
        return
    enrolled = bool(router.pki.certificates(name))
    if enrolled:
        yield _WARNING
        if not (yield from yes_no(_SURE)):
            return
    router.pki.remove_trustpoint(name)
    for node in (*nodes, *router.running.find(f"crypto pki certificate chain {name}")):
        router.running.drop(node.key)
    if enrolled:
        yield "% Be sure to ask the CA administrator to revoke your certificates.\n\n"


def remove_chain(router: Router, _session: Session, args: str) -> Dialogue:
    """`no crypto pki certificate chain NAME`: certificates only, the trustpoint stays."""
    name = _one_word(args)
    if not router.pki.certificates(name):
        yield f"% Can't find policy {name}\n\n"
        return
    yield f"This will remove all certificates for trustpoint {name}\n"
    if (yield from yes_no(_SURE)):
        router.pki.remove_trustpoint(name)


def _users(router: Router, name: str) -> bool:
    blocks = (*router.running.find("crypto ikev2 profile"), *router.running.find("crypto ssl policy"))
    return any(child.text.split()[:3] == ["pki", "trustpoint", name] for b in blocks for child in b.children)


def _one_word(args: str) -> str:
    words = args.split()
    if not words:
        raise IncompleteCommandError
    return words[0]
