"""What the table of releases means for a line: keywords that are refused or renamed, and warnings."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lab.dialogue import InvalidInputError
from lab.releases import CAUTIONS, REFUSALS, RENAMINGS, Behaviour, Caution, Refusal, Upon

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from lab.change import Change, Tag
    from lab.dialogue import Ask, Dialogue
    from lab.program import Element
    from lab.router import Router
    from lab.syntax import Match


def shielded(router: Router) -> bool:
    """Tell whether the compliance shield is in force: since the last reload, whatever was typed after it."""
    return router.does(Behaviour.SHIELD) and not router.shield_disabled


def in_force(router: Router, refusal: Refusal) -> bool:
    """Tell whether this router refuses so now."""
    return refusal.holds(router.release) and (not refusal.shield or shielded(router))


def forbidden(router: Router, mode: str, line: str) -> frozenset[str]:
    """The algorithms that the compliance shield forbids in a line."""
    judged = (r for r in REFUSALS if r.shield and (r.mode, r.line) == (mode, line))
    return frozenset(word for refusal in judged if in_force(router, refusal) for word in refusal.keywords)


def renamed(router: Router, mode: str, match: Match[Tag]) -> Match[Tag]:
    """The line under the names of this release.

    Raises:
        InvalidInputError: its first word is the name of another release.
    """
    for renaming in RENAMINGS:
        if renaming.mode != mode or match.words[0] not in (renaming.old, renaming.new):
            continue
        now, later = renaming.holds(router.release), match.words[0] == renaming.new
        if (later and not now) or (now and not later and not router.quirks.old_cluster_words):
            raise InvalidInputError(-match.keywords)
        return dataclasses.replace(match, words=(renaming.new if now else renaming.old, *match.words[1:]))
    return match


def accepted(change: Change) -> Generator[str | Ask, str, bool]:
    """Refuse a line with a keyword that this router has not, or that the compliance shield forbids.

    Raises:
        InvalidInputError: at the keyword.
    """
    router, mode, words = change.router, change.row.mode, change.match.words
    kept = change.session.line_source == "boot" and router.quirks.shield_keeps_startup
    for refusal in REFUSALS:
        at = refusal.first(mode, words)
        if at is None or (refusal.shield and kept) or not in_force(router, refusal):
            continue
        if not _is_unknown(router, refusal):
            change.refused = True
            yield refusal.words + "\n"
            return False
        raise InvalidInputError(at - change.match.keywords)
    return True


def _is_unknown(router: Router, refusal: Refusal) -> bool:
    """Tell whether the keyword is one that the router has never heard of."""
    return not refusal.words or router.quirks.weak_algorithm_invalid


def warned(change: Change) -> Dialogue:
    """Warn of a line that was taken."""
    mode, words = change.row.mode, change.match.words
    weak = (r.upon for r in REFUSALS if r.upon is not None and r.first(mode, words) is not None)
    for upon in dict.fromkeys(weak):
        yield from warn(change.router, upon)
    if words[0] != "snmp-server":
        return
    user = change.match.text.split()
    if user[1:2] == ["user"] and "v3" in user and "access" not in user:
        yield from warn(change.router, Upon.SNMP)


def warn(router: Router, upon: Upon) -> Dialogue:
    """Print what this router says upon something, and log what it logs."""
    for caution in cautions(router, upon):
        if caution.printed:
            yield caution.words + "\n"
        if caution.log:
            router.note(caution.log, caution.words.strip())


def cautions(router: Router, upon: Upon) -> Iterator[Caution]:
    """The warnings of this router: a quirk decides whether, the release in which words."""
    for quirk in dict.fromkeys(c.quirk for c in CAUTIONS if c.upon is upon):
        own = [c for c in CAUTIONS if c.upon is upon and c.quirk == quirk]
        now = [c for c in own if c.holds(router.release)]
        if not quirk:
            yield from now
        elif getattr(router.quirks, quirk):
            yield from now or own[:1]


def existing(router: Router, mode: str, text: str, elements: list[Element]) -> list[Element]:
    """Without the keywords that do not exist on this router: what ``?`` shows after ``text``."""
    typed = text.lower().split()
    absent = {keyword for r in REFUSALS if _hides(router, r, mode, typed) for keyword in r.keywords}
    if not typed:
        absent |= {r.old if r.holds(router.release) else r.new for r in RENAMINGS if r.mode == mode}
    return [element for element in elements if element.kind or element.text not in absent]


def _hides(router: Router, refusal: Refusal, mode: str, typed: list[str]) -> bool:
    line = refusal.line.split()
    if mode != refusal.mode or len(typed) < len(line):
        return False
    begun = all(word.startswith(part) for part, word in zip(typed, line, strict=False))
    return begun and _is_unknown(router, refusal) and in_force(router, refusal)
