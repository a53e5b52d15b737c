"""Install a certificate that an authority issued for the router's own request; proved like an import."""

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
from tasks.change.import_pkcs12 import installed
from tasks.change.put_file import put_file
from tasks.change.request_certificate import authenticate, enrol, resumable
from tasks.change.save import save
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
    """The label of an installed certificate, and whether this run installed it."""

    label: str
    sha1: str
    changed: bool


def install_certificate(
    link: Link, headend: Headend, identity: Identity, *, now: Callable[[], datetime], version: str
) -> InstalledCertificate:
    """Install a certificate and its chain under the label of its key; no certificate in use changes.

    Args:
        link: an open session.
        headend: the intent.
        identity: the certificate and its chain, without a key.
        now: the clock.
        version: of this program, for the record.

    Raises:
        ImportFailed: no key on the router belongs to it, or the router does not show all of it afterwards.
        CommandRefused: the router refuses an authority's certificate.
    """
    observation = inspect_headend(link).observation
    label = _label_of(link, headend.trustpoint.name, observation, identity)
    sha1 = Fingerprints.of(identity.certificate).sha1
    changed = bool(installed(link, label, sha1, identity))
    with resumable():
        above = _install(link, label, identity) if changed else ()
        in_use = any(
            generation.label == label and generation.used_by
            for generation in generations_of(headend.trustpoint.name, observation)
        )
        if changed or not in_use:
            # One that is there already may have been installed by a run that was cut off before it saved.
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
    """Install the chain, then the certificate, and prove both; gives the labels of the authorities above."""
    above = _authorities(link, label, identity)
    sha1 = Fingerprints.of(identity.certificate).sha1
    reply = _paste(link, label, identity)
    missing = installed(link, label, sha1, identity)
    if missing and "request is pending" in reply:
        # A router that was reloaded may have forgotten its request; its key has not changed.
        enrol(link, label)
        reply = _paste(link, label, identity)
        missing = installed(link, label, sha1, identity)
    if missing:
        said = "\n".join(line for line in reply.splitlines() if line.startswith("%"))
        raise ImportFailed(link.headend, f"install {label}", "; ".join(missing), reply=said)
    return above


def _label_of(link: Link, name: str, observation: Observation, identity: Identity) -> str:
    """The label whose key the certificate was made for."""
    ours = {generation.label for generation in generations_of(name, observation)}
    public_key = public_der(identity.certificate).hex()
    pairs = keys.read(show(link, KEYS), headend=link.headend).records
    label = next((key.name for key in pairs if key.name in ours and key.public_key == public_key), "")
    if not label:
        asked = ", ".join(waiting(name, observation)) or "none"
        problem = (
            f"no key for {name} on the router belongs to this certificate (requests that are out: {asked})"
        )
        raise ImportFailed(link.headend, "install", problem, hint=_ASK)
    return label


def _authorities(link: Link, label: str, identity: Identity) -> tuple[str, ...]:
    """Install the chain from its top: higher authorities in trustpoints of their own, the issuer under the label."""
    if len(identity.chain) == 1:
        problem = "the file lacks the certificate of who signed it"
        raise ImportFailed(link.headend, f"install {label}", problem, hint="put the chain below it")
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
