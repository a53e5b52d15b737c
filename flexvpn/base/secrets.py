"""Secrets: named by reference, kept out of repr and JSON, compared by keyed fingerprint.

The value behind a reference is revealed at the last hop, inside a task; docs/design.md section 5 says where it
may never appear. Resolving a reference opens files and connections, so `stores` does it.
"""

from __future__ import annotations

import hmac
import re
import shlex
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NoReturn, Self

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

MASK: Final = "<secret withheld>"
"""Shown in place of a value. It must never reach a router."""

_FINGERPRINT_DIGITS: Final = 6


class Scheme(StrEnum):
    """The kinds of reference."""

    ENV = "env"
    FILE = "file"
    KEYRING = "keyring"
    VAULT = "vault"
    AGE = "age"
    CMD = "cmd"


_FORMS: Final = {
    Scheme.ENV: "env:NAME, an environment variable (letters, digits and _)",
    Scheme.FILE: "file:PATH, relative to the inventory's folder or absolute",
    Scheme.KEYRING: "keyring:SERVICE/NAME, an entry of this user's keyring",
    Scheme.VAULT: "vault:PATH#KEY, such as vault:secret/vpn#password",
    Scheme.AGE: "age:PATH, a file encrypted with age, relative to the inventory's folder or absolute",
    Scheme.CMD: "cmd:PROGRAM ARGUMENT…, which prints the secret; no shell reads it",
}
_EXPECTED: Final = "a reference is expected (env:, file:, keyring:, vault:, age: or cmd:)"


class NotAReference(ValueError):
    """A text is not a reference to a secret. The message does not repeat it: it may be the secret itself."""


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is kept; never the secret. ``str()`` gives it as the inventory writes it.

    Attributes:
        scheme: which store answers.
        target: variable, path, service, Vault path, or the command line.
        key: the entry within the target (keyring, vault); empty for the others.
    """

    scheme: Scheme
    target: str
    key: str = ""

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a reference as the inventory writes it.

        Raises:
            NotAReference: it is none; the message says what would be one and never repeats the text.
        """
        if isinstance(text, cls):
            return text
        if not isinstance(text, str):
            msg = f"{_EXPECTED}; {_kind(text)} was given, it is not shown"
            raise NotAReference(msg)
        name, colon, body = text.strip().partition(":")
        if not colon or name not in {*Scheme}:
            msg = f"{_EXPECTED}; clear text was given, it is not shown"
            raise NotAReference(msg)
        scheme = Scheme(name)
        target, key = _split(scheme, body)
        if not _well_formed(scheme, target, key):
            msg = f"the reference is incomplete or malformed; the form is {_FORMS[scheme]}"
            raise NotAReference(msg)
        return cls(scheme, target, key)

    def __str__(self) -> str:
        separator = {Scheme.KEYRING: "/", Scheme.VAULT: "#"}.get(self.scheme, "")
        return f"{self.scheme}:{self.target}{separator}{self.key}"

    @property
    def argv(self) -> tuple[str, ...]:
        """Program and arguments of a ``cmd:`` reference, split as a shell would; it runs without a shell."""
        return tuple(shlex.split(self.target))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": f"^({'|'.join(Scheme)}):.+$",
            "description": "Where the secret is kept: " + "; ".join(_FORMS.values()),
        }


def _kind(value: object) -> str:
    """What was given in place of text, in words; never the value itself."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "no text"


def _split(scheme: Scheme, body: str) -> tuple[str, str]:
    if scheme is Scheme.KEYRING:
        target, _, key = body.rpartition("/")
        return target, key
    if scheme is Scheme.VAULT:
        target, _, key = body.rpartition("#")
        return target.strip("/"), key
    return body.strip(), ""


def _well_formed(scheme: Scheme, target: str, key: str) -> bool:
    if not target or not (target + key).isprintable():
        return False
    if scheme is Scheme.ENV:
        return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", target) is not None
    if scheme is Scheme.CMD:
        try:
            return bool(shlex.split(target))
        except ValueError:
            return False
    if scheme is Scheme.VAULT:
        return bool(key) and "/" in target
    return bool(key) or scheme in {Scheme.FILE, Scheme.AGE}


class Secret:
    """A secret value that only ``reveal`` returns.

    repr, str, format and the JSON of a model give a mask; pickling is refused.
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_Secret__value", value)

    def reveal(self) -> str:
        """The value itself, for the last hop before the router and nowhere else."""
        value: str = object.__getattribute__(self, "_Secret__value")
        return value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = "a Secret does not change"
        raise AttributeError(msg)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return MASK

    def __format__(self, _spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same value, in time that does not depend on where they differ."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.reveal().encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash((Secret, self.reveal()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        msg = "a Secret is not written anywhere"
        raise TypeError(msg)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(cls, serialization=core_schema.to_string_ser_schema())


def fingerprint(secret: Secret, key: Secret) -> str:
    """A short text such as ``fp:3f9a2c``, by which two people with the same key see whether their secrets differ.

    HMAC-SHA256 (RFC 2104): without the key nobody can try passwords against it. It is cut to six hex digits on
    purpose, so that even with the key many values have the same fingerprint.

    Raises:
        ValueError: the key is empty; the result would be open to guessing.
    """
    if not key.reveal():
        msg = "the fingerprint key is empty"
        raise ValueError(msg)
    digest = hmac.digest(key.reveal().encode(), b"headend fingerprint\0" + secret.reveal().encode(), "sha256")
    return f"fp:{digest.hex()[:_FINGERPRINT_DIGITS]}"
