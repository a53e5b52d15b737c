"""``headend lab``: simulated headends. The simulator is a program of its own; nothing of it is imported."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Simulated headends on this machine.", no_args_is_help=True, rich_markup_mode=None)

State = Annotated[Path, typer.Option("--state", help="The lab's folder.")]
Routers = Annotated[list[str] | None, typer.Argument(metavar="[NAME=RELEASE]...")]
Fresh = Annotated[bool, typer.Option("--fresh", help="An address, a key, an administrator.")]
Quirks = Annotated[str, typer.Option(help="default, random, or name=on,…")]
Seed = Annotated[int | None, typer.Option(help="For --quirks random, and for faults.")]
Faults = Annotated[Path | None, typer.Option(help="What goes wrong, in YAML or JSON.")]
User = Annotated[str, typer.Option(help="Who logs in.")]
PasswordFile = Annotated[Path | None, typer.Option(help="Their password; the inventory's else.")]
LAB = Path(".lab")


@app.command()
def up(
    routers: Routers = None,
    state: State = LAB,
    fresh: Fresh = False,
    quirks: Quirks = "default",
    seed: Seed = None,
    faults: Faults = None,
) -> int:
    """Start simulated headends; write an inventory that fits them."""
    from commands.lab.up import up

    options = ["--fresh"] if fresh else []
    options += ["--seed", str(seed)] if seed is not None else []
    options += ["--faults", str(faults)] if faults else []
    return up(state, routers or [], ["--quirks", quirks, *options])


@app.command()
def down(state: State = LAB) -> int:
    """Stop them; nothing is left running."""
    from commands.lab.program import lab

    return lab(["down", "--state", str(state)])


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def connect(
    context: typer.Context,
    router: str,
    user: User = "test",
    password_file: PasswordFile = None,
    state: State = LAB,
) -> int:
    """Log in as a client with what `kit` gives. More options: python -m lab connect --help."""
    from commands.lab.up import connect

    return connect(state, router, user, password_file, context.args)


@app.command()
def configure(router: str, lines: list[str], state: State = LAB) -> int:
    """Type lines at a router's console, behind the tool's back."""
    from commands.lab.program import lab

    return lab(["configure", router, *lines, "--state", str(state)])


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def show(router: str, command: list[str], state: State = LAB) -> int:
    """Print what an EXEC command answers, without SSH."""
    from commands.lab.program import lab

    return lab(["show", router, *command, "--state", str(state)])


@app.command()
def fault(
    router: Annotated[str, typer.Argument(help="Which one; all of them without it.")] = "",
    kind: Annotated[str, typer.Argument(help="Which fault; those that are set are listed without it.")] = "",
    settings: Annotated[list[str] | None, typer.Argument(metavar="[NAME=VALUE]...")] = None,
    file: Faults = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take back all faults, or those of KIND.")] = False,
    seed: Seed = None,
    state: State = LAB,
) -> int:
    """Make a simulated headend fail. Kinds: reset, silence, latency, flash, refuse …; see docs/lab.md."""
    from commands.lab.program import fault

    words = [word for word in (router, kind, *(settings or ())) if word]
    options = [*(["--file", str(file)] if file else []), *(["--clear"] if clear else [])]
    options += ["--seed", str(seed)] if seed is not None else []
    return fault(state, words, options)
