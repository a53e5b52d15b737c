"""users.yaml: who may connect, and to which headends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, model_validator

from flexvpn.base.secrets import SecretRef
from flexvpn.base.values import FROZEN, Day, MailAddress, TextLine, UserName
from flexvpn.intent.documents import Document
from flexvpn.intent.validation import nearest, read
from flexvpn.sections.local_users import LocalUser, Type9

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from flexvpn.base.mistake import Mistake

EVERYWHERE = "all"


class UserEntry(BaseModel):
    """One user in users.yaml.

    Attributes:
        name: the key in the file.
        password: where the password is kept, or
        secret: its type 9 hash.
        headends: names of hosts or groups, or ``all``.
        ticket: number of the ticket that asked for the user.
        owner: mail address of the person who is responsible for the user.
        note: free text.
        expires: the last day, until 24:00 UTC; after it no headend should have the user, and
            `headend offboard --expired` takes the entry out.
        disabled: the user stays in the file and is on no router.
    """

    model_config = FROZEN

    name: UserName
    password: SecretRef | None = None
    secret: Type9 | None = None
    headends: tuple[str, ...] = Field(min_length=1)
    ticket: TextLine | None = None
    owner: MailAddress | None = None
    note: TextLine | None = None
    expires: Day | None = None
    disabled: bool = False

    @model_validator(mode="after")
    def _one_credential(self) -> UserEntry:
        if (self.password is None) == (self.secret is None):
            raise ValueError("exactly one of password (a reference) and secret (a type 9 hash)")
        return self

    def local_user(self) -> LocalUser:
        """The user for the section ``local_users``."""
        return LocalUser(name=self.name, password=self.password, secret=self.secret)

    def ended(self, today: date) -> bool:
        """True once the last day is over; the day itself still counts."""
        return self.expires is not None and self.expires < today

    def barred(self, today: date) -> str:
        """Why no headend should have the user on this day; empty if there is no reason."""
        if self.disabled:
            return "disabled"
        return f"expired on {self.expires}" if self.ended(today) else ""

    def given(self, host: str, groups: Sequence[str]) -> bool:
        """True if the entry names this headend, even if it is disabled or expired."""
        return not {EVERYWHERE, host, *groups}.isdisjoint(self.headends)

    def on(self, host: str, groups: Sequence[str], today: date) -> bool:
        """True if this headend should have the user on this day. Nothing else decides that."""
        return not self.barred(today) and self.given(host, groups)


def read_users(
    documents: Sequence[Document], hosts: Iterable[str], groups: Iterable[str]
) -> tuple[tuple[UserEntry, ...], list[Mistake]]:
    """All users of one file or of a folder of files, and every mistake in them."""
    places = {EVERYWHERE, *hosts, *groups}
    users: dict[str, UserEntry] = {}
    first: dict[str, Document] = {}
    mistakes: list[Mistake] = []
    for document in documents:
        for name, data in _entries(document, mistakes).items():
            path = ("users", name)
            if name in first:
                mistakes.append(document.mistake(path, f"user is there already, in {first[name].path}"))
                continue
            first[name] = document
            if not isinstance(data, dict):
                mistakes.append(
                    document.mistake(path, "a user has keys: password or secret, headends and others")
                )
                continue
            entry, wrong = read(UserEntry, document, path, {**data, "name": name})
            mistakes += wrong
            if entry is not None:
                users[name] = entry
            named = data.get("headends") if entry is None else entry.headends
            mistakes += [
                document.mistake(
                    (*path, "headends", place), f"no host or group {headend}", nearest(headend, places)
                )
                for place, headend in enumerate(named if isinstance(named, list | tuple) else ())
                if isinstance(headend, str) and headend not in places
            ]
    return tuple(users.values()), mistakes


def _entries(document: Document, mistakes: list[Mistake]) -> Mapping[str, object]:
    data = document.data if document.data is not None else {}
    if not isinstance(data, dict):
        mistakes.append(document.mistake((), "expected `users:` and a name with its keys below"))
        return {}
    mistakes += [
        document.mistake((key,), "unknown key", nearest(key, ["users"])) for key in data if key != "users"
    ]
    users = data.get("users") or {}
    if isinstance(users, dict):
        return users
    mistakes.append(document.mistake(("users",), "users are written as `name:` with their keys below"))
    return {}
