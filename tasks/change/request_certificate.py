"""Have the router make a key and print the signing request for it; no certificate in use changes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from flexvpn.base.errors import CommandRefused, ConnectionLost, HeadendFailed
from flexvpn.certificates.fault import subject
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.facts import certificates, keys
from flexvpn.ios.dialogues import ENROLL, GENERATE_KEY, paste
from flexvpn.router.enrolment import key_line, new_label, noted, read_request, trustpoint_lines, waiting
from flexvpn.router.inspection import KEYS
from flexvpn.router.record import RECORD_FILE
from tasks.change.configure import configure, configuring
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_import
from tasks.change.save import save
from tasks.read.inspect_headend import inspect_headend
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from cryptography.x509 import Certificate

    from flexvpn.sections.headend import Headend
    from tasks.session.link import Link

_SLOW = 180.0
"""Seconds: a small router takes a while for a key."""
_HALF = "what is live has not changed; what came beside it may be incomplete, and is not saved"
_AS_BEFORE = "as before: "
_AGAIN = "run it again: it goes on where it was cut off"


@contextmanager
def resumable() -> Iterator[None]:
    """An error inside gets a state that says what is left, and a hint that the next run goes on from there.

    Where the connection is lost, the router's last output is left out: it is the certificate that was being pasted.
    """
    try:
        yield
    except ConnectionLost as lost:
        raise ConnectionLost(lost.headend, lost.step, lost.what, state=_HALF, hint=_AGAIN) from lost
    except HeadendFailed as error:
        if error.state.startswith(_AS_BEFORE):
            raise
        hint = f"{error.hint}; then {_AGAIN}" if error.hint else _AGAIN
        raise error.leaving(_HALF, hint=hint) from error


@dataclass(frozen=True, slots=True)
class Requested:
    """A signing request.

    Attributes:
        label: of trustpoint and key on the router.
        request: PEM, for the authority.
        again: True where an earlier run had made the key and its request.
    """

    label: str
    request: str
    again: bool = False


def request_certificate(
    link: Link, headend: Headend, authority: Certificate, *, now: Callable[[], datetime], version: str
) -> Requested:
    """Make a key under a label that nothing uses, and its signing request; another run prints the same key's request.

    The key is saved at once: an authority takes days, and a key that was not saved is lost with the next reload.

    Args:
        link: an open session.
        headend: the intent; the request is for the first host name of its profile.
        authority: the certificate of the authority that will sign; IOS-XE makes no request before it has it.
        now: the clock.
        version: of this program, for the record.

    Raises:
        CommandRefused: the router refuses a line, or does not show the authority that it was given.
        NotUnderstood: it prints no request, or one for another key.
    """
    name = headend.trustpoint.name
    observation = inspect_headend(link).observation
    pending = waiting(name, observation)
    label = pending[-1] if pending else new_label(headend.name, name, observation)
    with resumable():
        if not pending:
            # The record comes first: whatever becomes of this run, the key is known to be ours.
            record = noted(
                observation.record, requested=(label,), labels=(label,), version=version, now=now()
            )
            put_file(link, RECORD_FILE, record.to_bytes(), free_bytes=observation.free_bytes)
        try:
            request = _request(link, label, headend.client_profile().host_names()[0], authority)
        except HeadendFailed as error:
            if pending or not link.usable:
                raise
            raise error.leaving(_taken_back(link, label)) from error
        save(link)
    return Requested(label, request, again=bool(pending))


def _request(link: Link, label: str, host: str, authority: Certificate) -> str:
    if label not in {key.name for key in keys.read(show(link, KEYS), headend=link.headend).records}:
        with configuring(link):
            link.ask(key_line(label), questions=GENERATE_KEY, idle=_SLOW)
    configure(link, trustpoint_lines(label, host))
    authenticate(link, label, authority)
    return enrol(link, label)


def _taken_back(link: Link, label: str) -> str:
    """Remove a key and its trustpoint again; gives the state that this leaves, in words."""
    try:
        remove_import(link, label)
    except HeadendFailed as error:
        return f"{label} could not be taken back ({error.message.splitlines()[0]})"
    return f"{_AS_BEFORE}{label} and its key were taken back"


def authenticate(link: Link, label: str, authority: Certificate) -> None:
    """Give a trustpoint its authority's certificate, unless it has it already.

    Raises:
        CommandRefused: the router does not show that certificate afterwards.
    """
    sha1 = Fingerprints.of(authority).sha1
    if _holds(link, label, sha1):
        return
    line = f"crypto pki authenticate {label}"
    pem = authority.public_bytes(Encoding.PEM).decode()
    with configuring(link):
        reply = link.ask(line, questions=paste(pem), shown=line)
    if not _holds(link, label, sha1):
        problem = f"the trustpoint does not show the authority {subject(authority)}"
        hint = "`certificate request --ca FILE` names who signs: it has to be the one who did"
        raise CommandRefused(link.headend, line, problem, reply=_said(reply), hint=hint)


def enrol(link: Link, label: str) -> str:
    """The signing request for the key under ``label``, as PEM.

    Raises:
        NotUnderstood: the router prints none, or none for this key.
    """
    with configuring(link):
        printed = link.ask(f"crypto pki enroll {label}", questions=ENROLL, idle=_SLOW)
    pairs = keys.read(show(link, KEYS), headend=link.headend).records
    request = read_request(link.headend, label, printed, pairs)
    return request.public_bytes(Encoding.PEM).decode()


def _holds(link: Link, label: str, sha1: str) -> bool:
    shown = certificates.read(show(link, certificates.read.command), headend=link.headend).records
    return any(
        certificate.role == "ca"
        and label in certificate.trustpoints
        and (certificate.fingerprint_sha1 or "").upper() == sha1
        for certificate in shown
    )


def _said(reply: str) -> str:
    """The router's messages, without the certificate that was pasted."""
    return "\n".join(line for line in reply.splitlines() if line.startswith("%"))
