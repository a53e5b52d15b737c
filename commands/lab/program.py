"""The simulator, started as a program: nothing of an inventory is read to speak to it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from flexvpn.base.errors import LabMissing
from tasks.session.interruption import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Sequence

STATE: Final = Path(".lab")
State = Annotated[Path, typer.Option("--state", help="The lab's folder.")]
Seed = Annotated[int | None, typer.Option(help="For --quirks random, and for faults.")]
Faults = Annotated[Path | None, typer.Option(help="What goes wrong, in YAML or JSON.")]


def simulator(arguments: Sequence[str]) -> int:
    """Run ``python -m lab`` with these arguments and give its exit code.

    Raises:
        LabMissing: the extra ``lab`` is not installed.
    """
    if find_spec("asyncssh") is None:
        raise LabMissing(
            "the lab needs asyncssh, which the extra `lab` brings",
            hint="pip install 'flexvpn-headend[lab]'",
        )
    return run_python(["-m", "lab", *arguments])


def run_python(words: Sequence[str], *, quietly: bool = False) -> int:
    """Run Python with these words; Ctrl-C reaches it through us alone, and it has ended once we go on."""
    # A signal while the child is made would leave a child that nobody knows.
    with stopped_by_signals() as stop:
        child = subprocess.Popen(  # noqa: S603 - our own program, with our own words
            [sys.executable, *words], stdout=subprocess.DEVNULL if quietly else None, start_new_session=True
        )
    try:
        if not stop.is_set():
            return child.wait()
    except KeyboardInterrupt:
        stop.set()
    child.terminate()
    child.wait()
    raise KeyboardInterrupt
