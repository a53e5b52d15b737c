"""The last line under many headends: how many differ, and how many nobody could ask."""

from __future__ import annotations

from flexvpn.base.plurals import counted
from flexvpn.report.layout import Line, Tone


def fleet_line(differ: int, done: int, asked: int, *, word: str, same: str) -> tuple[Line, ...]:
    """``1 of 2 headends drifted, 1 more could not be asked``; nothing under a single headend.

    Args:
        differ: headends that are not as they should be.
        done: headends that answered.
        asked: headends that should have.
        word: what those are that differ.
        same: what the others are.
    """
    missed = max(asked - done, 0)
    if not done or done + missed == 1:
        return ()
    if differ:
        text = f"{differ} of {counted(done, 'headend')} {word}"
        text += f", {missed} more could not be asked" if missed else ""
    elif missed:
        text = f"{done} of {counted(asked, 'headend')} {same}, the others could not be asked"
    else:
        text = f"every headend is {same}"
    return (Line(text, Tone.TITLE),)
