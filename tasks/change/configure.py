"""Lines typed in configuration mode: the few that cannot be merged from a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flexvpn.base.errors import CommandRefused
from flexvpn.ios.dialogues import CONFIRM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tasks.session.link import Link


@contextmanager
def configuring(link: Link) -> Iterator[None]:
    """Configuration mode, which is left again whatever happens inside.

    Raises:
        CommandRefused: the router does not enter it (somebody has locked the configuration), or does not leave it:
            the next line would be typed as configuration.
    """
    reply = link.must("configure terminal")
    if not link.configuring:
        # `Configuration mode is locked by process …` holds no percent sign (docs/traps.md section 25).
        problem = "the router does not enter configuration mode"
        raise CommandRefused(link.headend, "configure terminal", problem, reply=reply)
    try:
        yield
    finally:
        if link.usable:
            link.must("end")


def configure(link: Link, lines: Iterable[str]) -> None:
    """Send lines one by one.

    Raises:
        CommandRefused: the router refuses one; those before it are in its running configuration.
    """
    with configuring(link):
        for line in lines:
            link.must(line, questions=(CONFIRM,))
