"""A part of a headend that a push is kept to: a ticket carries no other pending change of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from flexvpn.ios.config import Block, Config, differing
from flexvpn.sections.headend import Headend
from flexvpn.sections.local_users import USER, LocalUsers

if TYPE_CHECKING:
    from flexvpn.router.record import Record
    from flexvpn.sections.section import Ref

_RESTLESS: Final = ("ntp clock-period", "file prompt ")
"""Lines that change by themselves, or by NAPALM for as long as it is at work."""


@dataclass(frozen=True, slots=True)
class UserScope:
    """These users and nothing else.

    Attributes:
        names: those that are in the intent are brought into line; those that are not are taken off the router, whether
            its record knows them or not: they were named on purpose.
    """

    names: frozenset[str]
    section: ClassVar[type[LocalUsers]] = LocalUsers

    @property
    def field(self) -> str:
        """The field of the headend that such a push is for."""
        return Headend.field_of(self.section)

    def intent(self, headend: Headend) -> Headend:
        """The headend with these users alone: only their secrets are needed."""
        return headend.with_users(self.names)

    def of(self, config: Config) -> Config:
        """The lines of these users."""
        return Config(tuple(block for block in config if self._theirs(block)))

    def beside(self, config: Config) -> tuple[Block, ...]:
        """All other lines, but for those that nobody has to change for them to differ."""
        return tuple(
            block for block in config if not self._theirs(block) and not block.line.startswith(_RESTLESS)
        )

    def beyond(self, before: Config, after: Config) -> tuple[str, ...]:
        """A push for some users changes nothing else: what it changed all the same, as a reason to undo it."""
        one, other = self.beside(before), self.beside(after)
        if one == other:
            return ()
        return (f"lines that the ticket does not name have changed: {', '.join(differing(one, other)[:5])}",)

    def refs(self, intended: frozenset[Ref], record: Record | None) -> frozenset[Ref]:
        """What the record should list after the push: as before, but for these users."""
        before = record.refs() if record else frozenset()
        return frozenset(ref for ref in before if not self._named(ref)) | frozenset(
            ref for ref in intended if self._named(ref)
        )

    def _theirs(self, block: Block) -> bool:
        subject = self.section.subject_of(block.line)
        return subject is not None and self._named(subject)

    def _named(self, ref: Ref) -> bool:
        return ref.kind == USER and ref.name in self.names
