"""After the confirmation: save, record, and leave nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.errors import Busy, HeadendError, HeadendFailed, Unreachable
from flexvpn.leftovers import MERGE_FILE, NOTE, OLD, leftovers
from flexvpn.plan import PutFile, RemoveCertificate, RemoveFile
from flexvpn.push import new_record
from flexvpn.record import RECORD_FILE
from tasks.debugging import end_left_debugging
from tasks.leftovers import archive_of
from tasks.preflight import commit_in_the_air
from tasks.put_file import put_file
from tasks.questions import CONFIRM, FILENAME
from tasks.remove_certificate import remove_import
from tasks.remove_file import remove_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flexvpn.inspection import Inspection
    from flexvpn.plan import Plan
    from flexvpn.push import Bundle
    from tasks.link import Link

_SAVING = 120.0
_STANDS = "the new configuration runs and is confirmed; `headend deploy` again saves and records it"
_LOST = (
    "the new configuration was confirmed; whether it is saved is not known, and a router that restarted "
    "unsaved is back where it was: `headend deploy` again looks, and saves and records what is not"
)


class NotFinished(HeadendFailed):
    """The push stands on the running router, but it was not saved, not recorded, or a leaver is still connected."""

    code = "E215"
    advice = "run it again: it finishes what is left; `write memory` at the console saves it at once"


def finish_push(
    link: Link,
    plan: Plan,
    before: Inspection,
    after: Inspection,
    bundle: Bundle,
    archives: tuple[str, ...],
    ending: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Remove what nothing uses any more, save, renew the record, clean up; finish as well what a killed push left.

    Args:
        link: an open session.
        plan: what was pushed.
        before: the inspection that it was made from.
        after: the inspection that proved it.
        bundle: intent and materials.
        archives: names of the backups that our revert timers made, or notes that tell them from the operator's own.
        ending: what comes between saving and recording; while it fails, the record still knows whom the push removed.

    Returns:
        What could not be cleaned up: the next deploy tries again.

    Raises:
        NotFinished: the configuration was not saved, somebody who has left is still connected, or the record was not
            written.
    """
    try:
        tries = {
            step.label: _tried(link, step, save_next=True)
            for step in plan.steps
            if isinstance(step, RemoveCertificate)
        }
        # Nothing of a debug is ever saved; whoever left it was killed, for this push holds the headend's lock.
        end_left_debugging(link, after.observation.config)
        save(link)
        ending()
        remaining = frozenset(label for label, problem in tries.items() if problem)
        content = new_record(plan, bundle, after.observation, remaining).to_bytes()
        put_file(link, RECORD_FILE, content, free_bytes=after.observation.free_bytes)
    except NotFinished:
        raise
    except HeadendFailed as error:
        raise NotFinished(
            link.headend,
            error.step,
            error.what,
            reply=error.reply,
            state=_LOST if isinstance(error, Unreachable) else _STANDS,
        ) from error
    problems = [*tries.values(), *remove_left(link, (*archives, *_files(plan, before, bundle)))]
    return tuple(problem for problem in problems if problem)


def remove_left(link: Link, names: Iterable[str]) -> tuple[str, ...]:
    """Delete these files from bootflash, archives by the note in them as well; what could not be deleted, in words."""
    made = [archive_of(link, name) if name.startswith(NOTE) else name for name in names]
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
