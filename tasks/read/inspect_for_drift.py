"""One inspection of one headend for `drift`: at most sixteen lines sent, however large its configuration."""

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
# A push needs these, a comparison does not.
_NOT_NEEDED: Final = frozenset({clock.read.command, interfaces.read.command})
_ASKS: Final = tuple(command for command in COMMANDS if command not in _NOT_NEEDED)


def inspect_for_drift(link: Link, files: Iterable[str]) -> Inspection:
    """Read what a comparison with the intent needs; change nothing.

    Raises:
        HeadendFailed: as `inspect_headend`.
    """
    inspection = inspect_headend(link, files, asks=_ASKS, also=(unsaved.COMMAND,), with_users=True)
    if not authorship.logs_commands(inspection.observation.config):
        return inspection
    answer = link.ask(authorship.COMMAND, idle=_LONG)
    return replace(inspection, answers={**inspection.answers, authorship.COMMAND: answer})
