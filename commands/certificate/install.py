"""``headend certificate install``: a signed certificate joins its key on the router, and is proved there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.certificate.named_file import file_named
from commands.declaration import command
from commands.options import Yes
from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.report.layout import Line, Piece, Tone
from stores.clock import now
from stores.lock import hold
from tasks.session.run import tool_version

if TYPE_CHECKING:
    from flexvpn.sections.headend import Headend
    from tasks.change.install_certificate import InstalledCertificate
    from tasks.session.link import Link
    from tasks.session.run import Run

Signed = Annotated[
    Path | None, typer.Option("--certificate", help="PEM, with its chain; the inventory's otherwise.")
]


class InstallResult(BaseModel):
    """A certificate that is on the router, beside its key."""

    model_config = FROZEN

    trustpoint: str
    sha1: str
    changed: bool


@command(result=InstallResult)
def install(run: Run, certificate: Signed = None, yes: Yes = False) -> int:
    """Put signed certificates beside their keys, and prove them."""
    # `rotate` or `deploy` then moves over to them.
    from tasks.change.install_certificate import install_certificate

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
    return run.finish(outcomes, InstallResult, _result, text=_text)


def _result(installed: InstalledCertificate) -> InstallResult:
    return InstallResult(trustpoint=installed.label, sha1=installed.sha1, changed=installed.changed)


def _text(done: tuple[tuple[str, InstalledCertificate], ...]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for name, installed in done:
        state = "installed and proved" if installed.changed else "there already, proved again"
        pieces.append(Line(f"{name}: {state} under {installed.label}, SHA-1 {installed.sha1}", Tone.GOOD))
    if done:
        step = "`headend certificate rotate` moves over to it (`headend deploy`, where more differs)"
        pieces.append(Line(f"  -> {step}", Tone.DIM))
    return tuple(pieces)


def _intent(headend: Headend, certificate: Path | None) -> Headend:
    trustpoint = headend.trustpoint
    if certificate is not None:
        changes = {"pkcs12": None, "passphrase": None, "certificate": str(certificate.resolve())}
        return headend.model_copy(update={"trustpoint": trustpoint.model_copy(update=changes)})
    if trustpoint.certificate is None:
        text = f"{headend.name} has a PKCS12 file, which `deploy` and `certificate rotate` import"
        hint = "name the signed certificate, or set trustpoint.certificate instead of pkcs12 and passphrase"
        raise OptionsRefused([Mistake(text, key="--certificate", hint=hint)])
    return headend
