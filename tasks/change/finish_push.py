"""After the confirmation: save, record, and leave nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.base.errors import Busy, HeadendError, HeadendFailed, NotFinished, Unreachable
from flexvpn.ios.dialogues import CONFIRM, FILENAME
from flexvpn.planning.plan import PutFile, RemoveCertificate, RemoveFile
from flexvpn.planning.push import new_record
from flexvpn.router.leftovers import MERGE_FILE, NOTE, OLD, leftovers
from flexvpn.router.record import RECORD_FILE
from tasks.change.debug import end_left_debugging
from tasks.change.end_sessions import end_sessions
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_import
from tasks.change.remove_file import remove_file
from tasks.read.leftovers import archive_of
from tasks.read.preflight import commit_in_the_air

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import Bundle
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link

_SAVING = 120.0
_STANDS = "the new configuration runs and is confirmed; `headend deploy` again saves and records it"
_GONE = "what was pushed is confirmed and saved, and who was removed does not get in again; a session may still be up"
_AGAIN = "`headend deploy` again ends it; so does `headend sessions --disconnect USER`"
_LOST = (
    "the new configuration was confirmed; whether it is saved is not known, and a router that restarted "
    "unsaved is back where it was: `headend deploy` again looks, and saves and records what is not"
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What came after the confirmation.

    Attributes:
        cut: sessions of users who left, seen gone.
        unfinished: what could not be cleaned up: the next deploy tries again.
    """

    cut: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()


def finish_push(
    link: Link, plan: Plan, before: Inspection, after: Inspection, bundle: Bundle, archives: tuple[str, ...]
) -> Finished:
    """Save, end the sessions of who left, renew the record, clean up; finish as well what a killed push left.

    Sessions end after the confirmation, so that a push that is undone has cut nobody off for nothing, and after the
    saving, so that the account does not come back with a restart because a session would not end. While one is up the
    record still knows whose it is.

    Args:
        link: an open session.
        plan: what was pushed.
        before: the inspection that it was made from.
        after: the inspection that proved it.
        bundle: intent and materials.
        archives: names of the backups that our revert timers made, or notes that tell them from the operator's own.

    Raises:
        NotFinished: the configuration was not saved, somebody who has left is still connected, or the record was not
            written.
    """
    leaving, cut = _leaving(plan, before, bundle), tuple[str, ...]()
    try:
        tries = {
            step.label: _tried(link, step, save_next=True)
            for step in plan.steps
            if isinstance(step, RemoveCertificate)
        }
        # Nothing of a debug is ever saved; whoever left it was killed, for this push holds the headend's lock.
        end_left_debugging(link, after.observation.config)
        save(link)
        ends, leaving = leaving, frozenset()
        cut = _end_sessions(link, ends)
        remaining = frozenset(label for label, problem in tries.items() if problem)
        content = new_record(plan, bundle, after.observation, remaining).to_bytes()
        put_file(link, RECORD_FILE, content, free_bytes=after.observation.free_bytes)
    except HeadendFailed as error:
        raise _tidied(_not_finished(error), link, leaving, _traces(plan, archives), cut) from error
    problems = [*tries.values(), *_remove(link, (*archives, *_files(plan, before, bundle)))]
    return Finished(cut, tuple(problem for problem in problems if problem))


def left_unsaved(
    error: NotFinished, link: Link, plan: Plan, before: Inspection, bundle: Bundle, archives: tuple[str, ...]
) -> NotFinished:
    """The same failure of a push that stands and is not to be saved, once nobody who left is connected any more."""
    return _tidied(error, link, _leaving(plan, before, bundle), _traces(plan, archives))


def _not_finished(error: HeadendFailed) -> NotFinished:
    if isinstance(error, NotFinished):
        return error
    state = _LOST if isinstance(error, Unreachable) else _STANDS
    return NotFinished(error.headend, error.step, error.what, reply=error.reply, state=state)


def _tidied(
    error: NotFinished, link: Link, leaving: frozenset[str], traces: Iterable[str], cut: tuple[str, ...] = ()
) -> NotFinished:
    """Nobody who left stays connected, and no secret on bootflash, because a push could not be finished."""
    left: tuple[str, ...] = ()
    if link.usable:
        try:
            cut += _end_sessions(link, leaving)
        except HeadendFailed as other:
            left = (other.what,)
        left += _remove(link, traces)
    ended = (f"sessions ended: {', '.join(cut)}",) if cut else ()
    return error.leaving("; ".join((*ended, *left)))


def _leaving(plan: Plan, before: Inspection, bundle: Bundle) -> frozenset[str]:
    """Whose sessions end with this push; a ticket ends them itself, and more than these."""
    return frozenset() if bundle.scope is not None else bundle.leavers(plan, before.observation)


def _end_sessions(link: Link, users: frozenset[str]) -> tuple[str, ...]:
    """Whom a push takes away is not connected any more. The account went first: nobody slips back in.

    Raises:
        NotFinished: one of them is, or may be: the router does not name everybody who is connected.
    """
    if not users:
        return ()
    try:
        ended = end_sessions(link, users, state=_GONE)
    except HeadendFailed as error:
        known = (error.headend, error.step, error.what)
        raise NotFinished(*known, reply=error.reply, state=error.state, hint=_AGAIN) from error
    if doubts := ended.doubt(users):
        raise NotFinished(link.headend, "clear session", "; ".join(doubts), state=_GONE, hint=_AGAIN)
    return tuple(f"{one.user} from {one.peer}" for one in ended.sessions)


def _traces(plan: Plan, archives: tuple[str, ...]) -> tuple[str, ...]:
    return (*archives, *((MERGE_FILE,) if plan.lines else ()))


def _remove(link: Link, names: Iterable[str]) -> tuple[str, ...]:
    """Delete these files from bootflash, archives by the note in them as well; what could not be deleted, in words."""
    try:
        made = [archive_of(link, name) if name.startswith(NOTE) else name for name in names]
    except HeadendError as error:
        # Without its archive the candidate stays: the note in it is all that tells which one is ours.
        return (error.message,)
    tries = (_tried(link, RemoveFile(name=name)) for name in dict.fromkeys(made) if name)
    return tuple(problem for problem in tries if problem)


def save(link: Link) -> None:
    """Write the running configuration to startup; never while a revert timer may yet take it back.

    Raises:
        Busy: somebody's commit waits for its confirmation. Nothing was saved.
        NotUnderstood: whether one does cannot be read. Nothing was saved.
        CommandRefused: the router does not say that it did.
    """
    if waiting := commit_in_the_air(link):
        raise Busy(link.headend, "write memory", f"{waiting.what}; nothing was saved", hint=waiting.mend)
    reply = link.must("write memory", questions=(CONFIRM, FILENAME), idle=_SAVING)
    if "[OK]" not in reply:
        raise HeadendFailed(link.headend, "write memory", "the router does not say [OK]", reply=reply)


def _files(plan: Plan, before: Inspection, bundle: Bundle) -> Iterator[str]:
    if plan.lines:
        yield MERGE_FILE
    for step in plan.steps:
        if isinstance(step, RemoveFile):
            yield step.name
        elif isinstance(step, PutFile) and step.replaces:
            yield step.name + OLD
    yield from (item.name for item in leftovers(before.observation, bundle.files) if item.name)


def _tried(link: Link, step: RemoveFile | RemoveCertificate, *, save_next: bool = False) -> str:
    """``save_next``: a lost connection is more than one thing left undone."""
    try:
        if isinstance(step, RemoveFile):
            remove_file(link, step.name)
        else:
            remove_import(link, step.label)
    except Unreachable as error:
        if save_next:
            raise
        return error.message
    except HeadendError as error:
        return error.message
    return ""
