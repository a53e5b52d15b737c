"""What every test run reports beside its results: which recordings of real routers it read.

The recordings lie beside a checkout, in ``../shared/transcripts``, or are absent; none is in the project.
Counted is what was opened, not what a test says that it opened.
"""

from __future__ import annotations

import builtins
import gc
import io
import os
from pathlib import Path
from typing import Any

import pytest

from tests.effort import load_profile

load_profile()

TRANSCRIPTS = Path(__file__).resolve().parents[2] / "shared" / "transcripts"
OPENED = pytest.StashKey[set[str]]()


def pytest_configure(config: pytest.Config) -> None:
    opened: set[str] = set()
    config.stash[OPENED] = opened
    if not TRANSCRIPTS.is_dir():
        return
    _note_what_is_opened(opened)


def _note_what_is_opened(opened: set[str]) -> None:
    """Note each recording that Python opens, by its path.

    No audit hook: it runs inside `sys.settrace` as well, which coverage calls as a thread starts, and CPython 3.11 lets
    no two threads be there at once.
    """
    prefix, really_open = f"{TRANSCRIPTS}{os.sep}", io.open

    def noting(file: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as `open`
        if isinstance(file, str | os.PathLike) and "transcripts" in os.fspath(file):
            path = os.path.normpath(Path.cwd() / file)
            if path.startswith(prefix):
                opened.add(path)
        return really_open(file, *args, **kwargs)

    io.open = builtins.open = noting


def pytest_collection_finish() -> None:
    """Thousands of tests are objects that stay: every full collection would look through them again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count to the process that reports."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        opened = session.config.stash[OPENED]
        output["transcripts"] = sorted(opened)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ANN401 -- xdist publishes no type for it
    del error
    node.config.stash[OPENED].update(getattr(node, "workeroutput", {}).get("transcripts", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not TRANSCRIPTS.is_dir():
        terminalreporter.write_line("recordings: none lie beside this checkout, 0 read; the samples stand in")
        return
    there = {str(path) for path in TRANSCRIPTS.iterdir() if path.is_file()}
    opened = config.stash[OPENED]
    read = there & opened
    terminalreporter.write_line(
        f"recordings: {len(there)} lie there, {len(read)} read, {len(there - read)} skipped"
    )
