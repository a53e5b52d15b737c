"""One look at one headend, in a number of lines that does not grow with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.router.inspection import COMMANDS, DIRECTORY, RUNNING, Inspection, flash
from flexvpn.router.record import RECORD_FILE
from flexvpn.router.sessions import asks_for_users
from tasks.read.show import md5_of, more, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.session.link import Link


def inspect_headend(
    link: Link,
    files: Iterable[str] = (),
    *,
    also: Iterable[str] = (),
    asks: Iterable[str] = COMMANDS,
    with_users: bool = False,
) -> Inspection:
    """Read what plan, drift and checks need to know; change nothing.

    Args:
        link: an open session.
        files: names on bootflash whose digests are wanted; asked only for those that are there.
        also: more show commands, for checks; a router that refuses one has its refusal among the answers.
        asks: show commands that it has to take.
        with_users: ask for the users of the sessions where anybody is connected: one line more.

    Raises:
        ConnectionLost: the session broke.
        CommandRefused: the router refuses what a plan cannot do without.
        NotUnderstood: an answer that a plan depends on cannot be read.
    """
    answers = {command: show(link, command) for command in asks}
    running = show(link, RUNNING)
    present = {file.name for file in flash(link.headend, answers[DIRECTORY]).files if not file.is_directory}
    digests = {
        name: digest for name in sorted(set(files) & present) if (digest := md5_of(link, name)) is not None
    }
    record = more(link, RECORD_FILE) if RECORD_FILE in present else None
    also = (*also, *asks_for_users(link.headend, answers)) if with_users else also
    answers |= {command: link.ask(command, idle=120.0) for command in also if command not in answers}
    return Inspection.of(link.headend, answers, running, digests=digests, record=record)
