"""Problems of an intent that is well formed: errors refuse it, warnings are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    Attributes:
        level: an error is refused; a warning is shown, and changes the exit code only with ``--strict``.
        key: dotted place in the headend's data, such as ``authorization_policies.0.pool``.
        what: the problem, as the message says it.
        hint: what to do about it.
    """

    level: Literal["error", "warning"]
    key: str
    what: str
    hint: str = ""


def error(key: str, sentence: str, hint: str = "") -> Problem:
    """A problem because of which the intent is refused."""
    return Problem("error", key, sentence, hint)


def warning(key: str, sentence: str, hint: str = "") -> Problem:
    """A problem that is only reported."""
    return Problem("warning", key, sentence, hint)
