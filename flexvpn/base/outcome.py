"""What became of one headend in one run: a value or an error, never nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from flexvpn.base.errors import HeadendError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The one answer for one headend that was asked for, crashed and skipped ones included.

    Attributes:
        headend: its name in the inventory.
        value: what the task gave; None where it failed or was not run.
        error: why it failed; None where it did not.
        skipped: why it was not run at all (an earlier batch failed); empty where it was.
        seconds: how long it took.
        lines_sent: lines that its command line received after log-in.
        log_ins: SSH log-ins to its command line.
        other_log_ins: those of file transfers and of the proof that the next operator gets in.
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
        """0, what the error asks for, or 1 where it was skipped."""
        if self.error is not None:
            return self.error.exit_code
        return 1 if self.skipped else 0

    def get(self) -> T:
        """The value.

        Raises:
            HeadendError: what made the task fail.
            ValueError: it was never run.
        """
        if self.error is not None:
            raise self.error
        if self.value is None:
            raise ValueError(f"{self.headend}: {self.skipped or 'the task gave no value'}")
        return self.value
