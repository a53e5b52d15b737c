"""A ticket: who is given access, who loses it, and who receives new passwords."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, model_validator

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import FROZEN, Day, MailAddress, TextLine, UserName

NEVER: Final = "never"
_PGP: Final = "-----BEGIN PGP PUBLIC KEY BLOCK-----"

TicketNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Recipient = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=rf"^(age1[0-9a-z]{{40,}}|{_PGP}[\s\S]+)$")
]


class Request(BaseModel):
    """What is asked for one user."""

    model_config = FROZEN

    name: UserName


class Add(Request):
    """A new user.

    Attributes:
        headends: names of hosts or groups, or ``all``.
        owner: mail address of the person who is responsible for the user; by default the ticket's requester.
        note: free text.
        expires: the last day of the access.
        password: reference to a password that exists already; by default a new one is made.
    """

    action: Literal["add"]
    headends: tuple[str, ...] = Field(min_length=1)
    owner: MailAddress | None = None
    note: TextLine | None = None
    expires: Day | None = None
    password: SecretRef | None = None


class Change(Request):
    """Other headends, another last day, another owner; keys that are left out stay as they are.

    Attributes:
        expires: a day, or ``never``.
        disabled: false enables a user again whom ``disable`` has disabled.
    """

    action: Literal["change"]
    headends: tuple[str, ...] | None = Field(default=None, min_length=1)
    owner: MailAddress | None = None
    note: TextLine | None = None
    expires: Day | Literal["never"] | None = None
    disabled: Literal[False] | None = None

    @model_validator(mode="after")
    def _something(self) -> Change:
        if not any(getattr(self, key) is not None for key in self.model_fields_set - {"action", "name"}):
            raise ValueError("a change says what is to change: headends, owner, note, expires, disabled")
        return self


class ResetPassword(Request):
    """Another password: a new one, or the one that a reference names."""

    action: Literal["reset-password"]
    password: SecretRef | None = None


class Disable(Request):
    """Removes the user from all routers and keeps the entry in users.yaml."""

    action: Literal["disable"]


class Remove(Request):
    """Removes the user from all routers and from users.yaml."""

    action: Literal["remove"]


AnyRequest = Annotated[Add | Change | ResetPassword | Disable | Remove, Field(discriminator="action")]
REQUEST: Final[TypeAdapter[AnyRequest]] = TypeAdapter(AnyRequest)
REQUESTS: Final[dict[str, type[Request]]] = {
    "add": Add,
    "change": Change,
    "reset-password": ResetPassword,
    "disable": Disable,
    "remove": Remove,
}


class Header(BaseModel):
    """A ticket without its users.

    Attributes:
        ticket: its number; the same number always means the same ticket.
        requester: mail address of the person who asks.
        recipient: key to which the new passwords are encrypted: an age recipient (``age1…``) or an OpenPGP public key
            block. Without one they are in files that only their owner can read.
    """

    model_config = FROZEN

    ticket: TicketNumber
    requester: MailAddress | None = None
    recipient: Recipient | None = None


class Ticket(Header):
    """A whole ticket.

    Attributes:
        users: one request for each.
    """

    users: tuple[AnyRequest, ...] = Field(min_length=1)


def ticket_schema() -> dict[str, Any]:
    """The JSON Schema of a ticket (draft 2020-12), for ticket systems."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ticket for `headend onboard`",
        **{key: value for key, value in Ticket.model_json_schema().items() if key != "title"},
    }
