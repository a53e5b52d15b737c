"""What a ticket system posts back as a comment: Markdown for people, JSON for programs. No secret in either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, BaseModel

from flexvpn.base.finding import named
from flexvpn.base.values import FROZEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flexvpn.base.errors import HeadendError
    from flexvpn.base.outcome import Outcome
    from flexvpn.tickets.outcome import UsersPushed

_TITLES = {
    "done": "Done",
    "partly": "Partly done: some headends could not be reached or refused, or are not cleaned up",
    "refused": "Refused: nothing was changed",
    "failed": "Failed",
}


class HeadendResult(BaseModel):
    """One headend."""

    model_config = FROZEN

    headend: str
    ok: bool
    can_log_in: tuple[str, ...] = ()
    can_not: tuple[str, ...] = ()
    sessions_cleared: tuple[str, ...] = ()
    problem: str = ""


class TicketResult(BaseModel):
    """One ticket."""

    model_config = FROZEN

    format: int = 1
    ticket: str
    file: str
    time: AwareDatetime
    verdict: Literal["done", "partly", "refused", "failed"]
    message: str = ""
    hint: str = ""
    headends: tuple[HeadendResult, ...] = ()

    def markdown(self) -> str:
        """As a comment."""
        lines = [f"**{_TITLES[self.verdict]}** (ticket {self.ticket or 'without a number'})", ""]
        lines += [f"    {line}" for line in self.message.splitlines()]
        lines += ["", self.hint] if self.hint else []
        if self.headends:
            lines += ["", "| headend | can log in | can not | |", "| --- | --- | --- | --- |"]
        for headend in self.headends:
            remark = headend.problem or (
                "sessions ended: " + ", ".join(headend.sessions_cleared) if headend.sessions_cleared else ""
            )
            cells = (headend.headend, ", ".join(headend.can_log_in), ", ".join(headend.can_not), remark)
            lines.append("| " + " | ".join(_cell(text) for text in cells) + " |")
        return "\n".join(lines).strip() + "\n"


def headend_result(outcome: Outcome[UsersPushed], clean: Callable[[str], str]) -> HeadendResult:
    """What became of one headend."""
    if outcome.error is not None:
        message = clean(outcome.error.message.splitlines()[0])
        return HeadendResult(headend=outcome.headend, ok=False, problem=f"{message} ({outcome.error.code})")
    pushed = outcome.value
    shut = pushed is not None and pushed.users_get_in == "no"
    return HeadendResult(
        headend=outcome.headend,
        ok=outcome.ok,
        can_log_in=pushed.present if pushed and not shut else (),
        can_not=pushed.gone if pushed else (),
        sessions_cleared=pushed.cut if pushed else (),
        problem=outcome.skipped or (clean("; ".join(_problems(pushed))) if pushed else ""),
    )


def _problems(pushed: UsersPushed) -> Iterator[str]:
    if pushed.users_get_in == "no" and pushed.present:
        yield f"{', '.join(pushed.present)} on it, but users do not get in ({named(pushed.because)})"
    if pushed.unfinished:
        yield f"not cleaned up: {'; '.join(text.splitlines()[0] for text in pushed.unfinished)}"


def of_error(
    ticket: str, file: str, time: AwareDatetime, error: HeadendError, clean: Callable[[str], str]
) -> TicketResult:
    """A ticket that was refused, or that could not be recorded."""
    verdict: Literal["refused", "failed"] = "refused" if error.code in {"E103", "E112"} else "failed"
    return TicketResult(
        ticket=ticket,
        file=file,
        time=time,
        verdict=verdict,
        message=clean(error.message),
        hint=clean(error.hint),
    )


_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")
"""What Markdown would read as more than a character: users' names may hold all of it."""


def _cell(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))
