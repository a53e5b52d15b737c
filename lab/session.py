"""One terminal session of a router: who sits there, with which privilege, in which mode."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from lab.tree import Node


@dataclasses.dataclass(slots=True)
class Context:
    """A configuration mode that was entered, and the line that it edits."""

    mode: str
    node: Node
    twins: tuple[Node, ...] = ()


@dataclasses.dataclass(slots=True)
class Collector:
    """Lines that are data, not commands (a certificate, a banner): taken until ``feed`` returns text or ``""``."""

    feed: Callable[[str], str | None]


@dataclasses.dataclass(slots=True)
class Session:
    """The state of a terminal.

    ``line`` is 0 for the console and 2 or more for VTYs, as ``show users`` counts. ``line_source`` is
    ``terminal``, ``file`` (a copy to running-config) or ``boot``, which nothing warns or asks.
    """

    user: str = ""
    privilege: int = 15
    line: int = 0
    peer: str = ""
    started: datetime.datetime | None = None
    length: int = 24
    width: int = 80
    monitor: bool = False
    contexts: list[Context] = dataclasses.field(default_factory=list)
    tclsh: bool = False
    closing: bool = False
    changed: bool = False
    last_input: datetime.datetime | None = None
    line_source: str = "terminal"
    collecting: Collector | None = None
    pending_twins: tuple[Node, ...] = ()
    history: list[str] = dataclasses.field(default_factory=list)
    history_size: int = 20
    here: str = "bootflash:/"
    """Where names of files without a file system begin: ``cd`` changes it, ``pwd`` prints it."""

    say: Callable[[str], None] | None = None
    hang_up: Callable[[], None] | None = None

    def end(self) -> None:
        """Close the session from the router's side: reload, ``clear line``, a time-out."""
        self.closing = True
        if self.hang_up is not None:
            self.hang_up()

    def tell(self, text: str) -> None:
        """Print something that the session did not ask for."""
        if self.say is not None:
            self.say(text)

    @property
    def line_name(self) -> str:
        """``console`` or ``vty0``, as in log messages."""
        return "console" if self.line == 0 else f"vty{self.line - 2}"

    @property
    def who(self) -> str:
        """``admin on vty0 (192.0.2.7)``, or ``console``: who did something, as log messages say it."""
        by = f"{self.user} on " if self.user else ""
        where = f" ({self.peer})" if self.peer else ""
        return f"{by}{self.line_name}{where}"

    @property
    def in_config(self) -> bool:
        """Tell whether the session is in a configuration mode."""
        return bool(self.contexts)
