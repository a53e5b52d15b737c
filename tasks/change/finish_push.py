"""After the confirmation of a push: save, end the sessions of users who left, write the record, clean up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flexvpn.base.errors import HeadendError, HeadendFailed, NotFinished, Unreachable
from flexvpn.planning.plan import PutFile, RemoveCertificate, RemoveFile
from flexvpn.planning.push import new_record
from flexvpn.router.leftovers import MERGE_FILE, NOTE, OLD, leftovers
from flexvpn.router.record import RECORD_FILE
from tasks.change.debug import end_left_debugging
from tasks.change.end_sessions import end_sessions
from tasks.change.put_file import put_file
from tasks.change.remove_certificate import remove_import
from tasks.change.remove_file import remove_file
from tasks.change.save import save
from tasks.read.leftovers import archive_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import Bundle
    from flexvpn.router.inspection import Inspection
    from tasks.session.link import Link

_STANDS = "the new configuration runs and is confirmed; `headend deploy` again saves and records it"
_GONE = "what was pushed is confirmed and saved, and who was removed does not get in again; a session may still be up"
_AGAIN = "`headend deploy` again ends it; so does `headend sessions --disconnect USER`"
_LOST = (
    "the new configuration was confirmed; whether it is saved is not known, and a router that restarted "
    "unsaved is back where it was: `headend deploy` again looks, and saves and records what is not"
)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was done after the confirmation.

    Attributes:
        cut: sessions of users who left, which were seen to be gone.
        unfinished: what could not be cleaned up; the next deploy tries again.
    """

    cut: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()


def finish_push(
    link: Link, plan: Plan, before: Inspection, after: Inspection, bundle: Bundle, archives: tuple[str, ...]
) -> Finished:
    """Save, end the sessions of users who left, write the record, clean up; what a killed push left is cleaned up too.

    Sessions end after the confirmation, so that a push that is undone has cut nobody off for nothing. They end after
    the saving, so that an account does not come back with a restart because its session would not end. The record is
    written last: while a session is up, it still says whose account was there.

    Args:
        link: an open session.
        plan: what was pushed.
        before: the inspection that it was made from.
        after: the inspection that proved it.
        bundle: intent and materials.
        archives: names of the backups that our revert timers made, or notes that tell them from the operator's.

    Raises:
        NotFinished: the configuration was not saved, a user who left is still connected, or the record was not written.
    """
    leaving, cut = _leaving(plan, before, bundle), tuple[str, ...]()
    try:
        tries = {
            step.label: _tried(link, step, save_next=True)
            for step in plan.steps
            if isinstance(step, RemoveCertificate)
        }
        # Nothing of a debug is ever saved. Its run was killed: a run that is alive would hold the headend's lock.
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
    """The failure of a push that stands and must not be saved; users who left are disconnected all the same."""
    return _tidied(error, link, _leaving(plan, before, bundle), _traces(plan, archives))


def _not_finished(error: HeadendFailed) -> NotFinished:
    if isinstance(error, NotFinished):
        return error
    state = _LOST if isinstance(error, Unreachable) else _STANDS
    return NotFinished(error.headend, error.step, error.what, reply=error.reply, state=state)


def _tidied(
    error: NotFinished, link: Link, leaving: frozenset[str], traces: Iterable[str], cut: tuple[str, ...] = ()
) -> NotFinished:
    """The same failure, after sessions of users who left were ended and files with secrets were removed."""
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
    """The users whose sessions end with this push; none for a ticket, which ends them itself, and more than these."""
    return frozenset() if bundle.scope is not None else bundle.leavers(plan, before.observation)


def _end_sessions(link: Link, users: frozenset[str]) -> tuple[str, ...]:
    """End the sessions of users whom a push removed. Their accounts went first, so that nobody logs in again.

    Raises:
        NotFinished: one of them is still connected, or may be, as the router does not name everybody.
    """
    if not users:
        return ()
    try:
        ended = end_sessions(link, users, state=_GONE)
    except HeadendFailed as error:
        failure = (error.headend, error.step, error.what)
        raise NotFinished(*failure, reply=error.reply, state=error.state, hint=_AGAIN) from error
    if notes := ended.notes(users):
        raise NotFinished(link.headend, "clear session", "; ".join(notes), state=_GONE, hint=_AGAIN)
    return tuple(f"{session.user} from {session.peer}" for session in ended.sessions)


def _traces(plan: Plan, archives: tuple[str, ...]) -> tuple[str, ...]:
    return (*archives, *((MERGE_FILE,) if plan.lines else ()))


def _remove(link: Link, names: Iterable[str]) -> tuple[str, ...]:
    """Delete these files from bootflash, and archives given by their notes; gives what could not be deleted."""
    try:
        made = [archive_of(link, name) if name.startswith(NOTE) else name for name in names]
    except HeadendError as error:
        # Where the archive stays, the merge file stays too: only the note in it tells which archive is ours.
        return (error.message,)
    tries = (_tried(link, RemoveFile(name=name)) for name in dict.fromkeys(made) if name)
    return tuple(problem for problem in tries if problem)


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
    """Remove one thing; gives why that failed. With ``save_next`` a lost connection is raised: saving needs it too."""
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
