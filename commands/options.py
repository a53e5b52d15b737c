"""Options that several commands share, and how a command gets those that every one shares."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from commands.declaration import with_target

Command = TypeVar("Command", bound=Callable[..., int])

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Agree beforehand.")]
OutDir = Annotated[Path, typer.Option("--out", help="Folder to write to; one folder per headend in it.")]
OutFile = Annotated[Path | None, typer.Option("--out", help="File for `deploy --plan`.")]
PlanFile = Annotated[Path | None, typer.Option("--plan", help="Apply these plans, or nothing.")]
Strict = Annotated[bool, typer.Option("--strict", help="A warning counts as a failure.")]
MaxDelete = Annotated[
    int | None,
    typer.Option(
        min=0, metavar="N", help="Users that may go from one headend. Else 3, or a tenth; 10 at most."
    ),
]
Ticket = Annotated[str, typer.Option("--ticket", help="Ticket number, for the record on the router.")]
Prepare = Annotated[bool, typer.Option("--prepare", help="Send what is missing, once agreed.")]
Confirm = Annotated[int, typer.Option(min=1, max=120, help="Minutes until a router undoes the push.")]
Batch = Annotated[int | None, typer.Option(min=1, help="Headends at a time, after the first.")]
MaxFailed = Annotated[int | None, typer.Option(min=0, help="How many may fail before it stops.")]
Only = Annotated[list[str] | None, typer.Option("--only", metavar="CHECK,…", help="Only these checks.")]
Everything = Annotated[bool, typer.Option("--all", help="Show what passes, too.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV on stdout.")]
Watch = Annotated[bool, typer.Option("--watch", help="Again and again, until Ctrl-C.")]
Every = Annotated[float, typer.Option(min=0.5, help="Seconds from one look to the next.")]
Times = Annotated[int, typer.Option(min=0, help="Looks before it ends; 0 for no end.")]
Disconnect = Annotated[str | None, typer.Option(metavar="USER", help="Clear this user's sessions.")]
Outputs = Annotated[
    list[str] | None,
    typer.Option("--out", metavar="FORMAT:FILE", help="More outputs, several at once."),
]
MoreWords = Annotated[list[str] | None, typer.Argument(metavar="[CHECK|FORMAT:FILE]...", hidden=True)]
MoreOutputs = Annotated[list[str] | None, typer.Argument(metavar="[FORMAT:FILE]...", hidden=True)]
Notify = Annotated[bool, typer.Option("--notify", help="Tell people, once per change.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing where all is well.")]
PastRuns = Annotated[bool, typer.Option("--history", help="Show earlier runs.")]
Fix = Annotated[bool, typer.Option("--fix", help="Deploy what differs.")]
Secrets = Annotated[bool, typer.Option(help="Read secrets and certificates too.")]


def _version(wanted: bool) -> None:
    if wanted:
        from tasks.session.run import tool_version

        typer.echo(f"headend {tool_version()}")
        raise typer.Exit


Debug = Annotated[bool, typer.Option("--debug", help="Say on stderr what is done on the way.")]
Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
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
    """What every command that reads an inventory understands, as the arguments of a Target."""
    names, pairs = tuple(limit or ()), tuple(filters or ())
    return {
        "inventory": inventory,
        "limit": names,
        "filters": pairs,
        "workers": workers,
        "state": state,
        "json": json,
    }


def playbook(group: typer.Typer, name: str = "", *, default: bool = False) -> Callable[[Command], Command]:
    """Register a command whose first argument is the Run made from `targeted`'s options, put behind its own.

    Args:
        group: the command line, or a group of its commands.
        name: of the command; the function's where empty.
        default: it is what the group does by itself; it takes a ``context`` too.
    """

    def register(work: Command) -> Command:
        known = name or work.__name__
        add = group.callback(invoke_without_command=True) if default else group.command(known)
        add(with_target(work, targeted, known, default=default))
        return work

    return register
