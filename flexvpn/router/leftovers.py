"""What a push that was killed, or another program's use of NAPALM, left on a router (docs/design.md section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flexvpn.router.debugs import what_is_left

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.facts.archive import Archive
    from flexvpn.router.inspection import Observation

PKCS12_UPLOAD: Final = "headend-import.p12"
MERGE_FILE: Final = "merge_config.txt"
NOTE: Final = "! revert archive:"
"""How a comment at the head of the merge file begins; it tells the next run which archive a killed push has left."""
NEW: Final = ".new"
OLD: Final = ".old"
_NAPALM: Final = {
    MERGE_FILE: "NAPALM's merge file; it holds secrets",
    "rollback_config.txt": "NAPALM's rollback file; it holds secrets",
    "candidate_config.txt": "NAPALM's candidate; it holds secrets",
}
_QUIET: Final = "file prompt quiet"


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that should not be there.

    Attributes:
        name: a file on bootflash; empty for a configuration line, which stays until a person removes it.
        what: what it is, and why it should be removed.
    """

    name: str
    what: str


def leftovers(observation: Observation, files: Iterable[str]) -> tuple[Leftover, ...]:
    """Files that the next deploy removes, and lines that a person should remove.

    Args:
        observation: what the router holds.
        files: names of files that the intent or the router's record knows.
    """
    left = [Leftover(name, reason) for name, reason in _NAPALM.items() if name in observation.files]
    if PKCS12_UPLOAD in observation.files:
        left.append(Leftover(PKCS12_UPLOAD, "a PKCS12 file whose passphrase nobody has"))
    for name in sorted(set(files)):
        if name + NEW in observation.files:
            left.append(Leftover(name + NEW, f"a {name} that never took its place"))
        if name + OLD in observation.files:
            left.append(Leftover(name + OLD, f"the {name} of before"))
    if debugs := what_is_left(observation.config):
        left.append(Leftover("", debugs))
    if _QUIET in observation.config:
        left.append(
            Leftover(
                "", f"`{_QUIET}` is configured: NAPALM leaves it behind; `no {_QUIET}` if nobody wants it"
            )
        )
    return tuple(left)


def archive_note(archive: Archive) -> str:
    """The note that tells our revert timer's backup from the operator's archives; written before the timer starts.

    It holds the name of the next archive, with a placeholder where IOS-XE writes the time, and the archives of that
    name that are there already: after a reload IOS-XE numbers them from the beginning again.
    """
    pattern = _pattern(archive.next_name)
    present = [
        config.name for config in archive.configs if pattern is not None and pattern.fullmatch(config.name)
    ]
    return " ".join((NOTE, archive.next_name or "-", *present))


def our_archive(note: str, archive: Archive) -> str:
    """The archive that a note describes; empty where none fits, or more than one does.

    Args:
        note: the line, as `archive_note` wrote it.
        archive: what the router lists now.
    """
    words = note.strip().removeprefix(NOTE).split()
    pattern = _pattern(words[0]) if words else None
    if pattern is None:
        return ""
    names = (config.name for config in archive.configs)
    candidates = [name for name in names if pattern.fullmatch(name) and name not in words[1:]]
    return candidates[0] if len(candidates) == 1 else ""


def _pattern(next_name: str | None) -> re.Pattern[str] | None:
    start, stamp, number = (next_name or "").partition("<timestamp>")
    return re.compile(f"{re.escape(start)}.+{re.escape(number)}") if stamp else None
