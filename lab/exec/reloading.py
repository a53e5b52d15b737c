"""``reload``, now or later: the restart that undoes what was not saved, which careful people set before a change."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from lab.dialogue import Ask, ExecCommand, InvalidInputError
from lab.pki.asking import yes_no
from lab.timestamps import stamp

if TYPE_CHECKING:
    from collections.abc import Generator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

NOT_SAVED = "System configuration has been modified. Save? [yes/no]: "
NONE_SET = "%No reload is scheduled.\n"
ABORTED = "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n"


def reload_now(router: Router, session: Session, _args: str) -> Dialogue:
    """``reload``: asks to save what is not saved, then restarts from startup-config."""
    yield from _offer_to_save(router, session)
    if (yield from _confirmed()):
        session.closing = True
        router.reload()


def reload_in(router: Router, session: Session, args: str) -> Dialogue:
    """``reload in [HH:]MM``: the router restarts then, unless somebody cancels it."""
    found = re.match(r"(?:(\d{1,3}):)?(\d{1,5})(?: |$)", args)
    if found is None:
        raise InvalidInputError
    seconds = (int(found[1] or 0) * 60 + int(found[2])) * 60
    yield from _offer_to_save(router, session)
    due = router.clock.now() + datetime.timedelta(seconds=seconds)
    who = session.who
    yield f"Reload scheduled for {stamp(router.local(due))} (in {_left(seconds)}) by {who}\n"
    if not (yield from _confirmed()):
        return
    router.cancel_reload()
    router.scheduled = (due, who, router.clock.call_later(seconds, router.reload))
    router.note(
        "SYS-5-SCHEDULED_RELOAD",
        f"Reload requested for {stamp(router.local(due))} at {stamp(router.local(router.clock.now()))} by {who}.",
    )


def reload_cancel(router: Router, _session: Session, _args: str) -> Dialogue:
    """``reload cancel``: everybody is told."""
    if not router.cancel_reload():
        yield NONE_SET
        return
    for one in tuple(router.sessions):
        one.tell(ABORTED)
    router.note(
        "SYS-5-SCHEDULED_RELOAD_CANCELLED",
        f"Scheduled reload cancelled at {stamp(router.local(router.clock.now()))}",
    )


def show_reload(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show reload``."""
    if router.scheduled is None:
        yield "No reload is scheduled.\n"
        return
    due, who, _ = router.scheduled
    left = _left((due - router.clock.now()).total_seconds())
    yield f"Reload scheduled for {stamp(router.local(due))} (in {left}) by {who}\n"


def _offer_to_save(router: Router, session: Session) -> Dialogue:
    changed, saved = router.last_change, router.last_save
    if changed is None or (saved is not None and changed[0] <= saved[0]):
        return
    if (yield from yes_no(NOT_SAVED)):
        from lab.storage import save_startup

        yield "Building configuration...\n[OK]\n"
        save_startup(router, session.user)


def _confirmed() -> Generator[str | Ask, str, bool]:
    answer = yield Ask("Proceed with reload? [confirm]")
    return answer.strip().lower() in ("", "y", "yes")


def _left(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    parts = [f"{minutes} minute{'' if minutes == 1 else 's'}"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest} second{'' if rest == 1 else 's'}")
    return " and ".join(parts)


COMMANDS = (
    ExecCommand(
        "reload",
        reload_now,
        15,
        "Halt and perform a cold restart",
        "[{/noverify|/verify|pause|reason <line>}]",
    ),
    ExecCommand("reload in", reload_in, 15, "Reload after a time interval", "<time> [<line>]"),
    ExecCommand("reload cancel", reload_cancel, 15, "Cancel pending reload", ""),
    ExecCommand("show reload", show_reload, 1, "Scheduled reload information", ""),
)
