"""What a section of a headend is: one feature's intent, its lines, its names, and all that is special about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.aligned import OutOfSight, align
from flexvpn.ios.claims import Claim
from flexvpn.ios.line import bare
from flexvpn.ios.remediation import Remediation, Rules, remediate
from flexvpn.ios.secret_lines import SecretLine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from flexvpn.base.credentials import Credentials
    from flexvpn.base.secrets import Secret
    from flexvpn.base.values import Release
    from flexvpn.ios.change import Change
    from flexvpn.ios.config import Config
    from flexvpn.ios.read_again import ReadAgain


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The name of an object on a router: what sections define and use, and what the router's record lists."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        """``pool ACPool``."""
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Guard:
    """What our own log-in stands on: where one line is, another has to be, or none of us gets in again.

    Attributes:
        line: regular expression (full match) of the line that shuts us out; ``{me}`` stands for our log-in's name.
        why: what it does, for people.
        mend: what to do about it.
        needs: regular expression of the line that lets us in all the same; without one nothing does.
        lines: what mends it on a router that has ``line`` already.
        sent: only what the plan itself sends counts: what is on the router already has let us in.
    """

    line: str
    why: str
    mend: str
    needs: str = ""
    lines: tuple[str, ...] = ()
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What on a router stands in the way of a section's lines.

    Attributes:
        what: for people.
        mend: what to do about it.
    """

    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What takes a section of a router to its intent; no secret of the router stands in it.

    Attributes:
        remediation: the changes.
        withheld: by placeholder, the router's own values that their lines repeat; filled in at the last hop.
    """

    remediation: Remediation
    withheld: Mapping[str, Secret] = field(default_factory=dict)


class Section(BaseModel):
    """One part of a headend's intent, or one of several alike (pools, users, access lists).

    Class attributes say what holds for the section as such, and all that is special about its lines. Nobody outside
    asks which section it is. A path is a tuple of regular expressions, the parent's first, each of a line's beginning.

    ``template``     file under templates/config/ that renders one instance
    ``owns``         for each kind of object that the section defines, the claims on running-config; ``{name}`` stands
                     for the object's name. An object of ours that leaves the intent is found by the same claims
    ``rules``        hier_config rules: which lines are single-valued and replace one another (``one_value``), which
                     are never taken away alone, which come first or last
    ``secrets``      lines that hold a secret, and how a router shows it: known, salted, or unreadable and known by the
                     keyed fingerprint of what was last sent. Each is single-valued
    ``cuts``         paths of lines whose change ends the sessions that are up
    ``guards``       what our own log-in stands on
    ``reads_again``  what makes a router read the section's file again where it has changed
    ``named``        for a kind of object, how people and tickets name it by a line, such as ``username {name}``: all
                     lines that begin so are about it
    ``unseen``       regular expressions of lines that a router may take without showing them (flexvpn.router.ownership)
    ``implied``      regular expressions (full match) of child lines that IOS-XE adds by itself
    """

    model_config = FROZEN

    template: ClassVar[str]
    owns: ClassVar[Mapping[str, tuple[Claim, ...]]]
    rules: ClassVar[Rules] = Rules()
    secrets: ClassVar[tuple[SecretLine, ...]] = ()
    cuts: ClassVar[tuple[tuple[str, ...], ...]] = ()
    guards: ClassVar[tuple[Guard, ...]] = ()
    reads_again: ClassVar[ReadAgain | None] = None
    named: ClassVar[Mapping[str, str]] = {}
    implied: ClassVar[tuple[str, ...]] = ()
    unseen: ClassVar[tuple[str, ...]] = ()

    def defines(self) -> frozenset[Ref]:
        """The objects that exist on the router because of this section."""
        raise NotImplementedError

    def uses(self) -> frozenset[Ref]:
        """The objects that must exist before the router takes this section's lines."""
        return frozenset()

    def applies(self, release: Release) -> bool:
        """False where this release cannot hold the section (then nothing is rendered)."""
        del release
        return True

    def covers(self) -> tuple[Claim, ...]:
        """Claims beyond what the section defines: whole kinds of lines that the intent says are its alone."""
        return ()

    def brings(self) -> frozenset[str]:
        """Names of the files on bootflash that the section needs."""
        return frozenset()

    def interfaces(self) -> frozenset[str]:
        """Names of interfaces that the section needs and does not make."""
        return frozenset()

    def read_again(self, file: str, running: Config) -> tuple[Change, ...]:
        """What makes the router read a changed file of this section again; empty where it will read it anyway."""
        again = self.reads_again
        names = (ref.name for ref in sorted(self.defines()) if again and ref.kind == again.kind)
        return tuple(change for name in names if again for change in again.changes(name, file, running))

    def context(self) -> dict[str, Any]:
        """More values for the template than the fields themselves."""
        return {}

    @classmethod
    def compare(cls, running: Config, intended: Config, credentials: Credentials) -> Compared:
        """What the router holds beside what it should hold, both only what this section owns, secrets out of sight."""
        aligned = align(running, intended, cls.secrets, credentials)
        plain = cls.remediate(aligned.config, intended)
        sight = OutOfSight(aligned)
        remediation = Remediation(sight.changes(plain.changes), sight.changes(plain.removals))
        return Compared(remediation, sight.withheld)

    @classmethod
    def remediate(cls, running: Config, intended: Config) -> Remediation:
        """The changes that take ``running`` to ``intended``; `compare` has seen to the secrets of ``running``.

        Sections whose lines are sets of values (pools, users) override this.
        """
        return remediate(running, intended, cls.line_rules(), cls.implied)

    @classmethod
    def line_rules(cls) -> Rules:
        """``rules``, and that a new secret takes the place of the old one: the section is never without."""
        values = tuple(line.path for line in cls.secrets if not line.after)
        return replace(cls.rules, one_value=(*cls.rules.one_value, *values)) if values else cls.rules

    @classmethod
    def ends_sessions(cls, path: tuple[str, ...]) -> bool:
        """True where a line, its block before it, is among ``cuts`` or stands below one of them."""
        return any(
            len(cut) <= len(path)
            and all(re.match(above, line) for above, line in zip(cut, path, strict=False))
            for cut in cls.cuts
        )

    @classmethod
    def subject_of(cls, line: str) -> Ref | None:
        """The object that a top-level line is about, as far as people name such objects; a ``no`` before it counts."""
        words = bare(line)
        for kind, naming in cls.named.items():
            start = naming.removesuffix("{name}")
            if words.startswith(start):
                return Ref(kind, words.removeprefix(start).split(" ", 1)[0])
        return None

    @classmethod
    def naming(cls, ref: Ref) -> str:
        """How people name an object, as in a waiver: ``username bob``; empty where they name no such objects."""
        return cls.named[ref.kind].replace("{name}", ref.name) if ref.kind in cls.named else ""

    @classmethod
    def keeps(cls, line: str, parent: str, router: Config) -> str:
        """Why a line of the router stays, whatever the intent says of its place; empty where the intent decides.

        Args:
            line: one that this section owns.
            parent: the block that it stands in; empty for a top-level line.
            router: all of running-config.
        """
        del line, parent, router
        return ""

    @classmethod
    def obstacles(cls, items: Sequence[Self], running: Config, sent: Collection[str]) -> Iterator[Obstacle]:
        """What of a router's would make it refuse the lines of these sections, or do worse with them.

        Args:
            items: those that the intent has.
            running: all of running-config.
            sent: the lines of the plan.
        """
        del items, running, sent
        yield from ()

    @classmethod
    def costs(cls, running: Config, intended: Config, leased: Mapping[str, int]) -> tuple[str, ...]:
        """What a person should know before the lines are sent, where they take something from somebody.

        Args:
            running: what the router holds of this section.
            intended: what it should hold.
            leased: addresses in use, by pool.
        """
        del running, intended, leased
        return ()

    @classmethod
    def claims(cls, refs: Sequence[Ref] | frozenset[Ref]) -> tuple[Claim, ...]:
        """The claims on running-config for these objects, as far as they are of this section's kinds."""
        return tuple(
            claim.named(ref.name)
            for ref in sorted(refs)
            if ref.kind in cls.owns
            for claim in cls.owns[ref.kind]
        )
