"""One inspection of one headend with all that a set of checks reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flexvpn.base.errors import NotUnderstood
from flexvpn.checks import commands
from flexvpn.checks.sessions import derived_command
from tasks.read.inspect_headend import inspect_headend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.checks import Check
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link

_LONG = 120.0


def inspect_for_checks(link: Link, files: Iterable[str], checks: tuple[Check, ...]) -> Inspection:
    """Read all that these checks need, and one of the live interfaces, not each; change nothing.

    Raises:
        HeadendFailed: as `inspect_headend`.
    """
    inspection = inspect_headend(link, files, also=commands(checks))
    try:
        command = derived_command(inspection)
    except NotUnderstood:
        # The check of the sessions reports that itself.
        command = ""
    if not command:
        return inspection
    return replace(inspection, answers={**inspection.answers, command: link.ask(command, idle=_LONG)})
