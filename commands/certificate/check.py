"""``headend certificate check``: can this file serve? No router is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from flexvpn.base.errors import InputRefused, OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.secrets import NotAReference, SecretRef
from flexvpn.certificates.fault import Fault, Severity, fit, shown, subject
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.names import CertificateNames
from flexvpn.certificates.pem import read_certificates
from flexvpn.report.document import DIFFERS
from flexvpn.report.layout import Line, Piece, Tone
from stores.certificate_file import certificate_bytes, open_identity
from stores.clock import now
from stores.console import Console
from stores.secret_resolver import SecretResolver

if TYPE_CHECKING:
    from flexvpn.certificates.pkcs12 import Identity

File = Annotated[Path, typer.Argument(help="PKCS12 file.")]
Passphrase = Annotated[str, typer.Option(help="Reference: env:NAME, file:PATH …")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="Name that clients connect to.")]
Trust = Annotated[list[Path] | None, typer.Option(help="PEM file of what the clients trust.")]


@command()
def check(file: File, passphrase: Passphrase, host: Hosts = None, trust: Trust = None) -> int:
    """Say whether a PKCS12 file can serve. 0 fit, 2 unfit, 3 unreadable. Touches no router."""
    resolver = SecretResolver(Path.cwd())
    try:
        reference = SecretRef.parse(passphrase)
    except NotAReference as error:
        raise OptionsRefused([Mistake(str(error), key="--passphrase")]) from None
    anchors = [anchor for path in trust or () for anchor in read_certificates(_bytes(path), name=str(path))]
    identity = open_identity(_bytes(file), reference, resolver, name=str(file))
    faults = assess(identity, tuple(host or ()), now(), anchors)
    Console(clean=str).show(check_text(str(file), identity, faults))
    return 0 if fit(faults) else DIFFERS


def _bytes(file: Path) -> bytes:
    try:
        return certificate_bytes(file)
    except OSError as error:
        raise InputRefused(f"{file}: {error.strerror or error}") from error


def check_text(name: str, identity: Identity, faults: tuple[Fault, ...]) -> tuple[Piece, ...]:
    """What the file holds, and every reason against it."""
    leaf = identity.certificate
    chain = " <- ".join(subject(certificate) for certificate in identity.chain)
    lines = [
        Line(name, Tone.TITLE),
        Line(f"  chain: {chain}"),
        *(
            Line(f"  beside it, and not used: {subject(other)}, until {other.not_valid_after_utc:%Y-%m-%d}")
            for other in identity.unrelated
        ),
        Line(f"  names: {shown(str(CertificateNames.of(leaf)))}"),
        Line(f"  key: {identity.key_facts}{'' if identity.key is not None else ', not in the file'}"),
        Line(f"  valid: {leaf.not_valid_before_utc:%Y-%m-%d} to {leaf.not_valid_after_utc:%Y-%m-%d}"),
        Line(f"  SHA-1: {Fingerprints.of(leaf).sha1}"),
    ]
    for fault in faults:
        tone = Tone.BAD if fault.severity is Severity.FAIL else Tone.WARN
        lines.append(Line(f"  {fault}", tone))
        lines += [Line(f"    -> {fault.hint}", Tone.DIM)] if fault.hint else []
    good = fit(faults)
    return (*lines, Line("  fit to serve" if good else "  not fit to serve", Tone.GOOD if good else Tone.BAD))
