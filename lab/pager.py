"""Output page by page: what ``--More--`` takes, and the filters that may be typed there.

A blank goes on by a page and Enter by a line; ``/text`` goes on where a line has the text, ``+text`` prints
from there only lines that have it, ``-text`` only those that have not; any other key stops.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.execution import regular_expression

if TYPE_CHECKING:
    from lab.terminal import Terminal

MORE = " --More-- "
ERASE = "\b" * 10 + " " * 10 + "\b" * 10
FILTERING = "filtering...\n"


class Pager:
    """The pages of one command's output."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._count = 0
        self._filter = ""
        self._wanted: re.Pattern[str] | None = None
        self._unfinished = ""

    def begin_page(self) -> None:
        """Somebody typed something: what is printed from here on is a new page."""
        self._count = 0

    async def show(self, text: str, *, last: bool = False) -> bool:
        """Print page by page; ``False`` when the reader wants no more.

        A command prints in pieces, and a filter reads lines: while one is set, the end of a piece waits for its line.
        """
        lines = (self._unfinished + text).splitlines(keepends=True)
        self._unfinished = ""
        for line in lines:
            if self._skips(line, last=last):
                continue
            if self._count >= self._terminal.session.length - 1:
                if not await self._more():
                    return False
                # What was typed at the prompt may want this very line no longer.
                if self._skips(line, last=last):
                    continue
            self._terminal.write(line)
            self._count += line.endswith("\n")
        return True

    def _skips(self, line: str, *, last: bool) -> bool:
        if self._wanted is not None and not last and not line.endswith("\n"):
            self._unfinished = line
            return True
        return not self._passes(line)

    def _passes(self, line: str) -> bool:
        if self._wanted is None:
            return True
        found = self._wanted.search(line.rstrip("\n")) is not None
        if self._filter == "/" and found:
            self._wanted = None
        return found != (self._filter == "-")

    async def _more(self) -> bool:
        """Ask until a key says how to go on; ``False`` for one that says not to."""
        terminal = self._terminal
        while True:
            terminal.write(MORE)
            key = await terminal.key()
            terminal.write(ERASE)
            if key not in "/+-":
                self._count = terminal.session.length - 2 if key in "\r\n" else 0
                return key in " \t\r\n"
            pattern = await terminal.read_line(key)
            if pattern.strip():
                terminal.write(FILTERING)
                self._filter, self._wanted, self._count = key, regular_expression(pattern), 0
                return True
