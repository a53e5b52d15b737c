"""Debugs on for a limited time, and off again whatever happens; `flexvpn.router.debugs` says how, and when not."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import DebugLeftOn, DebugRefused, HeadendFailed, NotUnderstood
from flexvpn.facts import debugs, processes, users
from flexvpn.ios.dialogues import CONFIRM, YES
from flexvpn.ios.replies import refusals
from flexvpn.router.debugs import (
    APPLET,
    DEBUGS,
    KEPT_CONDITIONS,
    MARGIN,
    REMOVAL,
    UNDEBUG,
    Condition,
    Router,
    after_typing,
    applet,
    left_behind,
    reasons_against,
    still_on,
    unfinished,
)
from flexvpn.router.inspection import RUNNING, configuration
from tasks.change.configure import configure, configuring
from tasks.read.show import show
from tasks.session.monitor import monitor, overhear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flexvpn.facts.debugs import Policy
    from flexvpn.ios.config import Config
    from tasks.session.link import Link


_WITHOUT: Final = "without --debug everything else is collected"


def debug_for(
    link: Link,
    seconds: int,
    condition: Condition,
    heard: Callable[[str], None],
    begun: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Debug IKEv2 and AAA for so many seconds.

    Args:
        link: an open session; nothing is typed on it meanwhile.
        seconds: how long.
        condition: whom the debugs are about.
        heard: gets what the router logged, before the debugs are turned off: a failure then must not lose it.
        begun: called once all debugs are on.

    Returns:
        Notes: conditions and debugs that the router refused, and conditions that it keeps.

    Raises:
        DebugRefused: with every reason; nothing was turned on.
        DebugLeftOn: the session broke; the applet turns the debugs off.
        HeadendFailed: as `Link`, for the session that listens too; its state says what is left on the router.
    """
    with ExitStack() as stack:
        with _nothing_on(link):
            listener = stack.enter_context(monitor(link.access))
            _prove_fit(link)
        with _counting_down(link, seconds + MARGIN) as kept:
            notes = tuple(_turn_on(link, condition))
            begun()
            heard(overhear(listener, seconds))
        return (*notes, *kept)


def end_left_debugging(link: Link, running: Config) -> bool:
    """Turn off the debugs of a run that was killed, so that its applet is not saved; True where there were any.

    Raises:
        HeadendFailed: the router refuses.
    """
    if not left_behind(running):
        return False
    _undebug(link)
    _clear_away(link)
    return True


@contextmanager
def _nothing_on(link: Link) -> Iterator[None]:
    """A failure inside comes before the first debug; its error says that nothing was turned on."""
    try:
        yield
    except DebugRefused:
        raise
    except HeadendFailed as error:
        raise error.leaving("nothing was turned on", hint=_WITHOUT if link.usable else "") from error


def _prove_fit(link: Link) -> None:
    router = _look(link)
    if unfinished(router):
        _remove_applet(link)
        router = _look(link)
    _refuse(link, reasons_against(router))


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
    """The registered applets of the Embedded Event Manager; None where there is none, or its answer cannot be read."""
    try:
        answer = link.ask(debugs.read_policies.command)
        return None if refusals(answer) else debugs.read_policies(answer, headend=link.headend).records
    except NotUnderstood:
        return None


def _refuse(link: Link, reasons: tuple[str, ...]) -> None:
    if reasons:
        text = "\n".join(f"  - {reason}" for reason in reasons)
        raise DebugRefused(link.headend, "debug", f"nothing was turned on:\n{text}", hint=_WITHOUT)


@contextmanager
def _counting_down(link: Link, seconds: int) -> Iterator[list[str]]:
    """The applet counts down while the block runs; afterwards all is off, by the applet if the session has broken.

    Yields:
        What is kept on the router nevertheless; filled in at the end.
    """
    kept: list[str] = []
    counting = False
    try:
        configure(link, applet(seconds))
        _prove_registered(link)
        counting = True
        yield kept
    except HeadendFailed as error:
        if not link.usable:
            raise (_left_on if counting else _left_typing)(error, seconds) from error
        state = ("every debug is off, and the applet is gone", *_all_off(link, seconds, counting=counting))
        raise error.leaving("; ".join(state)) from error
    except BaseException:
        if link.usable:
            _all_off(link, seconds, counting=counting)
        raise
    kept += _all_off(link, seconds, counting=counting)


def _all_off(link: Link, seconds: int, *, counting: bool) -> tuple[str, ...]:
    """Turn debugs off, reset conditions, remove the applet; gives what is kept nevertheless."""
    try:
        _undebug(link)
    except HeadendFailed as error:
        raise (_left_on if counting else _left_typing)(error, seconds) from error
    try:
        return _clear_away(link)
    except HeadendFailed as error:
        raise (_left_off if counting else _left_typing)(error, seconds) from error


def _left_typing(error: HeadendFailed, seconds: int) -> HeadendFailed:
    return error.leaving(after_typing(seconds))


def _left_on(error: HeadendFailed, seconds: int) -> HeadendFailed:
    return DebugLeftOn(
        error.headend,
        error.step,
        f"the debugs could not be turned off: {error.what}",
        reply=error.reply,
        state=f"the router's applet {APPLET} turns them off and removes itself within {seconds} s of their start",
    )


def _left_off(error: HeadendFailed, seconds: int) -> HeadendFailed:
    """The error where the router has shown that no debug is on: what may be left goes by itself."""
    return error.leaving(
        f"every debug is off; the applet {APPLET} and the conditions of the debugs, if they still stand, go by "
        f"themselves within {seconds} s of the debugs' start"
    )


def _prove_registered(link: Link) -> None:
    """Refuse to begin unless the router itself shows the countdown."""
    if not any(policy.name == APPLET and policy.seconds for policy in _policies(link) or ()):
        _refuse(link, ("the router took the applet and does not show its countdown",))


def _turn_on(link: Link, condition: Condition) -> Iterator[str]:
    for line in condition.lines():
        if refused := _refusal(link.ask(line)):
            yield f"`{line}` was refused, and the debugs went on without it: {refused}"
    for line in DEBUGS:
        if refused := _refusal(link.ask(line)):
            yield f"`{line}` was refused: {refused}"


def _refusal(reply: str) -> str:
    """The router's refusal in one line, without the caret below the word that it does not know; empty for none."""
    return " ".join(" ".join(refusals(reply)[:1]).split()).lstrip("^ ")


def _undebug(link: Link) -> None:
    """Turn every debug off, before the conditions are reset: without them everybody would be shown for a moment."""
    every = UNDEBUG[0]
    reply = link.ask(every, questions=(YES, CONFIRM))
    on = still_on(debugs.read(show(link, debugs.read.command), headend=link.headend).records)
    if on:
        raise HeadendFailed(
            link.headend, every, f"still on: {', '.join(on)}", reply="\n".join(refusals(reply))
        )


def _clear_away(link: Link) -> tuple[str, ...]:
    """Reset conditions, and remove the applet last: should we fail before, it does both. Gives what is kept."""
    conditions = UNDEBUG[1]
    refused = _refusal(link.ask(conditions, questions=(YES, CONFIRM)))
    reply = _remove_applet(link)
    policies = _policies(link)
    if policies is None:
        raise HeadendFailed(
            link.headend, REMOVAL, "the router does not say whether the applet is gone", reply=reply
        )
    if any(policy.name == APPLET for policy in policies):
        raise HeadendFailed(link.headend, REMOVAL, "the applet is there still", reply=reply)
    return (f"`{conditions}` was refused: {refused}; {KEPT_CONDITIONS}",) if refused else ()


def _remove_applet(link: Link) -> str:
    with configuring(link):
        return link.ask(REMOVAL)
