"""What a ticket is judged against, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flexvpn.base.secrets import SecretRef
    from flexvpn.intent.inventory import Inventory
    from flexvpn.tickets.ledger import History

Kind = Literal["password", "secret"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a ticket is judged against.

    Attributes:
        inventory: hosts, users, settings.
        history: the ledger.
        today: to the day.
        max_delete: so many removals are agreed to in one run.
        unrecorded: users who are not in the record may be removed too, from every headend.
    """

    inventory: Inventory
    history: History
    today: date
    max_delete: int
    unrecorded: bool = False


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is to change for one user.

    Attributes:
        place: in the ticket's list.
        name: who.
        action: as the ticket says it.
        sets: keys of users.yaml with their values; None takes a key away.
        new: True where the user is not in users.yaml yet.
        gone: True where the user leaves it.
        headends: whose routers have to be brought into line.
        credential: the kind of credential that has to be given; None where it stays.
        reference: where the password is, if the ticket says so; one is made where it is None.
        replaces: the reference of before, where the password behind it is given up.
        before: the ticket that the entry was written by; empty for a new user.
    """

    place: int
    name: str
    action: str
    sets: Mapping[str, object] = field(default_factory=dict)
    new: bool = False
    gone: bool = False
    headends: tuple[str, ...] = ()
    credential: Kind | None = None
    reference: SecretRef | None = None
    replaces: SecretRef | None = None
    before: str = ""

    @property
    def generates(self) -> bool:
        """True where a password is made."""
        return self.credential is not None and self.reference is None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a ticket changes.

    Attributes:
        ticket: its number.
        digest: of its content.
        changes: what users.yaml has to be given; users that have it already are left out.
    """

    ticket: str
    digest: str
    changes: tuple[UserChange, ...]
