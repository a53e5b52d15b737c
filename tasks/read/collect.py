"""Collect what helps a support case; a command that the router refuses is collected with its refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import CommandRefused, NotUnderstood
from flexvpn.facts import crypto_session, ikev2_sa
from flexvpn.support.collected import Answer
from flexvpn.support.shows import LIVE
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tasks.session.link import Link

_LIVE = 3


def collect(link: Link, commands: Iterable[str], user: str = "") -> Iterator[Answer]:
    """The output of each command as it comes, and then the configuration of a few live interfaces.

    Args:
        link: an open session.
        commands: show commands; one that the router refuses does not stop the others.
        user: the user whose interfaces are shown; empty for anybody's.

    Raises:
        ConnectionLost: the session broke.
    """
    answers: dict[str, Answer] = {}
    for command in commands:
        answers[command] = _ask(link, command)
        yield answers[command]
    for interface in list(_live(answers, user))[:_LIVE]:
        yield _ask(link, LIVE.format(interface))


def _ask(link: Link, command: str) -> Answer:
    try:
        return Answer(command, show(link, command))
    except CommandRefused as error:
        return Answer(command, error.reply, refused=True)


def _live(answers: dict[str, Answer], user: str) -> Iterator[str]:
    """Virtual-Access interfaces that are up; those of the user alone, where one is given."""
    try:
        sessions = crypto_session.read(answers[crypto_session.read.command].text).records
        sas = ikev2_sa.read(answers[ikev2_sa.read.command].text).records
    except (KeyError, NotUnderstood):
        return
    peers = {(sa.remote, sa.remote_port) for sa in sas if not user or sa.user == user}
    for session in sessions:
        if session.interface.startswith("Virtual-Access") and (session.peer, session.port) in peers:
            yield session.interface
