"""Ask a router everything that helps; an answer that it refuses is an answer too."""

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
    """What the router prints to each command, and the configuration of a few live interfaces, as it comes.

    Args:
        link: an open session.
        commands: what is asked; one that the router does not take stops nothing.
        user: whose interfaces are wanted; empty for anybody's.

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
    """Virtual-Access interfaces that are up, the wanted user's alone."""
    try:
        sessions = crypto_session.read(answers[crypto_session.read.command].text).records
        sas = ikev2_sa.read(answers[ikev2_sa.read.command].text).records
    except (KeyError, NotUnderstood):
        return
    peers = {(sa.remote, sa.remote_port) for sa in sas if not user or sa.user == user}
    for session in sessions:
        if session.interface.startswith("Virtual-Access") and (session.peer, session.port) in peers:
            yield session.interface
