"""What can be wrong with an intent that is well formed: errors stop, warnings are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not fit.

    Attributes:
        level: an error is refused; a warning is shown and changes nothing, but with ``--strict``.
        key: dotted place in the headend's data, such as ``authorization_policies.0.pool``.
        what: the sentence a person reads.
        hint: what to do about it.
    """

    level: Literal["error", "warning"]
    key: str
    what: str
    hint: str = ""


def error(key: str, what: str, hint: str = "") -> Problem:
    """A problem that is refused."""
    return Problem("error", key, what, hint)


def warning(key: str, what: str, hint: str = "") -> Problem:
    """A problem that is said."""
    return Problem("warning", key, what, hint)
