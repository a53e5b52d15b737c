"""``certificate request`` and ``certificate install``: for keys that may not leave their router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from commands.certificate.named_file import file_named
from flexvpn.base.errors import InputRefused, OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.certificates.chain import is_authority, pick_leaf
from flexvpn.certificates.fault import subject
from flexvpn.certificates.pem import read_certificates
from flexvpn.report.layout import Line, Piece, Tone
from stores.atomic import write_atomically
from stores.certificate_file import certificate_bytes
from stores.clock import now
from stores.lock import hold
from tasks.change.install_certificate import InstalledCertificate, install_certificate
from tasks.change.request_certificate import Requested, request_certificate
from tasks.session.run import Run, tool_version

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.x509 import Certificate

    from flexvpn.sections.headend import Headend
    from tasks.session.link import Link


class RequestResult(BaseModel):
    """A request that is out, and the file that holds it."""

    model_config = FROZEN

    trustpoint: str
    file: str
    again: bool


class InstallResult(BaseModel):
    """A certificate that is on the router, beside its key."""

    model_config = FROZEN

    trustpoint: str
    sha1: str
    changed: bool


@dataclass(frozen=True, slots=True)
class _Written:
    requested: Requested
    file: Path

    def result(self) -> RequestResult:
        one = self.requested
        return RequestResult(trustpoint=one.label, file=str(self.file), again=one.again)


def request(run: Run, ca: Path, out: Path, *, yes: bool) -> int:
    """Let every headend make a key, and write its request to ``out``/HEADEND.csr."""
    workspace = run.workspace
    authority = _authority(ca)
    names = [host.name for host in workspace.hosts]
    many = counted(len(names), "headend")
    run.console.agree(f"Make a key and a trustpoint on {many} and save the configuration?", yes=yes)
    out.mkdir(parents=True, exist_ok=True)

    def work(link: Link) -> _Written:
        with hold(workspace.state.locks, link.headend, doing=run.command, now=now):
            headend = workspace.headend(link.headend)
            made = request_certificate(link, headend, authority, now=now, version=tool_version())
        file = out / f"{link.headend}.csr"
        write_atomically(file, made.request, mode=0o644)
        return _Written(made, file)

    outcomes = run.over_fleet("asking", work, changes=True)
    return run.finish(outcomes, RequestResult, _Written.result, text=_asked)


def _asked(done: tuple[tuple[str, _Written], ...]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name, one in done:
        again = ", the same key as before" if one.requested.again else ""
        pieces.append(Line(f"{name}: {one.file} (trustpoint {one.requested.label}{again})", Tone.GOOD))
    if done:
        what = "have it signed for server authentication and every name of the profile; put certificate and chain"
        pieces.append(
            Line(f"  -> {what} where trustpoint.certificate points, then `certificate install`", Tone.DIM)
        )
    return tuple(pieces)


def install(run: Run, certificate: Path | None, *, yes: bool) -> int:
    """Put signed certificates beside their keys and prove them; `rotate` or `deploy` then moves over."""
    workspace = run.workspace
    intents = {host.name: _intent(host.headend, certificate) for host in workspace.hosts}
    with file_named({"certificate": "--certificate"} if certificate else {}):
        loaded = workspace.loader.load(intents.values())
    many = counted(len(intents), "headend")
    run.console.agree(f"Install on {many} and save the configuration?", yes=yes)

    def work(link: Link) -> InstalledCertificate:
        name = link.headend
        with hold(workspace.state.locks, name, doing=run.command, now=now):
            identity = loaded[name].identities[intents[name].trustpoint.name]
            return install_certificate(link, intents[name], identity, now=now, version=tool_version())

    outcomes = run.over_fleet("installing", work, changes=True)
    return run.finish(outcomes, InstallResult, _installed, text=_put)


def _installed(one: InstalledCertificate) -> InstallResult:
    return InstallResult(trustpoint=one.label, sha1=one.sha1, changed=one.changed)


def _put(done: tuple[tuple[str, InstalledCertificate], ...]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name, one in done:
        what = "installed and proved" if one.changed else "there already, proved again"
        pieces.append(Line(f"{name}: {what} under {one.label}, SHA-1 {one.sha1}", Tone.GOOD))
    if done:
        what = "`headend certificate rotate` moves over to it (`headend deploy`, where more differs)"
        pieces.append(Line(f"  -> {what}", Tone.DIM))
    return tuple(pieces)


def _intent(headend: Headend, certificate: Path | None) -> Headend:
    trustpoint = headend.trustpoint
    if certificate is not None:
        changes = {"pkcs12": None, "passphrase": None, "certificate": str(certificate.resolve())}
        return headend.model_copy(update={"trustpoint": trustpoint.model_copy(update=changes)})
    if trustpoint.certificate is None:
        what = f"{headend.name} has a PKCS12 file, which `deploy` and `certificate rotate` import"
        hint = "name the signed certificate, or set trustpoint.certificate instead of pkcs12 and passphrase"
        raise OptionsRefused([Mistake(what, key="--certificate", hint=hint)])
    return headend


def _authority(file: Path) -> Certificate:
    try:
        data = certificate_bytes(file)
    except OSError as error:
        raise InputRefused(f"{file}: {error.strerror or error}") from error
    found = pick_leaf(read_certificates(data, name=str(file)))
    if not is_authority(found):
        what = f"{file}: {subject(found)} is no authority"
        raise InputRefused(what, hint="give the certificate of who will sign the request")
    return found
