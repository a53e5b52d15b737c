"""Users in and out: onboard, offboard, users, tickets, watch."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import Csv, playbook

if TYPE_CHECKING:
    from tasks.session.run import Run

Copies = Annotated[
    Path | None,
    typer.Option("--credentials-out", metavar="DIR", help="One file per user with a new password."),
]
MaxDelete = Annotated[int, typer.Option(min=0, help="More removals than these are refused.")]


def add(app: typer.Typer) -> None:
    """Put the commands at the top: people give access to users more often than anything else."""

    @playbook(app)
    def onboard(
        run: "Run",
        ticket: Annotated[
            str, typer.Argument(metavar="TICKET", help="YAML, JSON or CSV; - for stdin.")
        ] = "-",
        credentials_out: Copies = None,
        max_delete: MaxDelete = 10,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Judge it and show what it changes.")
        ] = False,
        schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a ticket.")] = False,
    ) -> int:
        """Carry out a ticket: users added, changed, removed. Again: only the rest."""
        from commands import onboard as ticketing
        from tasks.change.record_ticket import Options

        if schema:
            return ticketing.schema()
        options = Options(datetime.now(UTC).date(), credentials_out, max_delete)
        return ticketing.onboard(run, ticket, options, dry_run=dry_run)

    @playbook(app)
    def offboard(
        run: "Run",
        names: Annotated[list[str] | None, typer.Argument(metavar="NAME...")] = None,
        expired: Annotated[bool, typer.Option("--expired", help="Those whose last day has passed.")] = False,
        ticket: Annotated[str, typer.Option(help="Its number, for the ledger.")] = "",
        max_delete: MaxDelete = 10,
        unrecorded: Annotated[bool, typer.Option(help="Also who is not in users.yaml.")] = False,
    ) -> int:
        """Take users off every headend; their sessions end."""
        from commands import onboard as ticketing
        from tasks.change.record_ticket import Options

        today = datetime.now(UTC).date()
        options = Options(today, max_delete=max_delete, unrecorded=unrecorded)
        return ticketing.offboard(run, tuple(names or ()), options, expired=expired, ticket=ticket)

    people = typer.Typer(help="Who may connect where; unlock; recertification.", rich_markup_mode=None)
    app.add_typer(people, name="users")

    @playbook(people, "users", default=True)
    def users(
        run: "Run",
        context: typer.Context,
        live: Annotated[
            bool, typer.Option("--live", help="Ask routers: who is connected, who is there unasked.")
        ] = False,
        csv: Csv = False,
        recertify: Annotated[
            str, typer.Option(metavar="DIR|FILE", help="Write one CSV per owner to DIR; read FILE back.")
        ] = "",
    ) -> int:
        """Show who may connect where, until when, by which ticket."""
        from commands import users as listing

        del context
        today, path = datetime.now(UTC).date(), Path(recertify)
        if not recertify:
            return listing.users(run, today, live=live, as_csv=csv)
        if path.suffix.lower() == ".csv" or path.is_file():
            return listing.read_answers(run, path, path.parent, today)
        return listing.write_sheets(run, path, today)

    @playbook(people)
    def unlock(run: "Run", name: Annotated[str, typer.Argument(help="Who was locked out.")]) -> int:
        """Let a user in again who failed to log in too often."""
        from commands.users import unlock

        return unlock(run, name)

    @playbook(app)
    def tickets(
        run: "Run", ticket: Annotated[str | None, typer.Argument(help="One ticket's number.")] = None
    ) -> int:
        """Show what was done for tickets, where, and what is left."""
        from commands.onboard import tickets

        return tickets(run, ticket)

    @playbook(app)
    def watch(
        run: "Run",
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where ticket files come in.")],
        credentials_out: Copies = None,
        max_delete: MaxDelete = 10,
        once: Annotated[bool, typer.Option("--once", help="Leave when nothing is left.")] = False,
    ) -> int:
        """Carry out tickets as they come into a folder. SIGTERM stops it after the router that it is at."""
        from commands.watch import watch
        from tasks.change.record_ticket import Options

        options = Options(datetime.now(UTC).date(), credentials_out, max_delete)
        return watch(run, folder, options, once=once)
