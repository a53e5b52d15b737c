"""Debugs on, for a while, and off again whatever happens: `flexvpn.debugging` says why and when not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flexvpn.debugging import (
    APPLET,
    DEBUGS,
    MARGIN,
    REMOVAL,
    UNDEBUG,
    Condition,
    Router,
    applet,
    left_behind,
    reasons_against,
    still_on,
    unfinished,
)
from flexvpn.errors import HeadendFailed, NotUnderstood
from flexvpn.facts import debugs, processes, users
from flexvpn.ios.replies import refusals
from flexvpn.observing import RUNNING, configuration
from tasks.configure import configure, configuring
from tasks.overhear import monitor, overhear
from tasks.questions import CONFIRM, YES
from tasks.show import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flexvpn.facts.debugs import Policy
    from flexvpn.ios.config import Config
    from tasks.link import Link


_TYPING = (
    f"no debug is on; of the applet {APPLET} a part may stand in running-config, not saved: the next "
    "`support --debug` or `deploy` takes it off"
)


class DebugRefused(HeadendFailed):
    """Nothing was debugged: the router is busy, or nothing there would turn the debugs off again."""

    code = "E220"


class DebugLeftOn(HeadendFailed):
    """Debugs could not be turned off by us; the router's own applet does it."""

    code = "E221"
    advice = "`show debugging` at the console says whether they are on, `undebug all` ends them sooner"


def debug_for(
    link: Link, seconds: int, condition: Condition, begun: Callable[[], None] = lambda: None
) -> tuple[str, tuple[str, ...]]:
    """Debug IKEv2 and AAA for so many seconds.

    Args:
        link: an open session; nothing is typed on it meanwhile.
        seconds: how long.
        condition: whom it is about.
        begun: called once all of it is on.

    Returns:
        What the router logged, and notes: a condition or a debug that it does not know.

    Raises:
        DebugRefused: with every reason; nothing was turned on.
        DebugLeftOn: the session broke; the applet turns the debugs off.
        HeadendFailed: as `Link`, for the session that listens.
    """
    with monitor(link.access) as listener:
        router = _look(link)
        if unfinished(router):
            _remove_applet(link)
            router = _look(link)
        _refuse(link, reasons_against(router))
        with _counting_down(link, seconds + MARGIN):
            notes = tuple(_turn_on(link, condition))
            begun()
            return overhear(listener, seconds), notes


def end_left_debugging(link: Link, running: Config) -> bool:
    """End what a run of ours that was killed has left on, so that nobody saves its applet; True where there was any.

    Raises:
        HeadendFailed: the router refuses.
    """
    if not left_behind(running):
        return False
    _turn_off(link)
    return True


def _look(link: Link) -> Router:
    return Router(
        config=configuration(link.headend, show(link, RUNNING)),
        load=max(
            processes.read(show(link, processes.read.command), headend=link.headend).records,
            key=lambda load: load.worst,
        ),
        debugs=debugs.read(show(link, debugs.read.command), headend=link.headend).records,
        policies=_policies(link),
        users=users.read(show(link, users.read.command), headend=link.headend).records,
    )


def _policies(link: Link) -> tuple[Policy, ...] | None:
    """What the Embedded Event Manager has registered; None where the image has none, or says what nobody knows."""
    try:
        answer = link.ask(debugs.read_policies.command)
        return None if refusals(answer) else debugs.read_policies(answer, headend=link.headend).records
    except NotUnderstood:
        return None


def _refuse(link: Link, reasons: tuple[str, ...]) -> None:
    if reasons:
        text = "\n".join(f"  - {reason}" for reason in reasons)
        hint = "without --debug everything else is collected"
        raise DebugRefused(link.headend, "debug", f"nothing was turned on:\n{text}", hint=hint)


@contextmanager
def _counting_down(link: Link, seconds: int) -> Iterator[None]:
    """The applet in place before, everything off after. A session that breaks leaves the rest to the applet."""
    state = _TYPING
    try:
        configure(link, applet(seconds))
        _prove_registered(link)
        state = f"the router's applet {APPLET} turns them off and removes itself within {seconds} s of their start"
        yield
    except HeadendFailed as error:
        if not link.usable:
            raise _left(error, state) from error
        _all_off(link, state)
        raise error.leaving("every debug is off, and the applet is gone") from error
    except BaseException:
        if link.usable:
            _all_off(link, state)
        raise
    _all_off(link, state)


def _all_off(link: Link, state: str) -> None:
    try:
        _turn_off(link)
    except HeadendFailed as error:
        raise _left(error, state) from error


def _left(error: HeadendFailed, state: str) -> HeadendFailed:
    """A failure after which we turn nothing off."""
    if state == _TYPING:
        return error.leaving(state)
    return DebugLeftOn(
        error.headend,
        error.step,
        f"the debugs could not be turned off: {error.what}",
        reply=error.reply,
        state=state,
    )


def _prove_registered(link: Link) -> None:
    """Do not begin before the router itself shows the countdown."""
    if not any(policy.name == APPLET and policy.seconds for policy in _policies(link) or ()):
        _refuse(link, ("the router took the applet and does not show its countdown",))


def _turn_on(link: Link, condition: Condition) -> Iterator[str]:
    for line in (*condition.lines(), *DEBUGS):
        if refused := refusals(link.ask(line)):
            yield f"`{line}` was refused: {' '.join(refused[0].split())}"


def _turn_off(link: Link) -> None:
    """Debugs first, then their conditions: the other way round, everything would be shown for a moment.

    The applet goes last, once the router shows that nothing is on: where we cannot end a debug, it still does.
    """
    every, conditions = UNDEBUG
    reply = link.ask(every, questions=(YES, CONFIRM))
    on = still_on(debugs.read(show(link, debugs.read.command), headend=link.headend).records)
    if on:
        raise HeadendFailed(
            link.headend, every, f"still on: {', '.join(on)}", reply="\n".join(refusals(reply))
        )
    link.ask(conditions, questions=(YES, CONFIRM))
    reply = _remove_applet(link)
    if any(policy.name == APPLET for policy in _policies(link) or ()):
        raise HeadendFailed(link.headend, REMOVAL, "the applet is there still", reply=reply)


def _remove_applet(link: Link) -> str:
    with configuring(link):
        return link.ask(REMOVAL)
