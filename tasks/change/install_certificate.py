"""A certificate that an authority made of the router's own request, put beside its key and proved like an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from flexvpn.base.errors import ImportFailed
from flexvpn.certificates.chain import public_der
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.facts import keys
from flexvpn.ios.dialogues import paste
from flexvpn.router.enrolment import authority_lines, noted, waiting
from flexvpn.router.generations import generations_of
from flexvpn.router.inspection import KEYS
from flexvpn.router.record import RECORD_FILE
from tasks.change.configure import configure, configuring
from tasks.change.finish_push import save
from tasks.change.import_pkcs12 import installed
from tasks.change.put_file import put_file
from tasks.change.request_certificate import authenticate, enrol, resumable
from tasks.read.inspect_headend import inspect_headend
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flexvpn.certificates.pkcs12 import Identity
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend
    from tasks.session.link import Link

_ASK = "`headend certificate request` makes a key and its request"


@dataclass(frozen=True, slots=True)
class InstalledCertificate:
    """Where it is now, and whether it had been there before."""

    label: str
    sha1: str
    changed: bool


def install_certificate(
    link: Link, headend: Headend, identity: Identity, *, now: Callable[[], datetime], version: str
) -> InstalledCertificate:
    """Install a certificate and its chain under the label of its key; nothing that is live changes.

    Args:
        link: an open session.
        headend: the intent.
        identity: the certificate and what is above it; no key.
        now: the clock.
        version: of this program, for the record.

    Raises:
        ImportFailed: no key on the router belongs to it, or the router does not show all of it afterwards.
        CommandRefused: the router does not take an authority.
    """
    observation = inspect_headend(link).observation
    label = _label_of(link, headend.trustpoint.name, observation, identity)
    sha1 = Fingerprints.of(identity.certificate).sha1
    changed = bool(installed(link, label, sha1, identity))
    with resumable():
        above = _install(link, label, identity) if changed else ()
        in_use = any(
            one.label == label and one.used_by for one in generations_of(headend.trustpoint.name, observation)
        )
        if changed or not in_use:
            # One that is there already may be the work of a run that was cut off before it saved.
            save(link)
        record = noted(
            observation.record,
            requested=() if in_use else (label,),
            labels=(label, *above),
            version=version,
            now=now(),
        )
        if record != observation.record:
            put_file(link, RECORD_FILE, record.to_bytes(), free_bytes=observation.free_bytes)
    return InstalledCertificate(label, sha1, changed)


def _install(link: Link, label: str, identity: Identity) -> tuple[str, ...]:
    """The chain, then the certificate, proved; the labels of the authorities above."""
    above = _authorities(link, label, identity)
    sha1 = Fingerprints.of(identity.certificate).sha1
    reply = _paste(link, label, identity)
    missing = installed(link, label, sha1, identity)
    if missing and "request is pending" in reply:
        # A router that was reloaded may have forgotten what it asked for; its key has not changed.
        enrol(link, label)
        reply = _paste(link, label, identity)
        missing = installed(link, label, sha1, identity)
    if missing:
        said = "\n".join(line for line in reply.splitlines() if line.startswith("%"))
        raise ImportFailed(link.headend, f"install {label}", "; ".join(missing), reply=said)
    return above


def _label_of(link: Link, name: str, observation: Observation, identity: Identity) -> str:
    """The label whose key the certificate was made for."""
    ours = {one.label for one in generations_of(name, observation)}
    wanted = public_der(identity.certificate).hex()
    pairs = keys.read(show(link, KEYS), headend=link.headend).records
    label = next((key.name for key in pairs if key.name in ours and key.public_key == wanted), "")
    if not label:
        asked = ", ".join(waiting(name, observation)) or "none"
        what = f"no key for {name} on the router belongs to this certificate (requests that are out: {asked})"
        raise ImportFailed(link.headend, "install", what, hint=_ASK)
    return label


def _authorities(link: Link, label: str, identity: Identity) -> tuple[str, ...]:
    """The chain, top first: the issuer below the label itself, those above it in trustpoints of their own."""
    if len(identity.chain) == 1:
        what = "the file lacks the certificate of who signed it"
        raise ImportFailed(link.headend, f"install {label}", what, hint="put the chain below it")
    issuer, higher = identity.chain[1], identity.chain[2:]
    names = tuple(f"{label}-rrr{number}" for number, _ in enumerate(higher, start=1))
    for name, authority in reversed(tuple(zip(names, higher, strict=True))):
        configure(link, authority_lines(name))
        authenticate(link, name, authority)
    authenticate(link, label, issuer)
    return names


def _paste(link: Link, label: str, identity: Identity) -> str:
    line = f"crypto pki import {label} certificate"
    with configuring(link):
        return link.ask(line, questions=paste(identity.certificate.public_bytes(Encoding.PEM).decode()))
