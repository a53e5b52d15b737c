"""What a ticket is decided on, and the decision: which users change, and how."""

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
    """Everything but the ticket itself that decides what it changes.

    Attributes:
        inventory: hosts, users, settings.
        history: the ledger.
        today: the day, in UTC.
        max_delete: how many removals one run may make.
        unrecorded: users who are not in users.yaml may be removed too, from every headend.
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
        name: of the user.
        action: as the ticket says it.
        sets: keys of users.yaml with their values; None removes a key.
        new: True if the user is not in users.yaml yet.
        gone: True if the user is removed from it.
        headends: routers that have to be brought into line.
        credential: the kind of credential to set; None if it stays.
        reference: where the password is, if the ticket says so; None to make a new one.
        replaces: the reference that users.yaml had, if its password is no longer needed.
        before: number of the ticket that wrote the entry; empty for a new user.
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
        """True if a new password is to be made."""
        return self.credential is not None and self.reference is None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a ticket changes.

    Attributes:
        ticket: its number.
        digest: of its content.
        changes: of users.yaml and routers; users for whom they were recorded already are left out.
    """

    ticket: str
    digest: str
    changes: tuple[UserChange, ...]
