"""Options that several commands share, and those that every command has which is for an inventory's headends."""

from pathlib import Path
from typing import Annotated, Any

import typer

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree beforehand.")]
OutDir = Annotated[Path, typer.Option("--out", help="Folder to write to; one folder per headend in it.")]
Strict = Annotated[bool, typer.Option("--strict", help="A warning counts as a failure.")]
MaxDelete = Annotated[
    int | None,
    typer.Option(
        min=0, metavar="N", help="Users that may go from one headend. Else 3, or a tenth; 10 at most."
    ),
]
Ticket = Annotated[str, typer.Option("--ticket", help="Ticket number, for the record on the router.")]
Confirm = Annotated[int, typer.Option(min=1, max=120, help="Minutes until a router undoes the push.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV on stdout.")]
Outputs = Annotated[
    list[str] | None,
    typer.Option("--out", metavar="FORMAT:FILE", help="More outputs, several at once."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing where all is well.")]

# Of the commands that carry out tickets.
CredentialsOut = Annotated[
    Path | None,
    typer.Option("--credentials-out", metavar="DIR", help="One file per user with a new password."),
]
MaxRemovals = Annotated[
    int, typer.Option("--max-delete", min=0, help="More removals than these are refused.")
]

Inventory = Annotated[Path, typer.Option(envvar="HEADEND_INVENTORY", help="Folder of the inventory.")]
Limit = Annotated[list[str] | None, typer.Option(metavar="HOST,…", help="Only these: names, globs, groups.")]
Filters = Annotated[
    list[str] | None, typer.Option("--filter", metavar="KEY=VALUE", help="Only with this label.")
]
Workers = Annotated[int | None, typer.Option(min=1, max=500, help="Routers at once.")]
State = Annotated[Path | None, typer.Option(help="State folder: locks, history.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def targeted(
    inventory: Inventory = Path("inventory"),
    limit: Limit = None,
    filters: Filters = None,
    workers: Workers = None,
    state: State = None,
    json: Json = False,
) -> dict[str, Any]:
    """What every command understands that is for an inventory's headends, as the arguments of a Target."""
    names, pairs = tuple(limit or ()), tuple(filters or ())
    return {
        "inventory": inventory,
        "limit": names,
        "filters": pairs,
        "workers": workers,
        "state": state,
        "json": json,
    }
