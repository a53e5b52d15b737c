"""``headend lab fault``: routers fail; docs/lab.md has the kinds."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.declaration import command
from commands.lab.program import STATE, Faults, Seed, State, simulator

Router = Annotated[str, typer.Argument(help="Which one; all of them without it.")]
Kind = Annotated[str, typer.Argument(help="Which fault; those that are set are listed without it.")]
Settings = Annotated[list[str] | None, typer.Argument(metavar="[NAME=VALUE]...")]
Clear = Annotated[bool, typer.Option("--clear", help="Take back all faults, or those of KIND.")]


@command()
def fault(
    router: Router = "",
    kind: Kind = "",
    settings: Settings = None,
    file: Faults = None,
    clear: Clear = False,
    seed: Seed = None,
    state: State = STATE,
) -> int:
    """Make a simulated headend fail. Kinds: reset, silence, latency, flash, refuse …; see docs/lab.md."""
    words = [word for word in (router, kind, *(settings or ())) if word]
    options = [*(["--file", str(file)] if file else []), *(["--clear"] if clear else [])]
    options += ["--seed", str(seed)] if seed is not None else []
    return simulator(["fault", *words, "--state", str(state), *options])
