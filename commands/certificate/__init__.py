"""``certificate``: what is installed over the fleet, and how long it lasts; ``check``: can this file serve?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import InputRefused, OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.secrets import NotAReference, SecretRef
from flexvpn.certificates.fault import Fault, Severity, fit, shown, subject
from flexvpn.certificates.fingerprints import Fingerprints
from flexvpn.certificates.fitness import assess
from flexvpn.certificates.names import CertificateNames
from flexvpn.certificates.pem import read_certificates
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.router.expiry import Installed, Inventoried
from flexvpn.router.expiry import expiry as judge
from stores.certificate_file import certificate_bytes, open_identity
from stores.clock import now
from stores.console import Console
from stores.secret_resolver import SecretResolver
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flexvpn.certificates.pkcs12 import Identity
    from tasks.session.link import Link
    from tasks.session.run import Run

_DIFFERS = 2


def expiry(run: Run) -> int:
    """What every headend has, beside what the inventory says; 2 where that is not in use or ends too soon."""
    workspace = run.workspace
    workspace.look()
    settings = {host.name: host.headend.expectations for host in workspace.hosts}

    def work(link: Link) -> Inventoried:
        loaded = workspace.loaded[link.headend]
        inspection = inspect_headend(link, loaded.materials.files)
        trustpoint = workspace.headend(link.headend).trustpoint
        found = judge(trustpoint.name, loaded.identities, inspection, now())
        wanted = settings[link.headend]
        return found.model_copy(
            update={
                "unfit": tuple(one.what for one in loaded.unfit),
                "warn_days": wanted.certificate_warn_days,
                "fail_days": wanted.certificate_fail_days,
            }
        )

    outcomes = run.over_fleet("asking", work)
    return run.finish(outcomes, Inventoried, lambda one: one, text=expiry_text, differs=Inventoried.bad)


def expiry_text(done: tuple[tuple[str, Inventoried], ...]) -> tuple[Piece, ...]:
    """One table over the fleet, the first to end on top; then what has to be done."""
    shown = [(name, one, found) for name, found in done for one in found.certificates]
    shown.sort(key=lambda row: (not row[1].in_use, row[1].days is None, row[1].days or 0))
    rows = [
        (
            Line(name),
            Line(one.trustpoint),
            Line(one.common_name),
            Line(one.until),
            Line("?" if one.days is None else str(one.days)),
            Line("yes", Tone.GOOD) if one.intended else Line("no", Tone.DIM),
            Line(one.use, Tone.PLAIN if one.in_use else Tone.DIM),
            Line(one.breaks, _urgency(one, found)),
        )
        for name, one, found in shown
    ]
    columns = (
        "headend",
        "trustpoint",
        "for",
        "until",
        "days",
        "the inventory's",
        "used by",
        "what breaks when",
    )
    return (
        *([Table(columns, tuple(rows))] if rows else []),
        *(line for name, found in done for line in _to_do(name, found)),
    )


def _urgency(one: Installed, found: Inventoried) -> Tone:
    if one.days is None or one.days >= found.warn_days:
        return Tone.PLAIN
    return Tone.BAD if one.days < found.fail_days else Tone.WARN


def _to_do(name: str, found: Inventoried) -> Iterator[Line]:
    if not any(one.intended for one in found.certificates):
        until = f" (until {found.wanted_until})" if found.wanted_until else ""
        what = f"{name}: the inventory's certificate for {found.wanted}{until} is not on the router"
        yield Line(what, Tone.BAD)
        yield Line("  -> `headend certificate rotate`, or `headend deploy` where more differs", Tone.DIM)
    elif not any(one.intended and one.in_use for one in found.certificates):
        yield Line(f"{name}: the inventory's certificate is on the router and not in use", Tone.BAD)
        yield Line("  -> `headend certificate rotate`, or `headend deploy` where more differs", Tone.DIM)
    yield from (Line(f"{name}: {text}", Tone.BAD) for text in found.unfit)
    yield from (Line(f"{name}: {text}", Tone.WARN) for text in found.leftovers)


def check(
    file: Path, passphrase: str, hosts: tuple[str, ...], folder: Path, trust: tuple[Path, ...] = ()
) -> int:
    """Say whether a PKCS12 file can serve; 0 fit, 2 readable but unfit.

    Args:
        file: the PKCS12 file.
        passphrase: its reference.
        hosts: names that clients connect to.
        folder: what a ``file:`` reference is relative to.
        trust: PEM files of the authorities that clients trust; none skips that question.

    Raises:
        CertificateUnreadable, SecretUnavailable, OptionsRefused: it cannot be read at all.
    """
    resolver = SecretResolver(folder)
    console = Console(clean=str)
    try:
        reference = SecretRef.parse(passphrase)
    except NotAReference as error:
        raise OptionsRefused([Mistake(str(error), key="--passphrase")]) from None
    anchors = [one for path in trust for one in read_certificates(_bytes(path), name=str(path))]
    identity = open_identity(_bytes(file), reference, resolver, name=str(file))
    faults = assess(identity, hosts, now(), anchors)
    console.show(check_text(str(file), identity, faults))
    return 0 if fit(faults) else _DIFFERS


def _bytes(file: Path) -> bytes:
    try:
        return certificate_bytes(file)
    except OSError as error:
        raise InputRefused(f"{file}: {error.strerror or error}") from error


def check_text(name: str, identity: Identity, faults: tuple[Fault, ...]) -> tuple[Piece, ...]:
    """What the file holds, and every reason against it."""
    leaf = identity.certificate
    chain = " <- ".join(subject(one) for one in identity.chain)
    lines = [
        Line(name, Tone.TITLE),
        Line(f"  chain: {chain}"),
        *(
            Line(f"  beside it, and not used: {subject(one)}, until {one.not_valid_after_utc:%Y-%m-%d}")
            for one in identity.unrelated
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
