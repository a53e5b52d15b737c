"""Secrets as running-config shows them, and whether one is of a given clear text.

A router never shows again what was typed: ``password cisco123`` reads back as type 0, 6 or 7, and
``secret cisco123`` as type 5, 8 or 9 with a salt of the router's own (IOSXE.md section 1.2). Comparing text
would send every user anew on each run.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from flexvpn.ios.digests import CISCO_ALPHABET, reveal_type7, type4, type5, type8, type9

_VALUE: Final = re.compile(r"(?:(?P<type>[0-9]) (?=\S))?(?P<text>\S.*)")
_SALT_LENGTH: Final = 14
_ENCRYPTED: Final = 6


class Shown(StrEnum):
    """How a router shows a secret that it was given, and with it how the two are compared."""

    KNOWN = "known"
    """In a form that anybody can turn back (type 7): value with value, as for what stands there as it was typed."""
    SALTED = "salted"
    """As a digest, with a salt that the router chose (types 4, 5, 8 and 9): the digest is made again."""
    UNREADABLE = "unreadable"
    """Encrypted with a key of the router's own (type 6), or in a form that nobody else can read: by the keyed
    fingerprint of what was last sent, which the router's record holds."""


PASSWORD: Final = (Shown.KNOWN, Shown.UNREADABLE)
"""Behind the word ``password`` or ``key``: what can be turned back."""
SECRET: Final = (Shown.SALTED,)
"""Behind the word ``secret``: digests, once the router has stored it."""
_SHOWN: Final = {
    7: Shown.KNOWN,
    **dict.fromkeys((4, 5, 8, 9), Shown.SALTED),
    _ENCRYPTED: Shown.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class StoredCredential:
    """A secret as a router shows it; its text never shows in a repr.

    Attributes:
        type: IOS-XE's number for how ``text`` is kept.
        text: clear text for type 0, else what the router made of it.
    """

    type: int
    text: str = field(repr=False)

    @classmethod
    def parse(cls, value: str, shown: tuple[Shown, ...] = tuple(Shown)) -> StoredCredential:
        """Read ``0 cisco123``, ``9 $9$…``, or ``cisco123`` as a person types it.

        Args:
            value: a type and its text, or the text alone.
            shown: the ways in which this line may show it, besides as it was typed (type 0, or none); a line of which
                nobody can read the value has `Shown.UNREADABLE` alone.

        Raises:
            ValueError: not a credential, or a type that this line cannot have; the text is not repeated.
        """
        if shown == (Shown.UNREADABLE,):
            return cls(_ENCRYPTED, value)
        written = _VALUE.fullmatch(value.strip())
        if written is None:
            raise ValueError("a credential reads: a type, and its text")
        number = int(written["type"] or 0)
        if number and _SHOWN.get(number) not in shown:
            raise ValueError(f"this line has no type {number}")
        return cls(number, written["text"])

    def matches(self, clear: str) -> bool | None:
        """True where the credential is of this clear text, False where not, None where nobody can tell.

        Type 6 is encrypted with a key that the router does not show. A text that is not of its type's form is
        of no clear text: False, so that it is replaced.
        """
        if self.type == _ENCRYPTED:
            return None
        expected = _again(self.type, self.text, clear)
        return expected is not None and hmac.compare_digest(expected.encode(), self.text.encode())

    def __str__(self) -> str:
        """The type; never the text."""
        return f"type {self.type}"


def make_type9(clear: str, salt: str) -> StoredCredential:
    """A scrypt secret that is sent instead of the clear text.

    Args:
        clear: what the user will type.
        salt: 14 characters of ``./0-9A-Za-z``, from the system's generator.

    Raises:
        ValueError: the salt is not of that form, or there is no password.
    """
    if not clear:
        raise ValueError("a secret has at least one character")
    if len(salt) != _SALT_LENGTH or not set(salt) <= set(CISCO_ALPHABET):
        raise ValueError(f"a salt is {_SALT_LENGTH} characters of ./0-9A-Za-z")
    return StoredCredential(9, f"$9${salt}${type9(clear, salt)}")


def make_salt(random_bytes: bytes) -> str:
    """A salt for ``make_type9``: one character of the alphabet for each of 14 random bytes.

    Raises:
        ValueError: not 14 bytes.
    """
    if len(random_bytes) != _SALT_LENGTH:
        raise ValueError(f"{_SALT_LENGTH} random bytes make a salt")
    return "".join(CISCO_ALPHABET[octet % len(CISCO_ALPHABET)] for octet in random_bytes)


def _again(number: int, text: str, clear: str) -> str | None:
    """What ``text`` would have to be if it were of ``clear``; None where it is not of its type's form."""
    if number == 0:
        return clear
    if number == 4:  # noqa: PLR2004 - IOS-XE's own numbers are the names of the types
        return type4(clear)
    if number == 7:  # noqa: PLR2004 - as above
        return text if _is_type7_of(text, clear) else None
    magic = {5: "1", 8: "8", 9: "9"}[number]
    form = re.fullmatch(rf"\${magic}\$([^$]+)\$[./0-9A-Za-z]+", text)
    if form is None:
        return None
    salt = form[1]
    digest = {5: type5, 8: type8, 9: type9}[number](clear, salt)
    return f"${magic}${salt}${digest}"


def _is_type7_of(text: str, clear: str) -> bool:
    try:
        hidden = reveal_type7(text)
    except ValueError:
        return False
    return hmac.compare_digest(hidden.encode("utf-8", "surrogateescape"), clear.encode())
