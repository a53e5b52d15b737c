"""``login block-for``: after too many failures nobody may log in for a while (words as IOS documents them)."""

from __future__ import annotations

import collections
import datetime
from typing import TYPE_CHECKING

from lab.acl import permits
from lab.dialogue import ExecCommand

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

NO_ACL = "sl_def_acl"


class LoginGuard:
    """Counts failed log-ins of one router and closes its door."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._failures: collections.deque[datetime.datetime] = collections.deque(maxlen=1000)
        self._quiet_until: datetime.datetime | None = None

    def settings(self) -> tuple[int, int, int] | None:
        """Seconds of silence, failures, and seconds in which they count; ``None`` where nothing is configured."""
        value = self._router.running.value("login block-for")
        if value is None:
            return None
        words = value.split()
        return int(words[0]), int(words[2]), int(words[4])

    def failed(self, user: str, peer: str) -> None:
        """A log-in failed: the last of too many begins the silence."""
        chosen, now = self.settings(), self._router.clock.now()
        if chosen is None or self.is_quiet():
            return
        block, most, within = chosen
        self._failures.append(now)
        if len(self.recent(within)) < most:
            return
        self._failures.clear()
        self._quiet_until = now + datetime.timedelta(seconds=block)
        self._router.note(
            "SEC_LOGIN-1-QUIET_MODE_ON",
            f"Still timeleft for watching failures is {within} secs, [user: {user}] [Source: {peer}] "
            f"[localport: 22] [Reason: Login Authentication Failed] [ACL: {self.access_class() or NO_ACL}]",
        )
        self._router.clock.call_later(block, self._over)

    def recent(self, within: int) -> list[datetime.datetime]:
        """Failures that still count."""
        oldest = self._router.clock.now() - datetime.timedelta(seconds=within)
        return [moment for moment in self._failures if moment > oldest]

    def access_class(self) -> str | None:
        """Whose addresses may log in all the same."""
        return self._router.running.value("login quiet-mode access-class")

    def is_quiet(self) -> bool:
        """Tell whether the door is closed."""
        return self._quiet_until is not None and self._router.clock.now() < self._quiet_until

    def seconds_left(self) -> int:
        """Of the silence."""
        if self._quiet_until is None:
            return 0
        return max(0, int((self._quiet_until - self._router.clock.now()).total_seconds()))

    def admits(self, peer: str) -> bool:
        """Tell whether a client at this address may try."""
        if not self.is_quiet():
            return True
        name = self.access_class()
        return name is not None and permits(self._router, name, peer)

    def _over(self) -> None:
        if not self.is_quiet():
            self._quiet_until = None
            self._router.note(
                "SEC_LOGIN-5-QUIET_MODE_OFF", "Quiet Mode is OFF, because block period timed out"
            )


def show_login(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show login`` (form of IOS's documentation)."""
    guard, chosen = router.guard, router.guard.settings()
    delay = router.running.value("login delay") or ("1" if chosen else None)
    yield (
        f"     A login delay of {delay} seconds is applied.\n"
        if delay
        else "     No login delay has been applied.\n"
    )
    name = guard.access_class()
    yield (
        f"     Quiet-Mode access list {name} is applied.\n\n"
        if name
        else ("     No Quiet-Mode access list has been configured.\n\n")
    )
    if chosen is None:
        yield "     Router NOT enabled to watch for login Attacks\n\n"
        return
    block, most, within = chosen
    yield "     Router enabled to watch for login Attacks.\n"
    yield f"     If more than {most} login failures occur in {within} seconds or less,\n"
    yield f"     logins will be disabled for {block} seconds.\n\n"
    if guard.is_quiet():
        yield "     Router presently in Quiet-Mode.\n"
        yield f"     Will remain in Quiet-Mode for {guard.seconds_left()} seconds.\n"
        yield f"     Denying logins from all sources{' but those of ' + name if name else ''}.\n\n"
    else:
        yield "     Router presently in Normal-Mode.\n"
        yield f"     Present login failure count {len(guard.recent(within))}.\n\n"


COMMANDS = (ExecCommand("show login", show_login, 1, "Display Secure Login Configurations and State", ""),)
