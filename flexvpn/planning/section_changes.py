"""The changes of one section: a tree in the plan; lines, marks and what is replaced in documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, InstanceOf, PlainSerializer

from flexvpn.base.values import FROZEN
from flexvpn.ios.change import Change, changes_of, lines_of, marks_of, walk
from flexvpn.ios.line import shown

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """Changes that belong together: those of one field of the headend, in the order of sending.

    Attributes:
        section: the field.
        changes: top-level lines, with what changes in their blocks.
    """

    section: str
    changes: tuple[Change, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as they are sent."""
        return lines_of(self.changes)

    @property
    def marks(self) -> str:
        """One sign per line."""
        return marks_of(self.changes)

    def marked(self) -> tuple[tuple[str, str], ...]:
        """Each line with its sign."""
        return tuple(zip(self.marks, self.lines, strict=True))


class SectionLines(BaseModel):
    """Lines that belong together: those of one field of the headend, in the order of sending.

    Attributes:
        section: the field.
        lines: as they are sent, secrets as placeholders.
        marks: one sign per line: ``-`` takes away what is there, ``+`` is every other; empty where nobody looked.
    """

    model_config = FROZEN

    section: str
    lines: tuple[str, ...]
    marks: str = ""

    @classmethod
    def of(cls, part: SectionChanges) -> SectionLines:
        """Of the changes of a section."""
        return cls(section=part.section, lines=part.lines, marks=part.marks)


class SectionTree(SectionLines):
    """Lines of one field of the headend, and the tree that they are made of.

    Attributes:
        changes: what each line does to the router's own; read back, it alone counts.
    """

    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, part: SectionChanges) -> SectionTree:
        """Of the changes of a section."""
        return cls(section=part.section, lines=part.lines, marks=part.marks, changes=part.changes)


def _read(part: Any) -> SectionChanges:  # noqa: ANN401 - what a document holds
    """The changes that a document tells of, by their lines where it holds no tree.

    Raises:
        ValueError: this is no section's part of a document, or there is not one mark per line.
    """
    if isinstance(part, SectionChanges):
        return part
    written = SectionTree.model_validate(part)
    return SectionChanges(written.section, written.changes or changes_of(written.lines, written.marks))


PlannedPart = Annotated[
    InstanceOf[SectionChanges],
    BeforeValidator(_read),
    PlainSerializer(SectionTree.of, return_type=SectionTree),
]
"""Changes of one section in a document that says all of them: a plan survives its file."""

DifferingPart = Annotated[
    InstanceOf[SectionChanges],
    BeforeValidator(_read),
    PlainSerializer(SectionLines.of, return_type=SectionLines),
]
"""Changes of one section in a document that tells people, and programs, their lines."""


class Replaced(BaseModel):
    """A line that is sent without a ``no`` before it, and what is gone by it.

    Attributes:
        section: the field of the headend.
        line: what is sent, its block before it.
        was: the router's own line; no secret.
    """

    model_config = FROZEN

    section: str
    line: str
    was: str


def replaced(part: SectionChanges) -> Iterator[Replaced]:
    """Every line that takes the place of another one."""
    for path, change in walk(part.changes):
        if change.replaces:
            yield Replaced(section=part.section, line=shown((*path, change.line)), was=change.replaces)
