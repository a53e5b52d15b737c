"""Tickets as people read them: what was done, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import named
from flexvpn.report.layout import Line, Piece, Tone

if TYPE_CHECKING:
    from flexvpn.tickets.ledger import OpenTicket
    from flexvpn.tickets.outcome import UsersPushed

_FEW = 8


def pushed_text(done: tuple[tuple[str, UsersPushed], ...]) -> tuple[Piece, ...]:
    """What was done to each headend."""
    pieces: list[Piece] = []
    for name, pushed in done:
        out = pushed.users_get_in == "no"
        can = f"on it, but users do not get in ({named(pushed.because)})" if out else "can log in"
        words = [f"{few(pushed.present)} {can}"] if pushed.present else []
        words += [f"{few(pushed.gone)} can not"] if pushed.gone else []
        state = ("saved" if out else "proved and saved") if pushed.changed else "was so already"
        pieces.append(Line(f"{name}: {'; '.join(words)}: {state}", Tone.BAD if out else Tone.GOOD))
        pieces += [Line(f"  fail  {text}", Tone.BAD) for text in pushed.shut]
        pieces += [Line(f"  session cleared: {text}", Tone.WARN) for text in pushed.cut]
        pieces += [Line(f"  not finished: {text}", Tone.WARN) for text in (*pushed.unfinished, *pushed.lost)]
        if pushed.elsewhere:
            text = f"  something else differs here and was left alone: {', '.join(pushed.elsewhere)}"
            pieces.append(Line(f"{text} (`headend drift`)", Tone.DIM))
    return tuple(pieces)


def open_text(left: OpenTicket) -> tuple[Line, ...]:
    """What a ticket has left to do: which users on which routers, and what goes on with it."""
    lines: list[Line] = []
    if left.headends:
        where = "; ".join(f"{headend} ({few(users)})" for headend, users in left.headends.items())
        text = f"{left.ticket}: open on {where}: `headend offboard --expired` goes on with it"
        lines.append(Line(text, Tone.WARN))
    if left.unrecorded:
        text = f"{left.ticket}: begun, and never written to users.yaml for {few(left.unrecorded)}: run the same again"
        lines.append(Line(text, Tone.WARN))
    return tuple(lines)


def few(names: tuple[str, ...]) -> str:
    """The first of many names, and how many more there are."""
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more} more" if more > 0 else "")
