"""Lines that only follow from another step: what makes a router read a file again, what names a new certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.sections.headend import Headend
from flexvpn.sections.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterable

Marked = tuple[str, str]
"""A line with its mark."""


def blocks(lines: Iterable[Marked]) -> list[tuple[Marked, list[Marked]]]:
    """Each top-level line with the lines below it."""
    found: list[tuple[Marked, list[Marked]]] = []
    for mark, line in lines:
        if line.startswith(" ") and found:
            found[-1][1].append((mark, line))
        else:
            found.append(((mark, line), []))
    return found


def only_reads_again(section: str, lines: list[Marked]) -> bool:
    """True where lines of a section that brings a file leave everything as it is: they make the router read the file.

    Every line that is taken away is entered again as it was, but for the slash behind ``bootflash:``. In any other
    section that is a difference: proposals in another order, a pool that comes back smaller.
    """
    if not any(
        name == section and kind.read_again is not Section.read_again
        for name, kind in Headend.section_types()
    ):
        return False
    gone: set[str] = set()
    come: set[str] = set()
    for (_, parent), children in blocks(lines):
        for line in (child.strip() for _, child in children) if children else (parent,):
            (gone if line.startswith("no ") else come).add(
                line.removeprefix("no ").replace(" bootflash:/", " bootflash:")
            )
    return bool(gone) and gone == come


def without_labels(lines: list[Marked], labels: set[str]) -> list[Marked]:
    """The lines less those that name a label that is about to be imported, and what is left empty by that."""
    if not labels:
        return lines
    named = {f"pki trustpoint {label}" for label in labels}
    kept: list[Marked] = []
    for parent, children in blocks(lines):
        moved = any(line.strip().removesuffix(" sign") in named for _, line in children)
        rest = [one for one in children if not moved or "pki trustpoint " not in one[1]]
        if parent[1].removeprefix("crypto ") not in named and (rest or not children):
            kept += [parent, *rest]
    return kept
