"""Ways in which a router can be made to fail, as data: ``lab fault`` sets them, ``lab/fault_state.py`` acts them out.

Where a fault has ``at``, that is a regular expression for the line that is typed, or for the command of an SCP
client (``scp -t bootflash:/acvpn.xml``); without it the fault begins at once.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED = "% Invalid input detected at '^' marker."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What all faults have in common: they can be told from each other, and checked."""

    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Refuse what could never happen."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and value < 0 and field.name != "offset":
                raise ValueError(f"{self.kind}: {field.name} may not be negative")
        if getattr(self, "when", "before") not in ("before", "after"):
            raise ValueError(f"{self.kind}: when is before or after")
        for name in ("at", "line", "accept"):
            try:
                re.compile(getattr(self, name, ""))
            except re.error as error:
                raise ValueError(f"{self.kind}: {name} is no regular expression: {error}") from error

    def __str__(self) -> str:
        settings = (
            f"{field.name}={getattr(self, field.name)!s}"
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        )
        return " ".join((self.kind, *settings))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Latency(Fault):
    """Every byte arrives late, in both directions."""

    kind: ClassVar[str] = "latency"
    seconds: float = 0.1
    """delay in each direction"""
    jitter: float = 0.0
    """up to so many seconds more, drawn anew for each packet; order is kept"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Fault):
    """A command takes its time before anything comes of it."""

    kind: ClassVar[str] = "slow"
    at: str = "."
    """which commands"""
    seconds: float = 1.0
    """how long"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Fault):
    """The connection is reset: at a command, after so many bytes, or all that stand, now."""

    kind: ClassVar[str] = "reset"
    at: str = ""
    """the command at which it happens"""
    when: str = "before"
    """before the command does anything, or after it has done all and before its answer leaves"""
    after_bytes: int = 0
    """bytes that still pass, both directions together, from the log-in on or from the command on"""
    spread: int = 0
    """up to so many bytes more, drawn from the seed"""
    skip: int = 0
    """connections or commands that are spared first"""
    times: int = 1
    """how often it happens; 0 is every time"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Silence(Fault):
    """Nothing passes any more; what waits arrives when the fault is cleared, if its sender is still there."""

    kind: ClassVar[str] = "silence"
    at: str = ""
    """the command at which it happens; without `at` and `after_bytes`: every connection, from now on"""
    when: str = "before"
    """before the command does anything, or after it has done all and before its answer leaves"""
    after_bytes: int = 0
    """bytes that still pass, both directions together, from the log-in on or from the command on"""
    spread: int = 0
    """up to so many bytes more, drawn from the seed"""
    skip: int = 0
    """connections or commands that are spared first"""
    times: int = 1
    """how many connections fall silent; 0 is every one"""
    seconds: float = 0.0
    """it passes after so long; 0 is never"""
    everywhere: bool = False
    """from then on every connection is silent, those to come as well: the router is cut off"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SlowScp(Fault):
    """SCP takes files slowly."""

    kind: ClassVar[str] = "scp"
    bytes_per_second: int = 10_000
    """rate"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FullFlash(Fault):
    """bootflash is full."""

    kind: ClassVar[str] = "flash"
    free: int = 0
    """bytes that are left"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Fault):
    """Lines are refused, typed or copied to running-config; a boot and a rollback take them."""

    kind: ClassVar[str] = "refuse"
    line: str = "."
    """which lines; an EXEC command has to match from its beginning"""
    reply: str = REFUSED
    """what is answered"""
    silently: bool = False
    """nothing is answered: the line is dropped"""
    skip: int = 0
    """lines that are spared first"""
    times: int = 0
    """how many lines; 0 is all"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question(Fault):
    """A question that nobody expects comes before a line has its effect."""

    kind: ClassVar[str] = "question"
    at: str = "."
    """which lines, typed or copied; an EXEC command has to match from its beginning"""
    prompt: str = "Do you wish to proceed? [yes/no]: "
    """what is asked; `[confirm]` at its end takes a single key"""
    accept: str = "(?i)y(es)?"
    """answers with which the line has its effect; else it has none"""
    skip: int = 0
    """lines that are spared first"""
    times: int = 1
    """how often; 0 is every time"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Syslog(Fault):
    """Log messages in bursts, between the lines of what commands print."""

    kind: ClassVar[str] = "syslog"
    at: str = ""
    """commands during which messages come; without it one burst comes now"""
    count: int = 20
    """messages in a burst"""
    every: float = 0.0
    """another burst after so many seconds of the router's clock; 0 is none"""
    everywhere: bool = False
    """shown to all sessions, not to those with `terminal monitor` alone"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClockOff(Fault):
    """The clock is wrong."""

    kind: ClassVar[str] = "clock"
    offset: float = 86400.0 * 365
    """seconds that it is ahead; negative is behind"""
    synchronised: bool = False
    """whether the router believes in it"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FullVtys(Fault):
    """Others sit on the VTYs."""

    kind: ClassVar[str] = "vtys"
    free: int = 0
    """lines that are left free now"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reload(Fault):
    """The router restarts with what is in startup-config."""

    kind: ClassVar[str] = "reload"
    at: str = ""
    """the command at which it happens; without it, now"""
    when: str = "before"
    """before the command does anything, or after it has done all and before its answer leaves"""
    skip: int = 0
    """commands that are spared first"""
    times: int = 1
    """how often; 0 is every time"""
    boot_seconds: float = 0.0
    """how long it does not answer; real ones take minutes"""


KINDS: dict[str, type[Fault]] = {
    kind.kind: kind
    for kind in (
        Latency,
        Slow,
        Reset,
        Silence,
        SlowScp,
        FullFlash,
        Refuse,
        Question,
        Syslog,
        ClockOff,
        FullVtys,
        Reload,
    )
}


def read_fault(kind: str, settings: Mapping[str, Any]) -> Fault:
    """A fault by its kind and settings, as words (``"0.5"``, ``"on"``) or as values.

    Raises:
        ValueError: no such kind or setting, or a value that is none; in one line.
    """
    if kind not in KINDS:
        raise ValueError(f"no such fault: {kind}; there are {', '.join(KINDS)}")
    known = {field.name: field for field in dataclasses.fields(KINDS[kind])}
    values: dict[str, Any] = {}
    for name, given in settings.items():
        if name not in known:
            raise ValueError(f"{kind} has no {name}; it has {', '.join(known)}")
        values[name] = _value(f"{kind}: {name}", type(known[name].default), given)
    return KINDS[kind](**values)


def _value(place: str, wanted: type, given: Any) -> Any:  # noqa: ANN401 - what JSON, YAML or a person wrote
    word = str(given)
    if wanted is bool and word.lower() in ("true", "on", "yes", "1", "false", "off", "no", "0"):
        return word.lower() in ("true", "on", "yes", "1")
    if wanted is str:
        return word
    try:
        return int(word) if wanted is int else float(word) if wanted is float else _refuse()
    except ValueError:
        raise ValueError(f"{place} takes {_NAMES[wanted]}, not {word}") from None


def _refuse() -> None:
    raise ValueError


_NAMES: dict[type, str] = {bool: "on or off", int: "a whole number", float: "a number"}
