"""Save running-config, unless a revert timer may still undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.errors import Busy, HeadendFailed
from flexvpn.ios.dialogues import CONFIRM, FILENAME
from tasks.read.preflight import pending_commit

if TYPE_CHECKING:
    from tasks.session.link import Link

_SAVING = 120.0


def save(link: Link) -> None:
    """Write running-config to startup-config; never while a revert timer may still undo what runs.

    Raises:
        Busy: somebody's commit waits for its confirmation. Nothing was saved.
        NotUnderstood: whether a commit waits cannot be read. Nothing was saved.
        CommandRefused: the router refuses to save.
        HeadendFailed: the router does not say that it has saved.
    """
    if waiting := pending_commit(link):
        raise Busy(link.headend, "write memory", f"{waiting.what}; nothing was saved", hint=waiting.mend)
    reply = link.must("write memory", questions=(CONFIRM, FILENAME), idle=_SAVING)
    if "[OK]" not in reply:
        raise HeadendFailed(link.headend, "write memory", "the router does not say [OK]", reply=reply)
