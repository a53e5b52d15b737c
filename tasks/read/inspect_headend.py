"""One inspection of one headend; the number of lines sent does not grow with its configuration."""

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
    """Read what plan, drift and checks need; change nothing.

    Args:
        link: an open session.
        files: names of files on bootflash whose digests are needed; asked only for those that are there.
        also: further show commands, for checks; where the router refuses one, its refusal is the answer.
        asks: show commands that the router has to accept.
        with_users: ask for the users of the sessions, where anybody is connected: one line more.

    Raises:
        ConnectionLost: the session broke.
        CommandRefused: the router refuses a command that a plan depends on.
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
