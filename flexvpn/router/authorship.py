"""Who typed what, as far as the router logs configuration commands (``archive`` / ``log config``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import archive
from flexvpn.ios.line import bare
from flexvpn.ios.withheld import withhold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.config import Config
    from flexvpn.router.inspection import Inspection

COMMAND: Final = archive.read_log.command
_MOST: Final = 10


def logs_commands(running: Config) -> bool:
    """True where the configuration logger is on; where it is off, no line is spent on asking for its log."""
    block = running.block("archive")
    lines = [line.strip() for line in block.children] if block else []
    return "log config" in lines and "logging enable" in lines


def typed(inspection: Inspection, differing: Iterable[str]) -> tuple[str, ...]:
    """The last command that was typed for each of these lines, with its author; secrets are withheld."""
    if not inspection.asked(COMMAND):
        return ()
    try:
        log = archive.read_log(inspection.answers[COMMAND], headend=inspection.headend).records
    except NotUnderstood:
        return ()
    last = {_bare(entry.command): entry for entry in log}
    entries = {
        entry.index: entry
        for line in differing
        for command, entry in last.items()
        if command and _same(command, _bare(line))
    }
    return tuple(
        f"{entry.user} at {entry.line}: {withhold(entry.command)}"
        for _, entry in sorted(entries.items())[-_MOST:]
    )


def _bare(line: str) -> str:
    """A command without ``no``, without the logger's ``!exec:``, in lower case, with single spaces."""
    words = " ".join(line.replace("!exec:", "").split())
    return bare(words).lower()


def _same(command: str, line: str) -> bool:
    return command == line or f"{command} ".startswith(f"{line} ") or f"{line} ".startswith(f"{command} ")
