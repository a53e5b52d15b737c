"""Files by any name that IOS-XE gives them, configurations included; saving and loading the startup."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from lab import render

if TYPE_CHECKING:
    from lab.router import Router

_FLASH = re.compile(r"^(?:(?:bootflash|flash|harddisk|disk0)\d*:|/bootflash/|[^:]+$)")

_SYSTEM = re.compile(r"[a-z][a-z0-9-]*:", re.IGNORECASE)


def absolute(here: str, path: str) -> str:
    """The path from its file system on: as it is where it names one, else looked for from ``here`` on."""
    if _SYSTEM.match(path):
        return path
    system, _, folder = here.partition(":")
    # What the operating system below calls /bootflash is what IOS calls bootflash:.
    if re.match(r"/bootflash(?:/|$)", path):
        system, path = "bootflash", path.removeprefix("/bootflash") or "/"
    return f"{system}:{posixpath.normpath(posixpath.join(folder or '/', path))}"


def is_flash(path: str) -> bool:
    """Tell whether ``path`` is on bootflash (any alias of it)."""
    return _FLASH.match(path) is not None


def read(router: Router, path: str) -> bytes | None:
    """The bytes of a file, of ``system:running-config`` or of ``nvram:startup-config``; ``None`` if absent."""
    low = path.lower().replace(":/", ":")
    if low in ("system:running-config", "running-config"):
        return ("\n".join(render.configuration(router)) + "\n").encode()
    if low in ("nvram:startup-config", "startup-config"):
        return router.startup.encode() if router.startup is not None else None
    if not is_flash(path) or not router.flash.exists(path):
        return None
    return router.flash.read(path)


def exists(router: Router, path: str) -> bool:
    """Tell whether ``read`` would find something."""
    return read(router, path) is not None


def save_startup(router: Router, user: str) -> None:
    """``write memory``: configuration to startup-config, keys and certificates to nvram."""
    router.last_save = (router.clock.now(), user)
    router.startup = "\n".join(render.configuration(router, stored=True)) + "\n"
    router.pki.save()
