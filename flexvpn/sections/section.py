"""What a section of a headend is: one feature's intent, its lines, its names, its rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.claims import Claim
from flexvpn.ios.remediation import Remediation, Rules, remediate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flexvpn.base.credentials import Credentials
    from flexvpn.base.values import Release
    from flexvpn.ios.change import Change
    from flexvpn.ios.config import Config


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The name of an object on a router: what sections define and use, and what the router's record lists."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        """``pool ACPool``."""
        return f"{self.kind} {self.name}".strip()


class Section(BaseModel):
    """One part of a headend's intent, or one of several alike (pools, users, access lists).

    Class attributes say what holds for the section as such:

    ``template``  file under templates/config/ that renders one instance
    ``owns``      for each kind of object that the section defines, the claims on running-config; ``{name}`` stands
                  for the object's name. An object of ours that leaves the intent is found by the same claims
    ``rules``     hier_config rules: which lines replace one another, which are never taken away alone
    ``unseen``    regular expressions of lines that a router may take without showing them (flexvpn.router.ownership)
    ``implied``   regular expressions (full match) of child lines that IOS-XE adds by itself
    """

    model_config = FROZEN

    template: ClassVar[str]
    owns: ClassVar[Mapping[str, tuple[Claim, ...]]]
    rules: ClassVar[Rules] = Rules()
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

    def read_again(self, running: Config) -> tuple[Change, ...]:
        """What makes the router read a changed file of this section again; empty where it will read it anyway."""
        del running
        return ()

    def context(self) -> dict[str, Any]:
        """More values for the template than the fields themselves."""
        return {}

    @classmethod
    def remediate(cls, running: Config, intended: Config, credentials: Credentials) -> Remediation:
        """The changes that take ``running`` to ``intended``, both only what this section owns.

        Sections whose lines are sets of values (pools, users) override this.
        """
        del credentials
        return remediate(running, intended, cls.rules, cls.implied)

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
