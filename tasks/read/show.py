"""Commands that read a router; none of them changes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.base.errors import CommandRefused
from flexvpn.facts.files import read_verify
from flexvpn.ios.files import on_flash

if TYPE_CHECKING:
    from tasks.session.link import Link

_REFUSED = re.compile(
    r"^\s*(?:% ?(?:Invalid input|Incomplete|Ambiguous|Unrecognized)|Command authorization failed)",
    re.MULTILINE,
)
_LONG = 120.0


def show(link: Link, command: str) -> str:
    """The output of a show command.

    Percent signs are no error here: `show crypto key mypubkey rsa` begins its lines with them.

    Raises:
        CommandRefused: the router refuses the command.
    """
    answer = link.ask(command, idle=_LONG)
    if _REFUSED.search(answer[:2000]):
        raise CommandRefused(link.headend, command, "the router refuses the command", reply=answer.strip())
    return answer


def md5_of(link: Link, name: str) -> str | None:
    """The MD5 of a file on bootflash, made by the router; None where the file is not there.

    Raises:
        NotUnderstood: the answer is neither a digest nor that there is no such file.
    """
    answer = link.ask(f"verify /md5 {on_flash(name)}", idle=_LONG)
    return read_verify(answer, headend=link.headend).only().digest or None


def more(link: Link, name: str) -> str:
    """The text of a file on bootflash. Ask only for files that a listing shows: for others it is an error message.

    Raises:
        CommandRefused: the router refuses the command; that says nothing about the file.
    """
    return show(link, f"more {on_flash(name)}")
