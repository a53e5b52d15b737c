"""``exec-timeout``: a session that types nothing is ended; ``absolute-timeout``: any is, after so long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.clock import Timer
    from lab.router import Router
    from lab.session import Session

DEFAULT_SECONDS = 600


def timeout_of(router: Router, line: int) -> int:
    """Seconds of silence that a line allows; 0 is for ever."""
    node = router.line_config(line)
    setting = node.child("exec-timeout") if node is not None else None
    if setting is None:
        return DEFAULT_SECONDS
    minutes, seconds = (int(word) for word in setting.text.split()[1:3])
    return minutes * 60 + seconds


class IdleTimer:
    """Watches one session on the router's clock; one pending timer, moved on when it finds recent input."""

    def __init__(self, router: Router, session: Session) -> None:
        self._router = router
        self._session = session
        self._timer: Timer | None = None
        self._wait(timeout_of(router, session.line))
        node = router.line_config(session.line)
        most = int((node.value("absolute-timeout") if node is not None else None) or 0)
        self._last = router.clock.call_later(most * 60, session.end) if most else None

    def cancel(self) -> None:
        """The session is over."""
        for timer in (self._timer, self._last):
            if timer is not None:
                timer.cancel()

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._timer = self._router.clock.call_later(seconds, self._look)

    def _look(self) -> None:
        allowed = timeout_of(self._router, self._session.line)
        last = self._session.last_input or self._session.started
        if last is None or not allowed:
            return
        left = allowed - (self._router.clock.now() - last).total_seconds()
        if left > 0:
            self._wait(max(1.0, left))
        else:
            self._session.end()
