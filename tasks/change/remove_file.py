"""Delete or rename files on bootflash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.base.errors import CommandRefused
from flexvpn.ios.dialogues import CONFIRM, FILENAME
from flexvpn.ios.files import on_flash
from flexvpn.ios.replies import refusals

if TYPE_CHECKING:
    from tasks.session.link import Link

_ABSENT = re.compile(r"No such file", re.IGNORECASE)


def remove_file(link: Link, name: str) -> bool:
    """Delete a file; one that is not there is no error.

    Returns:
        Whether it was there.

    Raises:
        CommandRefused: the router does not delete it.
    """
    line = f"delete /force {on_flash(name)}"
    reply = link.ask(line, questions=(FILENAME, CONFIRM))
    refused = refusals(reply)
    if refused and not _ABSENT.search(reply):
        raise CommandRefused(
            link.headend, line, "the router does not delete the file", reply="\n".join(refused)
        )
    return not refused


def rename_file(link: Link, old: str, new: str) -> None:
    """Rename a file; no file may have the new name (a router would ask or refuse, docs/iosxe.md section 7).

    Raises:
        CommandRefused: the router does not rename it.
    """
    link.must(f"rename {on_flash(old)} {on_flash(new)}", questions=(FILENAME, CONFIRM))
