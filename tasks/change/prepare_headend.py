"""Send the lines that make a router fit for a push, once somebody has agreed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendFailed
from tasks.change.configure import configure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.session.link import Link


def prepare_headend(link: Link, lines: Iterable[str]) -> None:
    """Send the lines of `flexvpn.planning.preflight.prepare_lines`.

    They are not saved: the push that follows does that.

    Raises:
        CommandRefused: the router refuses one; those before it are in its running configuration.
    """
    sent = tuple(lines)
    try:
        configure(link, sent)
    except HeadendFailed as error:
        raise error.leaving(prepared(sent, "some of these lines may be")) from error


def prepared(lines: Iterable[str], these: str = "these lines are") -> str:
    """What is left on the router where nothing that saves it follows, in words; empty without lines."""
    sent = "; ".join(line.strip() for line in lines)
    return f"{these} in running-config and not saved: {sent}" if sent else ""
