"""The result of one headend in one run: a value, an error or the reason why it was skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from flexvpn.base.errors import HeadendError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The result of a task for one headend. Every headend asked for has one, also if it crashed or was skipped.

    Attributes:
        headend: its name in the inventory.
        value: what the task returned; None where it failed or was not run.
        error: why it failed; None where it did not.
        skipped: why it was not run at all (an earlier batch failed); empty where it was.
        seconds: how long it took.
        lines_sent: lines that its command line received after log-in.
        log_ins: SSH log-ins to its command line.
        other_log_ins: those for file transfers, and the second one that proves that the next operator gets in.
    """

    headend: str
    value: T | None = None
    error: HeadendError | None = None
    skipped: str = ""
    seconds: float = 0.0
    lines_sent: int = 0
    log_ins: int = 0
    other_log_ins: int = 0

    @property
    def ok(self) -> bool:
        """True where the task ran to its end."""
        return self.error is None and not self.skipped

    @property
    def exit_code(self) -> int:
        """The error's own exit code, 1 where it was skipped, 0 otherwise."""
        if self.error is not None:
            return self.error.exit_code
        return 1 if self.skipped else 0

    def get(self) -> T:
        """The value.

        Raises:
            HeadendError: the error of the task, if it failed.
            ValueError: the task was not run.
        """
        if self.error is not None:
            raise self.error
        if self.value is None:
            raise ValueError(f"{self.headend}: {self.skipped or 'the task gave no value'}")
        return self.value
