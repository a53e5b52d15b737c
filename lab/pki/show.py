"""`show crypto pki certificates [verbose] [NAME]` and `show crypto pki trustpoints [NAME] [status]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from lab.pki.display import Form, certificate_block
from lab.pki.names import dn_lines, fingerprint, serial_hex
from lab.pki.show_more import show_pem
from lab.pki.store import Installed, Role
from lab.releases import Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cryptography import x509

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session
    from lab.tree import Node


def show_certificates(router: Router, _session: Session, args: str) -> Dialogue:
    """Each certificate once, with all trustpoints that hold it."""
    words = args.split()
    if words and len(words[0]) > 1 and "pem".startswith(words[0]):
        yield from show_pem(router, words[1] if len(words) > 1 else "")
        return
    verbose = "verbose"[: len(words[0])] == words[0] if words else False
    if verbose:
        words = words[1:]
    elif len(words) > 1 and "verbose".startswith(words[1]):
        verbose = True
    wanted = words[0] if words else ""
    if wanted and not router.running.has(f"crypto pki trustpoint {wanted}"):
        if not router.quirks.unknown_trustpoint_silent:
            yield f"% Trustpoint {wanted} does not exist\n"
        return
    form = Form(verbose, router.zone, key_storage=router.does(Behaviour.KEY_STORAGE_SHOWN))
    blocks = []
    for entry, holders in _distinct(router):
        if wanted in ("", *holders):
            key = router.pki.key_of(entry.certificate, _key_labels(router, holders))
            label = key.label if key else None
            blocks.append("\n".join(certificate_block(entry, " ".join(holders), label, form)))
    if blocks:
        yield "\n\n".join(blocks) + "\n\n"


def _key_labels(router: Router, trustpoints: Iterable[str]) -> tuple[str, ...]:
    """What `rsakeypair` says below these trustpoints; their own names where it says nothing."""
    nodes = ((name, router.running.get(f"crypto pki trustpoint {name}")) for name in trustpoints)
    return tuple((node.value("rsakeypair") or name).split()[0] for name, node in nodes if node is not None)


def _distinct(router: Router) -> Iterator[tuple[Installed, tuple[str, ...]]]:
    seen: list[tuple[Role, x509.Certificate]] = []
    holders: dict[int, list[str]] = {}
    entries: list[Installed] = []
    for name in reversed(router.pki.trustpoints()):
        for entry in router.pki.certificates(name):
            same = (entry.role, entry.certificate)
            if same not in seen:
                seen.append(same)
                entries.append(entry)
            holders.setdefault(seen.index(same), []).append(name)
    for number, entry in enumerate(entries):
        yield entry, tuple(holders[number])


def show_trustpoints(router: Router, _session: Session, args: str) -> Dialogue:
    """`show crypto pki trustpoints [NAME] [status]`."""
    words = args.split()
    status = bool(words) and "status".startswith(words[-1])
    wanted = words[0] if words and not (status and len(words) == 1) else ""
    blocks = []
    for node in router.running.find("crypto pki trustpoint"):
        name = node.text.split()[-1]
        if wanted in ("", name):
            lines = _status(router, name) if status else _trustpoint(router, node, name)
            blocks.append("\n".join(lines) + "\n")
    if blocks:
        yield "\n\n".join(blocks) + "\n"


def _trustpoint(router: Router, node: Node, name: str) -> Iterator[str]:
    yield f"Trustpoint {name}:"
    ca, identity = router.pki.ca(name), router.pki.identity(name)
    shown = ca or identity
    if shown is None:
        return
    yield "    Subject Name:"
    yield from (f"    {line}" for line in dn_lines(shown.subject))
    yield f"          Serial Number (hex): {serial_hex(shown)}"
    if node.has("enrollment selfsigned"):
        yield "    Persistent self-signed certificate trust point"
        yield f"    Using key label {node.value('rsakeypair') or name}"
    else:
        yield "    Certificate configured."


def _status(router: Router, name: str) -> Iterator[str]:
    yield f"Trustpoint {name}:"
    ca, identity = router.pki.ca(name), router.pki.identity(name)
    if ca is None and any(e.role is Role.SELF_SIGNED for e in router.pki.certificates(name)):
        ca = identity
    if ca is not None:
        yield from _configured("Issuing CA", ca)
    if identity is not None:
        yield from _configured("Router General Purpose", identity)
    key = router.pki.key_of(identity, _key_labels(router, (name,))) if identity else router.pki.keys.get(name)
    exportable = "exportable" if key and key.exportable else "non-exportable"
    yield "  State:"
    yield f"    Keys generated ............. {f'Yes (General Purpose, {exportable})' if key else 'No'}"
    yield f"    Issuing CA authenticated ....... {'Yes' if ca else 'No'}"
    requested = identity is not None or name in router.pki.requests
    yield f"    Certificate request(s) ..... {'Yes' if requested else 'None'}"


def _configured(what: str, certificate: x509.Certificate) -> Iterator[str]:
    yield f"  {what} certificate configured:"
    yield "    Subject Name:"
    yield f"     {','.join(dn_lines(certificate.subject))}"
    yield f"    Fingerprint MD5: {fingerprint(certificate, hashes.MD5())}"  # noqa: S303
    yield f"    Fingerprint SHA1: {fingerprint(certificate, hashes.SHA1())}"  # noqa: S303
