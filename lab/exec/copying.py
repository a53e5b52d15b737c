"""``copy`` between running-config, startup-config, null: and bootflash (docs/iosxe.md section 3)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from lab import render
from lab.dialogue import Ask, IncompleteCommandError
from lab.flash import NoSpaceError, canonical_path
from lab.storage import absolute, is_flash, read, save_startup

if TYPE_CHECKING:
    from collections.abc import Generator

    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session

ABSENT = "(No such file or directory)"
OVERWRITE = "%Warning:There is a file already existing with this name \n"
COPY_RATE = 3200


def quiet(router: Router) -> bool:
    """Tell whether ``file prompt quiet`` is set."""
    return router.running.has("file prompt quiet")


def copy(router: Router, session: Session, args: str) -> Dialogue:
    """``copy SOURCE DESTINATION`` between running-config, startup-config, null: and bootflash."""
    words = [word for word in args.split() if not word.startswith("/")]
    if len(words) < 2:
        raise IncompleteCommandError
    source, destination = (_place(session.here, word) for word in words[:2])
    target = yield from _target(router, source, destination)
    if source == "null:":
        data: bytes | None = b""
    elif source == "running-config":
        data = ("\n" + "\n".join(render.configuration(router)) + "\n").encode()
    else:
        data = read(router, source)
    if data is None:
        yield f"%Error opening {source} {ABSENT}\n"
        return
    if target == "running-config":
        yield from _into_running(router, session, data)
    elif target == "startup-config":
        yield from _into_startup(router, session, source, data)
    elif target != "null:":
        yield from _into_flash(router, target, data)


def _target(router: Router, source: str, destination: str) -> Generator[str | Ask, str, str]:
    name = posixpath.basename(canonical_path(source))
    target = destination
    if not quiet(router) and destination != "null:":
        configuration = destination in ("running-config", "startup-config")
        shown = destination if configuration else canonical_path(destination) or name
        answer = yield Ask(f"Destination filename [{shown}]? ")
        if answer.strip():
            target = _place(f"{destination.partition(':')[0]}:/", answer.strip())
    return f"{target}{name}" if target.endswith(":") and target != "null:" else target


def _into_running(router: Router, session: Session, data: bytes) -> Dialogue:
    before, kept = session.line_source, session.contexts
    session.line_source, session.contexts = "file", []
    try:
        yield from router.apply(session, data.decode("utf-8", "replace"))
    finally:
        session.line_source, session.contexts = before, kept
    where = f"{session.user} on " if session.user else ""
    router.note("SYS-5-CONFIG_I", f"Configured from memory by {where}{session.line_name}")
    yield _copied(len(data))


def _into_startup(router: Router, session: Session, source: str, data: bytes) -> Dialogue:
    if source == "running-config":
        yield "Building configuration...\n"
        save_startup(router, session.user)
        yield "[OK]\n"
        return
    router.startup = data.decode("utf-8", "replace")
    yield "[OK]\n" + _copied(len(data))


def _into_flash(router: Router, target: str, data: bytes) -> Dialogue:
    if not is_flash(target):
        yield f"%Error opening {target} (Timed out)\n"
        return
    if router.flash.exists(target) and router.quirks.overwrite_asks and not quiet(router):
        yield OVERWRITE
        answer = yield Ask("Do you want to over write? [confirm]")
        if answer.strip().lower() not in ("", "y", "yes"):
            yield "%Error copying (Permission denied)\n"
            return
    try:
        router.flash.write(target, data)
    except NoSpaceError:
        yield f"%Error writing {target} (No space left on device)\n"
        return
    router.counters.flash_writes += 1
    yield _copied(len(data))


def _copied(size: int) -> str:
    seconds = max(0.1, size / COPY_RATE / 100)
    return f"{size} bytes copied in {seconds:.3f} secs ({int(size / seconds)} bytes/sec)\n"


def _place(here: str, word: str) -> str:
    low = word.lower()
    if low == "system:running-config" or (len(low) > 2 and "running-config".startswith(low)):
        return "running-config"
    if low == "nvram:startup-config" or (len(low) > 2 and "startup-config".startswith(low)):
        return "startup-config"
    return absolute(here, word)
