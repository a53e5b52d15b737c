"""A plan as people read it: per headend, grouped by section, secrets as references with a fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.credentials import TOKEN
from flexvpn.base.plurals import counted
from flexvpn.ios.change import walk
from flexvpn.ios.line import shown
from flexvpn.planning.plan import (
    ClearSession,
    ImportPkcs12,
    MergeConfig,
    PutFile,
    RemoveCertificate,
    RemoveFile,
)
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.report.results import spoken
from flexvpn.router.leavers import notes_on_unnamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flexvpn.ios.change import Change
    from flexvpn.planning.plan import AnyStep, Plan
    from flexvpn.planning.section_changes import Replaced, SectionChanges
    from flexvpn.router.held import Held


def plan_text(plan: Plan) -> tuple[Piece, ...]:
    """Everything that a push would do, and what it costs."""
    if not plan:
        notes = tuple(Line(f"  note: {note}", Tone.WARN) for note in plan.notes)
        head = Line(f"{plan.headend} ({plan.release}): nothing to do", Tone.GOOD)
        return (head, *held_text(plan.held), *notes)
    return (
        Line(f"{plan.headend} ({plan.release}): {summary(plan)}", Tone.TITLE),
        *(line for step in plan.steps for line in _step(step, plan)),
        *users_removed(plan),
        *held_text(plan.held),
        *_endings(plan),
        _cost(plan),
        *(Line(f"  note: {note}", Tone.WARN) for note in plan.notes),
    )


def users_removed(plan: Plan) -> tuple[Line, ...]:
    """Whom a push takes off the headend, each by name, however long the plan is."""
    gone = plan.removed_users
    return (Line(f"  users removed: {', '.join(gone)}", Tone.WARN),) if gone else ()


def summary(plan: Plan) -> str:
    """``1 file, 1 certificate, 58 lines``."""
    counts = (
        (sum(isinstance(step, PutFile | RemoveFile) for step in plan.steps), "file"),
        (sum(isinstance(step, ImportPkcs12 | RemoveCertificate) for step in plan.steps), "certificate"),
        (len(plan.lines), "line"),
        (sum(isinstance(step, ClearSession) for step in plan.steps) + len(plan.ends), "session"),
    )
    parts = [counted(count, noun) for count, noun in counts if count]
    return ", ".join(parts) or "nothing to do"


def _step(step: AnyStep, plan: Plan) -> Iterator[Line]:
    match step:
        case PutFile():
            verb, tone = ("~", Tone.WARN) if step.replaces else ("+", Tone.ADD)
            yield Line("  files")
            yield Line(f"    {verb} bootflash:/{step.name}  {step.size} bytes, MD5 {step.md5}", tone)
        case RemoveFile():
            yield Line("  files")
            yield Line(f"    - bootflash:/{step.name}", Tone.REMOVE)
        case ImportPkcs12():
            yield Line("  certificate")
            label = step.label if step.label == step.trustpoint else f"{step.trustpoint} as {step.label}"
            yield Line(f"    + {label}  SHA-1 {step.sha1}", Tone.ADD)
        case RemoveCertificate():
            yield Line("  certificate")
            yield Line(f"    - {step.label}", Tone.REMOVE)
        case MergeConfig():
            for part in step.parts:
                yield Line(f"  {part.section.replace('_', ' ')}")
                yield from part_lines(part, plan.replaced, lambda name: spoken(plan, name))
        case ClearSession():
            yield Line("  sessions")
            yield Line(f"    - {step.user} at {step.address} port {step.port}", Tone.REMOVE)


def held_text(held: Iterable[Held]) -> Iterator[Line]:
    """What of the router is left alone, and why."""
    for line_held in held:
        yield Line(f"  left alone: {line_held.line}", Tone.WARN)
        yield Line(f"    {line_held}", Tone.DIM)


def part_lines(
    part: SectionChanges, replaced: Iterable[Replaced], say: Callable[[str], str]
) -> Iterator[Line]:
    """The lines of a section, and below each the line of the router that is gone by it."""
    were = {pair.line: pair.was for pair in replaced if pair.section == part.section}
    for path, change in walk(part.changes):
        yield _config_line(change, len(path), say)
        if was := were.get(shown((*path, change.line))):
            yield Line(f"      in place of: {was}", Tone.REMOVE)


def _config_line(change: Change, indent: int, say: Callable[[str], str]) -> Line:
    """One configuration line with its sign and its tone; ``say`` names the secret behind a placeholder."""
    text = TOKEN.sub(lambda placeholder: say(placeholder[1]), change.line)
    return Line(f"    {change.mark} {' ' * indent}{text}", Tone.REMOVE if change.mark == "-" else Tone.ADD)


def _endings(plan: Plan) -> Iterator[Line]:
    if plan.ends:
        yield Line("  sessions")
    yield from (
        Line(f"    - {session.user} from {session.address}: session ends", Tone.REMOVE)
        for session in plan.ends
    )


def _cost(plan: Plan) -> Line:
    if plan.cuts_sessions:
        many = "s" if plan.cuts_sessions != 1 else ""
        return Line(f"  cost: {plan.cuts_sessions} live session{many} will be cut", Tone.BAD)
    open_question = "".join(f"; {text}" for text in notes_on_unnamed(plan.nameless))
    if plan.ends:
        many = counted(len(plan.ends), "session")
        return Line(f"  cost: {many} of users who leave will end, no other is cut{open_question}", Tone.BAD)
    if open_question:
        return Line(f"  cost: no session is known to end{open_question}", Tone.BAD)
    return Line("  cost: no session is cut", Tone.DIM)
