"""Archive, ``configure replace`` and the revert timer: how a router goes back by itself."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab import render
from lab.dialogue import Ask, run_dialogue
from lab.diff import rollback, stored_form
from lab.flash import NoSpaceError, canonical_path
from lab.session import Session

if TYPE_CHECKING:
    import datetime

    from lab.clock import Timer
    from lab.dialogue import Dialogue
    from lab.router import Router

MOST_PASSES = 5
LAST_MINUTE = (
    "Rollback Confirmed Change: Rollback will begin in one minute.\n"
    'Enter "configure confirm" if you wish to keep what you\'ve configured\n'
)
NO_ARCHIVE = (
    "%Please turn config archive on and configure archive path before trying a rollback confirmed change\n"
)


@dataclasses.dataclass(slots=True)
class Pending:
    """A change that goes back unless it is confirmed."""

    user: str
    minutes: int
    configured: datetime.datetime
    backup: str
    timers: list[Timer]
    idle: bool = False


@dataclasses.dataclass(slots=True)
class Archive:
    """Saved configurations by number; the files lie on bootflash."""

    names: list[str] = dataclasses.field(default_factory=list)
    next_number: int = 0


def archive_path(router: Router) -> str | None:
    """The configured path, ``None`` while the archive is off."""
    block = router.running.child("archive")
    node = block.child("path") if block else None
    return node.text.removeprefix("path ").strip() if node else None


def maximum(router: Router) -> int:
    """How many configurations are kept; ten unless configured."""
    block = router.running.child("archive")
    node = block.child("maximum") if block else None
    return int(node.text.split()[1]) if node else 10


def next_name(router: Router) -> str:
    """The next archive file: path, time and number (REAL).

    The time is the log's with dashes in it, `-CET` at its end included where log messages show the zone (INF: files
    are seen both with and without).
    """
    stamp = router.log_time(router.clock.now()).replace(" ", "-").replace(":", "-")
    return f"{archive_path(router)}-{stamp}-{router.archive.next_number}"


def archive_now(router: Router) -> str | None:
    """Save the running configuration into the archive; its name, or ``None`` when it cannot be."""
    if archive_path(router) is None:
        return None
    name = next_name(router)
    text = "\n" + "\n".join(render.configuration(router)) + "\n"
    try:
        router.flash.write(name, text.encode())
    except NoSpaceError:
        return None
    router.archive.names.append(name)
    router.archive.next_number = (router.archive.next_number + 1) % 100
    while len(router.archive.names) > maximum(router):
        oldest = router.archive.names.pop(0)
        if router.flash.exists(oldest):
            router.flash.delete(oldest)
    return name


def arm(router: Router, session: Session, minutes: int, *, idle: bool = False) -> str | None:
    """Start the revert timer; what is printed, or ``None`` without an archive."""
    name = archive_now(router)
    if name is None:
        return None
    pending = Pending(session.user, minutes, router.clock.now(), name, [], idle)
    router.pending = pending
    _schedule(router, session, pending, minutes)
    router.note("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP", f"Backing up current running config to {name}")
    router.note(
        "ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER",
        f"User: {session.user}: Scheduled to rollback to config {name} in {minutes} minutes",
    )
    return f"Rollback Confirmed Change: Backing up current running config to {name}\n\n"


def rearm(router: Router, session: Session, minutes: int) -> None:
    """``configure revert timer N``: another time for the change that is pending."""
    pending = router.pending
    if pending is None:
        return
    for timer in pending.timers:
        timer.cancel()
    pending.timers.clear()
    pending.minutes, pending.configured = minutes, router.clock.now()
    _schedule(router, session, pending, minutes)


def confirm(router: Router) -> bool:
    """Keep the change; ``False`` when none is pending."""
    if router.pending is None:
        return False
    for timer in router.pending.timers:
        timer.cancel()
    router.pending = None
    router.note("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CANCEL", "Rollback Confirmed Change: rollback cancelled")
    return True


def revert_now(router: Router) -> Dialogue:
    """Go back to the backup of the pending change."""
    pending = router.pending
    if pending is None:
        return
    for timer in pending.timers:
        timer.cancel()
    router.pending = None
    router.note("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START", f"Start rolling to: {pending.backup}")
    if not router.flash.exists(pending.backup):
        yield f"%Error opening {pending.backup} (No such file or directory)\n"
        return
    yield from replace(router, router.flash.read(pending.backup).decode("utf-8", "replace"))


def replace(router: Router, target: str, *, stop_on_error: bool = False, listing: bool = False) -> Dialogue:
    """Turn the running configuration into ``target``, in at most five passes (REAL texts)."""
    if "\nend" not in "\n" + target.rstrip() + "\n" or not target.strip():
        yield "% The input file is not a valid config file.\n"
        return
    said: list[str] = []
    commands: list[list[str]] = []
    # startup-config names files where running-config has the certificates themselves.
    shape = stored_form if " nvram:" in target else str
    for number in range(1, MOST_PASSES + 1):
        commands = rollback(shape("\n".join(render.configuration(router)) + "\n"), shape(target))
        if not commands:
            yield "".join(said)
            yield f"Total number of passes: {max(1, number - 1)}\nRollback Done\n\n"
            return
        if listing:
            yield "!List of Rollback Commands:\n"
            yield "".join(line + "\n" for block in commands for line in block) + "end\n\n"
        for block in commands:
            reply = _enter(router, block)
            said.append(_messages(reply))
            if stop_on_error and "%" in reply:
                yield f"Failed to apply command {block[-1].strip()}\nAborting Rollback.\n"
                yield _FAILED
                return
    yield "".join(said)
    yield "The rollback configlet from the last pass is listed below:\n********\n!List of Rollback Commands:\n"
    yield "".join(line + "\n" for block in commands for line in block)
    yield "end\n********\n\n\nRollback aborted after 5 passes\n"


_FAILED = "\x00failed"


def replace_or_restore(router: Router, target: str, *, listing: bool = False) -> Dialogue:
    """``revert trigger error``: the first refused line takes everything back."""
    before = "\n".join(render.configuration(router)) + "\n"
    failed = False
    for step in replace(router, target, stop_on_error=True, listing=listing):
        if step == _FAILED:
            failed = True
        else:
            yield step
    if failed:
        name = router.pending.backup if router.pending else "running-config"
        yield f"Rollback failed.Reverting back to the original configuration: {name}\n"
        yield from replace(router, before)
        confirm(router)


def _enter(router: Router, block: list[str]) -> str:
    session = Session(line_source="replace")
    printed: list[str] = []
    dialogue = router.apply(session, "\n".join(block))
    step = next(dialogue, None)
    while step is not None:
        try:
            if isinstance(step, Ask):
                step = dialogue.send("yes" if "yes/no" in step.prompt else "")
            else:
                printed.append(step)
                step = next(dialogue, None)
        except StopIteration:
            break
    return "".join(printed)


def _messages(reply: str) -> str:
    return "".join(line + "\n" for line in reply.splitlines() if line.startswith("%"))


def _schedule(router: Router, session: Session, pending: Pending, minutes: int) -> None:
    def tell(text: str) -> None:
        if session in router.sessions:
            session.tell(text)

    def warn() -> None:
        tell(LAST_MINUTE)

    def fire() -> None:
        if router.pending is pending:
            tell(run_dialogue(revert_now(router)))

    if minutes > 1:
        pending.timers.append(router.clock.call_later((minutes - 1) * 60, warn))
    else:
        pending.timers.append(router.clock.call_later(0.2, warn))
    pending.timers.append(router.clock.call_later(minutes * 60, fire))


__all__ = [
    "NO_ARCHIVE",
    "Archive",
    "Pending",
    "archive_now",
    "archive_path",
    "arm",
    "canonical_path",
    "confirm",
    "maximum",
    "next_name",
    "rearm",
    "replace",
    "replace_or_restore",
    "revert_now",
]
