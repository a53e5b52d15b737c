"""``show archive``, ``configure replace``, ``configure revert`` and ``configure confirm``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab import diff, render, revert
from lab.config_log import settings
from lab.dialogue import Ask, ExecCommand, IncompleteCommandError, InvalidInputError
from lab.exec.terminal import configure_terminal
from lab.storage import absolute, read
from lab.timestamps import stamp

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

OFF = " Archive feature not enabled\n"
SURE = (
    "This will apply all necessary additions and deletions\n"
    "to replace the current running configuration with the\n"
    "contents of the specified configuration file, which is\n"
    "assumed to be a complete configuration, not a partial\n"
)
PENDING = "%Rollback Confirmed Change is already pending. Use configure confirm or configure revert first\n"


def show_archive(router: Router, _session: Session, _args: str) -> Dialogue:
    """The list of saved configurations (form REAL)."""
    if revert.archive_path(router) is None:
        yield OFF
        return
    names, most = router.archive.names, revert.maximum(router)
    yield f"The maximum archive configurations allowed is {most}.\n"
    yield f"There are currently {len(names)} archive configurations saved.\n"
    following = f"{revert.archive_path(router)}-<timestamp>-{router.archive.next_number}"
    yield f"The next archive file will be named {following}\n"
    yield " Archive #  Name\n"
    for number in range(1, most + 1):
        name = names[number - 1] if number <= len(names) else ""
        recent = " <- Most Recent" if number == len(names) else ""
        yield f"   {number:<8} {name}{recent}\n"


def show_differences(router: Router, session: Session, args: str) -> Dialogue:
    """``show archive config differences [FILE1 [FILE2]]``."""
    words = [word for word in args.split() if word != "ignorecase"]
    first = words[0] if words else "nvram:startup-config"
    second = words[1] if len(words) > 1 else "system:running-config"
    texts = []
    for path in (absolute(session.here, first), absolute(session.here, second)):
        data = read(router, path)
        if data is None:
            yield f"%Error opening {path} (No such file or directory)\n"
            return
        texts.append(data.decode("utf-8", "replace"))
    if any(" nvram:" in text for text in texts):
        texts = [diff.stored_form(text) for text in texts]
    lines = diff.contextual(*texts)
    yield "!Contextual Config Diffs:\n" + (f"{lines}\n\n" if lines else "!No changes were found\n\n")


def show_incremental(router: Router, session: Session, args: str) -> Dialogue:
    """``show archive config incremental-diffs FILE``: what a copy to running-config would add."""
    words = args.split()
    if not words:
        raise IncompleteCommandError
    path = absolute(session.here, words[0])
    data = read(router, path)
    if data is None:
        yield f"%Error opening {path} (No such file or directory)\n"
        return
    text = data.decode("utf-8", "replace")
    if not re.search(r"(?m)^end\s*$", text):
        yield "%Error: Parsing of config file returned error code 5\n"
        return
    lines = diff.incremental("\n".join(render.configuration(router)), text)
    yield "!List of Commands:\n" + "".join(f"{line}\n" for line in lines) + "end\n"
    yield "\n" if lines else "!No changes were found\n\n"


def show_timer(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show archive config rollback timer``."""
    pending = router.pending
    if pending is None:
        yield "%No Rollback Confirmed Change pending\n"
        return
    yield f"Time configured(or reconfigured): {stamp(router.local(pending.configured))}\n"
    yield f"Timer type: {'idle' if pending.idle else 'absolute'} timer\n"
    yield f"Timer value: {pending.minutes} min\nUser: {pending.user or 'console'}\n"


def show_config_log(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show archive log config all``."""
    if not settings(router)[0]:
        yield "The configuration logger is not enabled\n"
        return
    yield " idx   sess           user@line      Logged command\n"
    for number, (user, where, line) in enumerate(router.config_log, start=1):
        yield f"{number:5} {1:5} {user + '@' + where:>20}  |{line}\n"


def archive_config(router: Router, _session: Session, _args: str) -> Dialogue:
    """``archive config``: save one now."""
    if revert.archive_now(router) is None:
        yield "%Archive path is not configured\n"


def archive_on_write(router: Router) -> None:
    """``write-memory`` in the archive block: every save is archived as well."""
    block = router.running.child("archive")
    if block is not None and block.child("write-memory") is not None:
        revert.archive_now(router)


def configure_revert_timer(router: Router, session: Session, args: str) -> Dialogue:
    """``configure terminal revert timer N``: everything from here on goes back unless confirmed."""
    if router.pending is not None:
        yield PENDING
        return
    words = args.split()
    said = revert.arm(router, session, int(words[-1]), idle="idle" in words)
    if said is None:
        yield revert.NO_ARCHIVE
        return
    yield said
    yield from configure_terminal(router, session, "")


def configure_replace(router: Router, session: Session, args: str) -> Dialogue:
    """``configure replace FILE [list] [force] [revert trigger error] [timer N]``."""
    name, options = _replace_options(args)
    path = absolute(session.here, name)
    data = read(router, path)
    if data is None:
        yield f"%Error opening {path} (No such file or directory)\n"
        return
    minutes = next((int(word) for word in options if word.isdigit()), 0)
    trigger = "trigger" in options
    if (minutes or trigger) and (router.pending is not None or revert.archive_path(router) is None):
        yield PENDING if router.pending is not None else revert.NO_ARCHIVE
        return
    if "force" not in options:
        yield SURE
        answer = yield Ask("configuration. Enter Y if you are sure you want to proceed. ? [no]: ")
        if not answer.strip().lower().startswith("y"):
            return
    if minutes or trigger:
        yield revert.arm(router, session, minutes or 120) or ""
    target = data.decode("utf-8", "replace")
    if trigger:
        yield from revert.replace_or_restore(router, target, listing="list" in options)
        if not minutes:
            revert.confirm(router)
    else:
        yield from revert.replace(router, target, listing="list" in options)
    router.changed_by(session.user)


def _replace_options(args: str) -> tuple[str, list[str]]:
    words = args.split()
    if not words:
        raise IncompleteCommandError
    known = ("list", "force", "revert", "trigger", "error", "timer", "time", "ignorecase", "nolock")
    for index, word in enumerate(words[1:], start=1):
        if word not in known and not word.isdigit():
            raise InvalidInputError(index)
    return words[0], words[1:]


def configure_confirm(router: Router, _session: Session, _args: str) -> Dialogue:
    """``configure confirm``: keep what was configured."""
    if not revert.confirm(router):
        yield "%No Rollback Confirmed Change pending\n"


def configure_revert(router: Router, session: Session, args: str) -> Dialogue:
    """``configure revert now`` and ``configure revert timer N``."""
    if router.pending is None:
        yield "%No Rollback Confirmed Change pending\n"
        return
    if args.startswith("now"):
        yield "Rollback Confirmed Change: rolling to configuration " + router.pending.backup + "\n\n"
        yield from revert.revert_now(router)
        router.changed_by(session.user)
        return
    revert.rearm(router, session, int(args.rsplit(maxsplit=1)[-1]))


COMMANDS = (
    ExecCommand("show archive", show_archive, 15, "Archive functions", ""),
    ExecCommand("show archive config differences", show_differences, 15, "Difference of two configurations"),
    ExecCommand("show archive config incremental-diffs", show_incremental, 15, "What a file would add"),
    ExecCommand("show archive config rollback timer", show_timer, 15, "Pending rollback", ""),
    ExecCommand("show archive log config", show_config_log, 15, "Log of configuration commands", "[all]"),
    ExecCommand("archive config", archive_config, 15, "Save the configuration in the archive", ""),
    ExecCommand(
        "configure terminal revert",
        configure_revert_timer,
        15,
        "Parameters for reverting",
        "timer [idle] <minutes:1-120>",
    ),
    ExecCommand("configure replace", configure_replace, 15, "Replace the running-config"),
    ExecCommand("configure confirm", configure_confirm, 15, "Confirm replacement of running-config", ""),
    ExecCommand(
        "configure revert",
        configure_revert,
        15,
        "Parameters for reverting",
        "{now|timer [idle] <minutes:1-120>}",
    ),
)
