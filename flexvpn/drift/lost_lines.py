"""Lines of ours that are not saved, and differ from the intent in nothing but that: the next reload would lose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.ios.change import walk
from flexvpn.ios.line import bare
from flexvpn.planning.plan import ImportPkcs12
from flexvpn.sections.headend import Headend

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.ios.contextual import DifferingLine
    from flexvpn.planning.plan import Plan


def lost_lines(unsaved: Iterable[DifferingLine], plan: Plan) -> Iterator[tuple[str, str]]:
    """Each line that is lost: what a waiver calls it, and how it differs from what is saved.

    Where the plan changes such a line, or its whole block, it is not the saving that is wrong with it.

    Args:
        unsaved: lines of ours in which running-config and startup-config differ.
        plan: what differs from the intent.
    """
    lines = tuple(unsaved)
    changing = frozenset(_settings(plan))
    whole = {line.path[0] for line in lines if len(line.path) == 1 and _setting(line.path) in changing}
    blocks = _replaced_blocks(plan) | whole
    for line in lines:
        if line.path[0] not in blocks and _setting(line.path) not in changing:
            yield line.path[-1], str(line)


def _replaced_blocks(plan: Plan) -> frozenset[str]:
    """Blocks that go as a whole, to come back or not."""
    imports = (step.trustpoint for step in plan.steps if isinstance(step, ImportPkcs12))
    return frozenset(
        {line for change in plan.changes for line in change.removes}
        | {f"crypto pki trustpoint {name}" for name in imports}
    )


def _settings(plan: Plan) -> Iterator[tuple[str, ...]]:
    for path, change in walk(plan.changes):
        yield _setting((*path[:1], change.line))


def _setting(path: tuple[str, ...]) -> tuple[str, ...]:
    """What a line sets, whatever to: its first words; of a user, the name."""
    *parents, line = path
    subject = None if parents else Headend.subject_of(line)
    if subject is not None:
        return ("", subject.kind, subject.name)
    words = bare(line.strip()).split()
    return (parents[0], words[0]) if parents else ("", *words[:3])
