"""``headend init``: a new inventory, to begin from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.declaration import command
from flexvpn.base.errors import FolderTaken
from flexvpn.base.resources import example_inventory
from flexvpn.report.layout import Line, Tone
from stores.atomic import write_atomically
from stores.console import Console

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_IGNORED = (
    "# Secrets, keys and what a run leaves are never committed.\nsecrets/\npki/*.p12\npki/*.pfx\n*.log\n"
)
_MERGED = "# Two people may append to the ledger of tickets at once.\nledger.jsonl merge=union\n"

Folder = Annotated[Path, typer.Argument(help="New folder.")]


@command()
def init(folder: Folder = Path("inventory")) -> int:
    """Start an inventory: Cisco's document as an example."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(f"{folder} is not empty", hint="name another folder, or empty this one")
    _copy(example_inventory(), folder)
    write_atomically(folder / ".gitignore", _IGNORED, mode=0o644)
    write_atomically(folder / ".gitattributes", _MERGED, mode=0o644)
    Console().show(
        (
            Line(f"{folder}: a new inventory, the example of Cisco's document", Tone.GOOD),
            Line("  next: your routers in hosts.yaml, your names in defaults.yaml and groups.yaml,"),
            Line(
                "        secrets by reference (env:, file:, keyring:, vault:, age:, cmd:), then `headend validate`"
            ),
        )
    )
    return 0


def _copy(source: Traversable, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, folder / item.name)
        elif not item.name.startswith("."):
            (folder / item.name).write_bytes(item.read_bytes())
