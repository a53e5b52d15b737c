"""What earlier pushes have left on a router: files, lines, and archives of ours, never the operator's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.facts import archive
from flexvpn.ios.files import FLASH, on_flash
from flexvpn.router.leftovers import MERGE_FILE, NOTE, Leftover, leftovers, our_archive
from tasks.read.show import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.router.inspection import Observation
    from tasks.session.link import Link


def stale_note(link: Link, observation: Observation) -> str:
    """The note at the head of the merge file that a killed push has left; the rest of that file holds secrets."""
    if MERGE_FILE not in observation.files:
        return ""
    answer = link.ask(f"more {on_flash(MERGE_FILE)} | include ^{NOTE}")
    return next((line.strip() for line in answer.splitlines() if line.startswith(NOTE)), "")


def archive_of(link: Link, note: str) -> str:
    """The archive that a note describes, among those that the router lists now; empty where that is not certain.

    Raises:
        NotUnderstood: the router's list cannot be read.
    """
    if not note:
        return ""
    return our_archive(note, archive.read(show(link, archive.read.command), headend=link.headend).only())


def find_leftovers(link: Link, observation: Observation, files: Iterable[str]) -> tuple[Leftover, ...]:
    """All that earlier pushes have left, with a revert timer's archive; change nothing.

    Raises:
        NotUnderstood: the router's list of archives cannot be read.
    """
    left = leftovers(observation, files)
    name = archive_of(link, stale_note(link, observation))
    # The router goes on listing an archive that was deleted, and an inspection lists the root of bootflash alone.
    plain = name.removeprefix(FLASH).lstrip("/")
    if not name or ("/" not in plain and plain not in observation.files):
        return left
    return (*left, Leftover(name, "the backup that a push's revert timer made"))
