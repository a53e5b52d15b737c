"""``headend support`` and ``headend parse``: for a case with Cisco's TAC, and for what a router printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import playbook

if TYPE_CHECKING:
    from tasks.session.run import Run

Recorded = Annotated[str, typer.Argument(metavar="COMMAND", help='As typed: "show crypto session detail".')]
Recording = Annotated[str, typer.Argument(metavar="FILE|-", help="What it printed.")]
Archive = Annotated[Path | None, typer.Option("--out", help="Archive (.tar.gz, .zip), or a folder for it.")]
Debug = Annotated[int | None, typer.Option(metavar="SECONDS", min=1, max=300, help="Debug for so long.")]
User = Annotated[str | None, typer.Option(help="Whose log-in it is about.")]
Peer = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Public address of the client.")]


def add(app: typer.Typer) -> None:
    """Put the commands at the top."""

    @playbook(app)
    def support(
        run: "Run", debug: Debug = None, user: User = None, peer: Peer = None, out: Archive = None
    ) -> int:
        """Collect what a TAC case needs, secrets removed."""
        from commands.support import Wanted, condition, support

        return support(run, Wanted(out, debug, condition(user, peer)))

    @app.command()
    def parse(command: Recorded, file: Recording = "-") -> int:
        """Print as JSON what is read from a recording."""
        from commands.parse import parse

        return parse(command, file)
