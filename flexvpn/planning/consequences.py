"""Changes that only follow from another step: what makes a router read a file again, what names a new certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flexvpn.sections.headend import Headend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flexvpn.ios.change import Change
    from flexvpn.planning.section_changes import SectionChanges


def only_reads_again(part: SectionChanges) -> bool:
    """True where changes of a section that brings a file leave everything as it is: they make the router read the file.

    Every line that is taken away is entered again as it was, but for the slash behind ``bootflash:``. In any other
    section that is a difference: proposals in another order, a pool that comes back smaller.
    """
    if not any(
        name == part.section and kind.reads_again is not None for name, kind in Headend.section_types()
    ):
        return False
    settings = tuple(setting for change in part.changes for setting in change.below or (change,))
    gone = {_one_form(setting.takes_away) for setting in settings if setting.takes_away}
    come = {_one_form(setting.line) for setting in settings if not setting.takes_away}
    return bool(gone) and gone == come


def _one_form(line: str) -> str:
    return line.replace(" bootflash:/", " bootflash:")


def without_labels(changes: Iterable[Change], labels: set[str]) -> tuple[Change, ...]:
    """The changes less those that name a label that is about to be imported, and what is left empty by that."""
    if not labels:
        return tuple(changes)
    named = {f"pki trustpoint {label}" for label in labels}
    kept: list[Change] = []
    for change in changes:
        moved = any(setting.line.removesuffix(" sign") in named for setting in change.below)
        rest = tuple(one for one in change.below if not moved or "pki trustpoint " not in one.line)
        if change.line.removeprefix("crypto ") not in named and (rest or not change.below):
            kept.append(replace(change, below=rest))
    return tuple(kept)
