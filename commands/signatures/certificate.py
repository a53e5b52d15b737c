"""``headend certificate``: expiry over the fleet, and what is done with certificates."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import options as opt
from commands.options import playbook

if TYPE_CHECKING:
    from tasks.session.run import Run

app = typer.Typer(rich_markup_mode=None)

File = Annotated[Path, typer.Argument(help="PKCS12 file.")]
Passphrase = Annotated[str, typer.Option(help="Reference: env:NAME, file:PATH …")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="Name that clients connect to.")]

Trust = Annotated[list[Path] | None, typer.Option(help="PEM file of what the clients trust.")]
NewFile = Annotated[Path | None, typer.Option("--pkcs12", help="Instead of the inventory's file.")]
NewPassphrase = Annotated[str, typer.Option("--passphrase", help="Its reference, if not the inventory's.")]
Keep = Annotated[
    int | None,
    typer.Option(min=0, max=3650, metavar="DAYS", help="How long the old one stays at most; usually 14."),
]
Authority = Annotated[Path, typer.Option("--ca", help="PEM certificate of who will sign.")]
Requests = Annotated[Path, typer.Option("--out", help="Folder for the requests, HEADEND.csr.")]
Signed = Annotated[
    Path | None, typer.Option("--certificate", help="PEM, with its chain; the inventory's otherwise.")
]
Back = Annotated[bool, typer.Option("--back", help="To the one of before, which needs no file.")]


@playbook(app, "certificate", default=True)
def certificate(run: "Run", context: typer.Context) -> int:
    """What is installed over the fleet, beside the inventory, and the days left."""
    del context
    from commands.certificate import expiry

    return expiry(run)


@app.command()
def check(file: File, passphrase: Passphrase, host: Hosts = None, trust: Trust = None) -> int:
    """Say whether a PKCS12 file can serve. 0 fit, 2 unfit, 3 unreadable. Touches no router."""
    from commands.certificate import check

    return check(file, passphrase, tuple(host or ()), Path.cwd(), tuple(trust or ()))


@playbook(app)
def rotate(
    run: "Run",
    *,
    pkcs12: NewFile = None,
    passphrase: NewPassphrase = "",
    keep: Keep = None,
    back: Back = False,
    confirm: opt.Confirm = 10,
    ticket: opt.Ticket = "",
    yes: opt.Yes = False,
) -> int:
    """Replace a certificate without cutting sessions. Goes on where a run was cut off, clears away old ones."""
    from commands.certificate.rotate import Choices, rotate

    return rotate(run, Choices(pkcs12, passphrase, keep, back, confirm, ticket, yes))


@playbook(app)
def request(run: "Run", ca: Authority, out: Requests = Path("requests"), yes: opt.Yes = False) -> int:
    """Let routers make keys, and write their requests. The keys never leave them."""
    from commands.certificate.request import request

    return request(run, ca, out, yes=yes)


@playbook(app)
def install(run: "Run", certificate: Signed = None, yes: opt.Yes = False) -> int:
    """Put signed certificates beside their keys, and prove them."""
    from commands.certificate.request import install

    return install(run, certificate, yes=yes)
