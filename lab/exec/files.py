"""Files: ``dir``, ``more``, ``copy``, ``delete``, ``rename``, ``verify``, ``write memory``.

See docs/iosxe.md section 3.
"""

from __future__ import annotations

import hashlib
import posixpath
from typing import TYPE_CHECKING

from lab import render
from lab.dialogue import Ask, ExecCommand, IncompleteCommandError, InvalidInputError
from lab.exec.copying import ABSENT, copy, quiet
from lab.flash import canonical_path
from lab.storage import absolute, is_flash, read, save_startup
from lab.timestamps import from_utc

if TYPE_CHECKING:
    from lab.dialogue import Dialogue
    from lab.router import Router
    from lab.session import Session


def directory(router: Router, session: Session, args: str) -> Dialogue:
    """``dir [PATH]``: a directory, or one file, and the totals that scripts read free space from."""
    words = [word for word in args.split() if not word.startswith("/")]
    path = absolute(session.here, words[0] if words else "")
    if path.rstrip("/") in ("nvram:", "system:"):
        size = len(router.startup or "")
        yield f"Directory of {path.rstrip('/')}/\n\n"
        yield f"    1  -rw-{size:17}                    <no date>  startup-config\n\n"
        yield "33554432 bytes total (33543116 bytes free)\n"
        return
    if not is_flash(path):
        yield f"%Error opening {path} {ABSENT}\n"
        return
    name = canonical_path(path)
    rows = list(router.flash.listing(name)) if router.flash.is_directory(path) else []
    title = f"bootflash:/{name}" + ("/" if rows and name else "")
    if not router.flash.is_directory(path):
        if not router.flash.exists(path):
            yield f"%Error opening {path} {ABSENT}\n"
            return
        rows = [(posixpath.basename(name), router.flash.stat(path), False)]
    yield f"Directory of {title}\n\n"
    if not rows:
        yield "No files in directory\n"
    for shown, file, folder in rows:
        written = router.local(file.written)
        stamp = f"{written.wall:%b} {written.wall.day} {written.wall:%Y %H:%M:%S} {from_utc(written)}"
        yield f"{file.inode:5}  {'drwx' if folder else '-rw-'}{len(file.data):17}  {stamp:>27}  {shown}\n"
    yield f"\n{router.flash.total} bytes total ({router.flash.free} bytes free)\n"


def more(router: Router, session: Session, args: str) -> Dialogue:
    """``more FILE``: its text."""
    path = absolute(session.here, _one(args))
    data = read(router, path)
    if data is None:
        yield f"%Error opening {path} {ABSENT}\n"
        return
    text = data.decode("utf-8", "replace")
    yield text if text.endswith("\n") or not text else text + "\n"


def verify(router: Router, session: Session, args: str) -> Dialogue:
    """``verify /md5|/sha512 FILE [DIGEST]``; there is no /sha256."""
    words = args.split()
    if not words:
        raise IncompleteCommandError
    if words[0] not in ("/md5", "/sha512"):
        raise InvalidInputError(0)
    if len(words) < 2:
        raise IncompleteCommandError
    path = absolute(session.here, words[1])
    data = read(router, path)
    if data is None:
        yield f"%Error verifying {path} {ABSENT}\n"
        return
    digest = hashlib.new(words[0][1:], data).hexdigest()
    dots = "." * min(60, 4 + len(data) // 262_144)
    if len(words) == 2:
        yield f"{dots}Done!\nverify {words[0]} ({path}) = {digest}\n\n"
    elif words[2].lower() == digest:
        yield f"{dots}Done!\nVerified ({path}) = {digest}\n\n"
    else:
        yield f"{dots}Done!\n%Error verifying {path}\nComputed signature  = {digest}\n"
        yield f"Submitted signature = {words[2]}\n\n"


def delete(router: Router, session: Session, args: str) -> Dialogue:
    """``delete [/force] [/recursive] FILE``."""
    words = args.split()
    flags = [word for word in words if word.startswith("/")]
    names = [word for word in words if not word.startswith("/")]
    if any(not "/force".startswith(f) and not "/recursive".startswith(f) for f in flags):
        raise InvalidInputError(0)
    path = absolute(session.here, _one(" ".join(names)))
    if not any("/force".startswith(flag) for flag in flags):
        if not quiet(router):
            answer = yield Ask(f"Delete filename [{canonical_path(path)}]? ")
            path = absolute("bootflash:/", answer.strip()) if answer.strip() else path
        sure = yield Ask(f"Delete bootflash:/{canonical_path(path)}? [confirm]")
        if sure.strip().lower() not in ("", "y"):
            yield "Delete of bootflash:/" + canonical_path(path) + " aborted!\n"
            return
    if router.flash.is_directory(path) and any("/recursive".startswith(flag) for flag in flags):
        router.flash.remove_directory(path)
        return
    prefix = canonical_path(path)
    matching = [n for n in router.flash.names() if prefix.endswith("*") and n.startswith(prefix[:-1])]
    if not matching and not router.flash.exists(path):
        if not any("/recursive".startswith(flag) for flag in flags):
            yield f"%Error deleting {path} {ABSENT}\n"
        return
    for name in matching or [path]:
        router.flash.delete(name)


def rename(router: Router, session: Session, args: str) -> Dialogue:
    """``rename OLD NEW``."""
    words = args.split()
    if len(words) < 2:
        raise IncompleteCommandError
    old, new = (absolute(session.here, word) for word in words[:2])
    if not quiet(router):
        answer = yield Ask(f"Destination filename [{canonical_path(new)}]? ")
        new = absolute("bootflash:/", answer.strip()) if answer.strip() else new
    if not router.flash.exists(old):
        yield f"%Error renaming {old} {ABSENT}\n"
    elif router.flash.exists(new) and not router.quirks.rename_overwrites:
        yield f"%Error renaming {old} (File exists)\n"
    else:
        router.flash.rename(old, new)


def make_directory(router: Router, session: Session, args: str) -> Dialogue:
    """``mkdir DIR``."""
    name = canonical_path(absolute(session.here, _one(args)))
    if not quiet(router):
        answer = yield Ask(f"Create directory filename [{name}]? ")
        name = answer.strip() or name
    if router.flash.is_directory(name):
        yield f"%Error Creating dir bootflash:/{name} (Can't create a file that exists)\n"
        return
    router.flash.make_directory(name)
    yield f"Created dir bootflash:/{name}\n"


def remove_directory(router: Router, session: Session, args: str) -> Dialogue:
    """``rmdir DIR``."""
    name = canonical_path(absolute(session.here, _one(args)))
    if not quiet(router):
        yield Ask(f"Remove directory filename [{name}]? ")
        yield Ask(f"Delete bootflash:/{name}? [confirm]")
    router.flash.remove_directory(name)
    yield f"Removed dir bootflash:/{name}\n"


def write(router: Router, session: Session, args: str) -> Dialogue:
    """``write memory``, ``write erase``, ``write terminal``."""
    if args == "erase":
        yield from erase(router, session, "")
    elif args == "terminal":
        yield render.running_config(router)
    else:
        yield "Building configuration...\n"
        save_startup(router, session.user)
        yield "[OK]\n"
        from lab.exec.archive import archive_on_write

        archive_on_write(router)


def erase(router: Router, _session: Session, _args: str) -> Dialogue:
    """``erase startup-config``."""
    answer = yield Ask(
        "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
    )
    if answer.strip().lower() not in ("", "y"):
        return
    router.startup = None
    yield "[OK]\nErase of nvram: complete\n"
    router.note("SYS-7-NV_BLOCK_INIT", "Initialized the geometry of nvram")


def show_file_systems(router: Router, session: Session, _args: str) -> Dialogue:
    """``show file systems``: the star is where ``cd`` has gone."""
    yield "File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n"
    rows = (
        ("system:", "-", "-", "opaque"),
        ("bootflash:", router.flash.total, router.flash.free, "disk"),
        ("nvram:", 33554432, 33543116, "nvram"),
    )
    for prefix, size, free, kind in rows:
        star = "*" if session.here.startswith(prefix) else " "
        yield f"{star}{size:>13}{free:>14}{kind:>10}     rw   {prefix}\n"


def show_bootflash(router: Router, _session: Session, _args: str) -> Dialogue:
    """``show bootflash:``."""
    yield "-#- --length-- ---------date/time--------- path\n"
    for number, (name, file, folder) in enumerate(router.flash.listing(), start=1):
        size = 4096 if folder else len(file.data)
        written = router.local(file.written)
        stamp = f"{written.wall:%b %d %Y %H:%M:%S}.0000000000 {from_utc(written)}"
        yield f"{number:3} {size:10} {stamp} /bootflash/{name}\n"
    used = router.flash.total - router.flash.free
    yield f"\n{router.flash.free} bytes available ({used} bytes used)\n"


def _one(args: str) -> str:
    words = args.split()
    if not words:
        raise IncompleteCommandError
    if len(words) > 1:
        raise InvalidInputError(1)
    return words[0]


COMMANDS = (
    ExecCommand("dir", directory, 1, "List files on a filesystem"),
    ExecCommand("more", more, 15, "Display the contents of a file"),
    ExecCommand("verify", verify, 1, "Verify a file"),
    ExecCommand("delete", delete, 15, "Delete a file"),
    ExecCommand("rename", rename, 15, "Rename a file"),
    ExecCommand("mkdir", make_directory, 15, "Create new directory"),
    ExecCommand("rmdir", remove_directory, 15, "Remove existing directory"),
    ExecCommand("copy", copy, 15, "Copy from one file to another"),
    ExecCommand("write", write, 15, "Write running configuration to memory", "[{memory|erase|terminal}]"),
    ExecCommand("erase startup-config", erase, 15, "Erase contents of configuration memory", ""),
    ExecCommand("erase nvram:", erase, 15, "Erase nvram", ""),
    ExecCommand("show file systems", show_file_systems, 1, "List filesystems", ""),
    ExecCommand("show bootflash:", show_bootflash, 1, "display information about bootflash: file system"),
    ExecCommand("show flash:", show_bootflash, 1, "display information about flash: file system"),
)
