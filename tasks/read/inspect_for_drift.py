"""One look at one headend for `drift`: at most sixteen lines that ask, however much it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flexvpn.facts import clock, interfaces
from flexvpn.router import authorship, unsaved
from flexvpn.router.inspection import COMMANDS
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link

_LONG: Final = 120.0
# What a push needs beside and a comparison does not.
_SPARED: Final = frozenset({clock.read.command, interfaces.read.command})
_ASKS: Final = tuple(command for command in COMMANDS if command not in _SPARED)


def inspect_for_drift(link: Link, files: Iterable[str]) -> Inspection:
    """Read what drift needs to know; change nothing.

    Raises:
        HeadendFailed: as `inspect_headend`.
    """
    found = inspect_headend(link, files, asks=_ASKS, also=(unsaved.COMMAND,), with_users=True)
    if not authorship.logs_commands(found.observation.config):
        return found
    answer = link.ask(authorship.COMMAND, idle=_LONG)
    return replace(found, answers={**found.answers, authorship.COMMAND: answer})
