"""``headend certificate request``: a router makes a key, which never leaves it, and a request to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Yes
from flexvpn.base.errors import InputRefused
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
from tasks.session.run import tool_version

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from tasks.change.request_certificate import Requested
    from tasks.session.link import Link
    from tasks.session.run import Run

Authority = Annotated[Path, typer.Option("--ca", help="PEM certificate of who will sign.")]
Requests = Annotated[Path, typer.Option("--out", help="Folder for the requests, HEADEND.csr.")]


class RequestResult(BaseModel):
    """A request that is out, and the file that holds it."""

    model_config = FROZEN

    trustpoint: str
    file: str
    again: bool


@dataclass(frozen=True, slots=True)
class _Written:
    requested: Requested
    file: Path

    def result(self) -> RequestResult:
        requested = self.requested
        return RequestResult(trustpoint=requested.label, file=str(self.file), again=requested.again)


@command(result=RequestResult)
def request(run: Run, ca: Authority, out: Requests = Path("requests"), yes: Yes = False) -> int:
    """Let routers make keys, and write their requests. The keys never leave them."""
    from tasks.change.request_certificate import request_certificate

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
    return run.finish(outcomes, RequestResult, _Written.result, text=_text)


def _text(done: tuple[tuple[str, _Written], ...]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name, written in done:
        again = ", the same key as before" if written.requested.again else ""
        pieces.append(
            Line(f"{name}: {written.file} (trustpoint {written.requested.label}{again})", Tone.GOOD)
        )
    if done:
        step = "have it signed for server authentication and every name of the profile; put certificate and chain"
        pieces.append(
            Line(f"  -> {step} where trustpoint.certificate points, then `certificate install`", Tone.DIM)
        )
    return tuple(pieces)


def _authority(file: Path) -> Certificate:
    try:
        data = certificate_bytes(file)
    except OSError as error:
        raise InputRefused(f"{file}: {error.strerror or error}") from error
    authority = pick_leaf(read_certificates(data, name=str(file)))
    if not is_authority(authority):
        text = f"{file}: {subject(authority)} is no authority"
        raise InputRefused(text, hint="give the certificate of who will sign the request")
    return authority
