"""The changes that a push has made so far, each with how to undo it; undone in reverse order."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendError, Unanswered
from tasks.session.link import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger("headend.push")

AS_BEFORE = (
    "as before the push: running-config, files and keys were put back, startup-config was never written"
)

NOT_MERGED = (
    "as before the push: nothing was changed, what had been put beside running-config was removed, startup-config was "
    "never written"
)

PROOF = "proof that all is as before"
RUNNING = "running-config"


class Timer(Enum):
    """What is known of the router's revert timer; nothing is merged before the router has shown it."""

    UNASKED = auto()
    UNSEEN = auto()
    SEEN = auto()
    CONFIRMING = auto()
    GONE = auto()


class Journal:
    """Notes each change before it is made: whatever stops the push, every change that was begun is undone."""

    def __init__(self) -> None:
        self._undo: list[tuple[str, Callable[[Link], object]]] = []
        self.timer = Timer.UNASKED

    @property
    def begun(self) -> bool:
        """True once a change was noted; the first note is the proof that all is as before, and changes nothing."""
        return len(self._undo) > 1

    @property
    def merging(self) -> bool:
        """True once the router has shown the revert timer: only then can anything have been merged."""
        return self.timer not in (Timer.UNASKED, Timer.UNSEEN)

    def note(self, change: str, undo: Callable[[Link], object]) -> None:
        """Note how to undo the change that is made next; ``undo`` is called with a session that works."""
        self._undo.append((change, undo))

    @contextmanager
    def during(
        self, change: str, undo: Callable[[Link], object], unless: type[HeadendError]
    ) -> Iterator[None]:
        """Note the change that the block makes, unless it raises ``unless``: then the change was not made.

        A question of the router that was left open is no refusal: the line may have had its effect.
        """
        try:
            yield
        except BaseException as error:
            if isinstance(error, Unanswered) or not isinstance(error, unless):
                self.note(change, undo)
            raise
        self.note(change, undo)

    def roll_back(self, link: Link, minutes: int) -> str:
        """Undo everything and give the state that this leaves, in words; what cannot be undone is said, not raised.

        Args:
            link: the push's session; where it is lost or a question is open on it, another one is opened.
            minutes: of the revert timer.
        """
        left, problems = list(reversed(self._undo)), []
        sessions = [link]
        try:
            while left:
                change, undo = left[0]
                problem = _attempt(change, undo, _usable(sessions))
                if problem and not sessions[-1].usable:
                    # The session broke meanwhile: try once more over another one.
                    problem = _attempt(change, undo, _usable(sessions))
                left.pop(0)
                problems += [problem] if problem else []
        except HeadendError as error:
            return self._out_of_reach(minutes, error, [change for change, _ in left], problems)
        finally:
            for session in sessions[1:]:
                _hand_in(link, session)
        if problems:
            return "not all could be undone: " + "; ".join(problems)
        return NOT_MERGED if self.timer is Timer.UNSEEN else AS_BEFORE

    def _out_of_reach(self, minutes: int, error: HeadendError, left: list[str], problems: list[str]) -> str:
        if RUNNING not in left and self.merging:
            failed = any(problem.startswith(f"{RUNNING}: ") for problem in problems)
            clock = "running-config was not seen to go back" if failed else "running-config is as before"
        else:
            clock = _CLOCKS[self.timer].format(minutes=minutes)
        named = ", ".join(change for change in left if change not in (RUNNING, PROOF))
        if named and any(change == RUNNING for change, _ in self._undo):
            named += ", the revert timer's backup" + ("" if self.merging else " if one ran")
        also = f"; {'; '.join(problems)}" if problems else ""
        return (
            f"the router cannot be reached now ({error.message.splitlines()[0]}); {clock}; startup-config was never "
            f"written; left behind, and removed by the next deploy: {named or 'nothing'}{also}"
        )


_CLOCKS = {
    Timer.UNASKED: "running-config was not changed",
    Timer.UNSEEN: (
        "running-config was not changed: no revert timer was seen, so nothing was merged; whether one runs is not known"
    ),
    Timer.SEEN: "running-config goes back by the router's own timer, {minutes} minutes after the push began",
    Timer.CONFIRMING: (
        "nobody knows whether the router took the confirmation: it keeps the new configuration, which was proved, or "
        "goes back by its own timer, {minutes} minutes after the push began; the next deploy finishes either"
    ),
    Timer.GONE: (
        "no revert timer was left after the confirmation, and running-config was not seen as it was proved: it keeps "
        "the new configuration or has gone back; the next deploy finishes either"
    ),
}


def _usable(sessions: list[Link]) -> Link:
    """The last session; where it is lost, another one, which is added to the list."""
    if not sessions[-1].usable:
        sessions.append(Link(sessions[-1].access))
    return sessions[-1]


def _hand_in(link: Link, session: Link) -> None:
    """Add another session's counts to those of the push's own, and close it."""
    link.lines_sent += session.lines_sent
    link.log_ins += session.log_ins
    link.other_log_ins += session.other_log_ins
    session.disconnect()


def _attempt(change: str, undo: Callable[[Link], object], link: Link) -> str:
    try:
        undo(link)
    except HeadendError as error:
        log.debug("%s: undoing %s: %s", link.headend, change, type(error).__name__)
        return f"{change}: {error.message.splitlines()[0]}"
    return ""
