"""``headend certificate``: what is installed over the fleet, and how long it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.declaration import command
from flexvpn.report.layout import Line, Piece, Table, Tone
from flexvpn.router.expiry import Installed, Inventoried, expiry
from stores.clock import now
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.session.link import Link
    from tasks.session.run import Run


@command(
    result=Inventoried,
    subcommands={
        "check": "Say whether a PKCS12 file can serve.",
        "rotate": "Replace a certificate without cutting sessions.",
        "request": "Let routers make keys, and write their requests.",
        "install": "Put signed certificates beside their keys, and prove them.",
    },
)
def certificate(run: Run) -> int:
    """What is installed over the fleet, beside the inventory, and the days left."""
    workspace = run.workspace
    workspace.look()
    settings = {host.name: host.headend.expectations for host in workspace.hosts}

    def work(link: Link) -> Inventoried:
        loaded = workspace.loaded[link.headend]
        inspection = inspect_headend(link, loaded.materials.files)
        trustpoint = workspace.headend(link.headend).trustpoint
        expectations = settings[link.headend]
        return expiry(trustpoint.name, loaded.identities, inspection, now()).model_copy(
            update={
                "unfit": tuple(mistake.what for mistake in loaded.unfit),
                "warn_days": expectations.certificate_warn_days,
                "fail_days": expectations.certificate_fail_days,
            }
        )

    outcomes = run.over_fleet("asking", work)
    return run.finish(
        outcomes, Inventoried, lambda inventoried: inventoried, text=expiry_text, differs=Inventoried.bad
    )


def expiry_text(done: tuple[tuple[str, Inventoried], ...]) -> tuple[Piece, ...]:
    """One table over the fleet, the first to end on top; then what has to be done."""
    shown = [
        (name, installed, inventoried) for name, inventoried in done for installed in inventoried.certificates
    ]
    shown.sort(key=lambda row: (not row[1].in_use, row[1].days is None, row[1].days or 0))
    rows = [
        (
            Line(name),
            Line(installed.trustpoint),
            Line(installed.common_name),
            Line(installed.until),
            Line("?" if installed.days is None else str(installed.days)),
            Line("yes", Tone.GOOD) if installed.intended else Line("no", Tone.DIM),
            Line(installed.use, Tone.PLAIN if installed.in_use else Tone.DIM),
            Line(installed.breaks, _urgency(installed, inventoried)),
        )
        for name, installed, inventoried in shown
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
        *(line for name, inventoried in done for line in _to_do(name, inventoried)),
    )


def _urgency(installed: Installed, inventoried: Inventoried) -> Tone:
    if installed.days is None or installed.days >= inventoried.warn_days:
        return Tone.PLAIN
    return Tone.BAD if installed.days < inventoried.fail_days else Tone.WARN


def _to_do(name: str, inventoried: Inventoried) -> Iterator[Line]:
    if not any(installed.intended for installed in inventoried.certificates):
        until = f" (until {inventoried.wanted_until})" if inventoried.wanted_until else ""
        text = f"{name}: the inventory's certificate for {inventoried.wanted}{until} is not on the router"
        yield Line(text, Tone.BAD)
        yield Line("  -> `headend certificate rotate`, or `headend deploy` where more differs", Tone.DIM)
    elif not any(installed.intended and installed.in_use for installed in inventoried.certificates):
        yield Line(f"{name}: the inventory's certificate is on the router and not in use", Tone.BAD)
        yield Line("  -> `headend certificate rotate`, or `headend deploy` where more differs", Tone.DIM)
    yield from (Line(f"{name}: {text}", Tone.BAD) for text in inventoried.unfit)
    yield from (Line(f"{name}: {text}", Tone.WARN) for text in inventoried.leftovers)
