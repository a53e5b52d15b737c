"""Where all commands meet: every part of the lab offers its own tables, this module joins them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.dialogue import ConfigCommand, ExecCommand


@functools.cache
def config_commands() -> tuple[ConfigCommand, ...]:
    """Lines of configuration mode that act at once."""
    from lab.pki import commands as pki
    from lab.vpn import commands as vpn

    return (*pki.CONFIG_COMMANDS, *vpn.CONFIG_COMMANDS)


@functools.cache
def exec_commands() -> tuple[ExecCommand, ...]:
    """Every command of EXEC mode."""
    from lab import login_guard
    from lab.exec import (
        archive,
        chassis,
        clock,
        debugging,
        event_manager,
        files,
        hardware,
        neighbours,
        place,
        processes,
        reach,
        reloading,
        routing,
        services,
        shows,
        support,
        terminal,
    )
    from lab.pki import commands as pki
    from lab.vpn import commands as vpn

    return (
        *login_guard.COMMANDS,
        *terminal.COMMANDS,
        *shows.COMMANDS,
        *clock.COMMANDS,
        *services.COMMANDS,
        *neighbours.COMMANDS,
        *hardware.COMMANDS,
        *chassis.COMMANDS,
        *files.COMMANDS,
        *place.COMMANDS,
        *archive.COMMANDS,
        *debugging.COMMANDS,
        *event_manager.COMMANDS,
        *processes.COMMANDS,
        *routing.COMMANDS,
        *reach.COMMANDS,
        *reloading.COMMANDS,
        *support.COMMANDS,
        *pki.COMMANDS,
        *vpn.COMMANDS,
    )
