"""What one row of the configuration grammar says."""

from __future__ import annotations

import dataclasses
import enum
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.releases import Behaviour


class Shows(enum.Enum):
    """Which forms of a line appear in running-config."""

    SET = "the line itself; its negation removes it"
    BOTH = "the line or its negation, whichever was entered"
    NEGATION = "the negation only: the line is the default"


@dataclasses.dataclass(frozen=True, slots=True)
class Requires:
    """Something that must exist before the line is taken: the key of a top-level line, and IOS-XE's words."""

    key: str
    message: str
    refuses: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class InUse:
    """``no`` is refused while a line like ``line`` stands in a block of ``mode``."""

    mode_prefix: str
    line: str
    message: str
    quirk: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One form of a configuration line.

    ``key`` says what the line replaces: ``""`` one value per leading keywords, ``"*"`` every different
    line is added, else a template over the arguments. ``position`` orders lines within their block;
    lines of equal position keep the order of entry unless ``sorted_by_name``. ``absent`` is what ``no``
    answers where there is no such line. ``exists`` is what only some releases do: have this line.
    """

    syntax: str
    position: int = 500
    key: str = ""
    enters: str = ""
    shows: Shows = Shows.SET
    trailing: bool = False
    requires: tuple[Requires, ...] = ()
    in_use: tuple[InUse, ...] = ()
    absent: str = ""
    banner: str = ""
    effect: str = ""
    exists: Behaviour | None = None
    mode: str = "config"

    def identity(self, captures: dict[str, str], words: tuple[str, ...], leading: int) -> str | None:
        """The key of a line of this form, or ``None`` while too little of it is known."""
        if self.key == "*":
            return " ".join(words)
        if self.key == "":
            return " ".join(words[:leading]) if len(words) >= leading else None
        # `no ip` names nothing, though a key of `ip domain name` asks for no argument.
        if len(words) < min(leading, len(self.key.split())):
            return None
        names = {name for _, name, _, _ in string.Formatter().parse(self.key) if name}
        if not names <= captures.keys():
            return None
        return self.key.format_map(captures)


@dataclasses.dataclass(frozen=True, slots=True)
class Mode:
    """A configuration mode: its prompt, and whether lines that no row knows are kept as they are."""

    name: str
    prompt: str
    opaque: bool = False
