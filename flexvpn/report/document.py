"""The document that ``--json`` prints, and the exit code: one entry for every headend that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from flexvpn.base.values import FROZEN
from flexvpn.report.redaction import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from flexvpn.base.errors import HeadendError
    from flexvpn.base.outcome import Outcome

R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")

FORMAT = 1
"""Raised when a field changes its meaning or goes; new fields come without."""

_WORST_LAST = (0, 2, 1, 3)
DIFFERS = 2

Verdict = Literal["ok", "differs", "failed", "skipped"]


class Problem(BaseModel):
    """Why a headend could not be done."""

    model_config = FROZEN

    code: Annotated[str, Field(description="what `headend explain` takes")]
    message: str
    hint: str = ""


class Entry(BaseModel, Generic[R]):
    """What became of one headend."""

    model_config = FROZEN

    headend: str
    verdict: Verdict
    exit_code: int
    seconds: float = 0.0
    lines_sent: Annotated[int, Field(description="lines that the router's CLI received after log-in")] = 0
    log_ins: Annotated[int, Field(description="SSH log-ins to the router's CLI")] = 0
    other_log_ins: Annotated[int, Field(description="SSH log-ins of file transfers, and of the proof")] = 0
    problem: Problem | None = None
    result: R | None = None


class Document(BaseModel, Generic[R]):
    """One run of one command."""

    model_config = ConfigDict(**FROZEN)

    format: int = FORMAT
    command: str
    version: Annotated[str, Field(description="of the program")]
    started: AwareDatetime
    exit_code: int
    headends: tuple[Entry[R], ...]


def worst(codes: Iterable[int]) -> int:
    """The exit code of a run: refused before 'could not be done' before 'differs' before 'as it should be'."""
    return max(codes, key=_WORST_LAST.index, default=0)


def entry(
    outcome: Outcome[T],
    kind: type[R],
    result: Callable[[T], R],
    differs: Callable[[T], bool],
    clean: Callable[[str], str],
) -> Entry[R]:
    """One headend's outcome as the document says it; texts pass ``clean``, which takes secrets out."""
    common: dict[str, Any] = {
        "headend": outcome.headend,
        "seconds": round(outcome.seconds, 2),
        "lines_sent": outcome.lines_sent,
        "log_ins": outcome.log_ins,
        "other_log_ins": outcome.other_log_ins,
    }
    shape = Entry[kind]  # type: ignore[valid-type]
    if outcome.error is not None:
        failure = problem(outcome.error, clean)
        return shape(**common, verdict="failed", exit_code=outcome.exit_code, problem=failure)
    if outcome.skipped or outcome.value is None:
        hint = "mend what failed, then run it again: it does only the rest"
        failure = Problem(
            code="E200",
            message=clean(outcome.skipped or "no answer"),
            hint=hint if outcome.skipped else "",
        )
        return shape(**common, verdict="skipped", exit_code=outcome.exit_code or 1, problem=failure)
    code = DIFFERS if differs(outcome.value) else 0
    cleaned = without_secrets(result(outcome.value), clean)
    return shape(**common, verdict="differs" if code else "ok", exit_code=code, result=cleaned)


def problem(error: HeadendError, clean: Callable[[str], str] = str) -> Problem:
    """An error as the document says it."""
    return Problem(code=error.code, message=clean(error.message), hint=clean(error.hint))


def document(
    command: str, version: str, started: datetime, entries: tuple[Entry[R], ...], kind: type[R]
) -> Document[R]:
    """All headends of one run."""
    shape = Document[kind]  # type: ignore[valid-type]
    return shape(
        command=command,
        version=version,
        started=started,
        exit_code=worst(entry.exit_code for entry in entries),
        headends=entries,
    )


class Refusal(BaseModel):
    """What ``--json`` prints where nothing was connected to: every mistake at once."""

    model_config = FROZEN

    format: int = FORMAT
    command: str
    version: str
    exit_code: int
    problem: Problem
