"""What earlier pushes have left on a router; of archives only our own, never the operator's."""

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
    """The note that a killed push has left at the head of its merge file; the rest of that file is secret."""
    if MERGE_FILE not in observation.files:
        return ""
    answer = link.ask(f"more {on_flash(MERGE_FILE)} | include ^{NOTE}")
    return next((line.strip() for line in answer.splitlines() if line.startswith(NOTE)), "")


def archive_of(link: Link, note: str) -> str:
    """The archive that a note means, by what the router lists now; empty where there is none or it is not certain.

    Raises:
        NotUnderstood: the router's list cannot be read.
    """
    if not note:
        return ""
    return our_archive(note, archive.read(show(link, archive.read.command), headend=link.headend).only())


def find_leftovers(link: Link, observation: Observation, files: Iterable[str]) -> tuple[Leftover, ...]:
    """All that earlier pushes have left, the archive of a revert timer included. Nothing is changed.

    Raises:
        NotUnderstood: the router's list of archives cannot be read.
    """
    found = leftovers(observation, files)
    name = archive_of(link, stale_note(link, observation))
    # The router goes on listing an archive that was deleted; of other folders an inspection knows nothing.
    plain = name.removeprefix(FLASH).lstrip("/")
    if not name or ("/" not in plain and plain not in observation.files):
        return found
    return (*found, Leftover(name, "the backup that a push's revert timer made"))
