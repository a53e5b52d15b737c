"""Domain values: names, addresses and releases with IOS-XE's limits, checked where they are read."""

from __future__ import annotations

import re
from datetime import date
from functools import total_ordering
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

FROZEN = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

_LONGEST_NAME = 64
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(r"[!-~]+")


def _ios_name(value: str) -> str:
    """Refuse a name that the IOS-XE command line would not take as one word, or would take as a call for help."""
    if not _NAME.fullmatch(value):
        raise ValueError("IOS-XE names are printable ASCII without spaces")
    if "?" in value or '"' in value or "|" in value or value.startswith("!"):
        raise ValueError('IOS-XE names hold no "?", quote, "|" or leading "!"')
    if "<secret:" in value:
        # The placeholder of `flexvpn.base.credentials`: a secret would be put in its place on the way to the router.
        raise ValueError('"<secret:" stands for a secret, and for nothing else')
    if len(value) > _LONGEST_NAME:
        raise ValueError(f"IOS-XE names have at most {_LONGEST_NAME} characters")
    return value


def _user_name(value: str) -> str:
    if value.lower() in {"privilege", "password", "secret", "autocommand", "nopassword"}:
        raise ValueError("this word is a keyword of the username command")
    return value


def _text_line(value: str) -> str:
    if any(not " " <= char <= "~" for char in value) or "?" in value or value != value.strip():
        raise ValueError('a line of printable ASCII without "?", control characters or outer spaces')
    return value


def _visible(value: str) -> str:
    if not value.isprintable():
        raise ValueError("an address holds no control character and no invisible one")
    return value


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
    # Pydantic would read a number as seconds since 1970, and a moment as its day.
    if type(value) is date or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written as 2027-01-31")


IosName = Annotated[
    str,
    AfterValidator(_ios_name),
    # For editors and forms that read the JSON schema; `_ios_name` refuses the same, in words.
    Field(json_schema_extra={"pattern": "^[#->@-{}~][!#->@-{}~]*$", "maxLength": _LONGEST_NAME}),
]
PoolName = IosName
UserName = Annotated[IosName, AfterValidator(_user_name)]
TrustpointName = IosName
AccessListName = IosName
ListName = IosName
PolicyName = IosName
ProfileName = IosName
TextLine = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_text_line)]
MailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254), AfterValidator(_visible)
]
Day = Annotated[date, BeforeValidator(_day)]
HostName = Annotated[str, StringConstraints(max_length=253, pattern=rf"^{_LABEL}(\.{_LABEL})*$")]
InterfaceName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z-]+[0-9]+([/.:][0-9]+)*$")]
InterfaceNumber = Annotated[int, Field(ge=0, le=2147483647)]
TemplateNumber = Annotated[int, Field(ge=1, le=4096)]


class AddressRange(BaseModel):
    """First to last IPv4 address, both included; ``10.0.0.5 - 10.0.0.9`` or one address as text."""

    model_config = FROZEN
    first: IPv4Address
    last: IPv4Address

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        if isinstance(data, str):
            first, _, last = data.replace("-", " ").partition(" ")
            return {"first": first.strip(), "last": (last.strip() or first.strip())}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> AddressRange:
        if self.last < self.first:
            raise ValueError(f"the range starts at {self.first}, after its end {self.last}")
        return self

    def overlaps(self, other: AddressRange) -> bool:
        """True if at least one address is in both ranges."""
        return self.first <= other.last and other.first <= self.last

    def __len__(self) -> int:
        """How many addresses it holds."""
        return int(self.last) - int(self.first) + 1

    def __str__(self) -> str:
        """As ``ip local pool`` writes it: one address, or first and last."""
        return str(self.first) if self.first == self.last else f"{self.first} {self.last}"


@total_ordering
class Release(BaseModel):
    """An IOS-XE release, comparable; ``16.9.2`` and ``16.09.02`` are the same."""

    model_config = FROZEN
    numbers: tuple[int, ...]
    suffix: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        text = str(data) if isinstance(data, (str, float, int)) else None
        if text is None:
            return data
        match = re.fullmatch(r"(\d+(?:\.\d+){1,3})([a-z]*\d*[a-zA-Z]*)", text)
        if not match:
            raise ValueError("an IOS-XE release reads 16.9.2 or 17.9")
        return {"numbers": tuple(int(part) for part in match[1].split(".")), "suffix": match[2]}

    def __lt__(self, other: Release) -> bool:
        """By numbers, missing ones as 0, then by suffix."""
        return self._key() < other._key()

    def __eq__(self, other: object) -> bool:
        """Equal if numbers and suffix are; leading zeros do not count."""
        return isinstance(other, Release) and self._key() == other._key()

    def __hash__(self) -> int:
        """The same for equal releases."""
        return hash(self._key())

    def _key(self) -> tuple[tuple[int, ...], str]:
        return (*self.numbers, 0, 0, 0)[:4], self.suffix

    def __str__(self) -> str:
        """As a person writes it: ``16.9.2``."""
        return ".".join(str(number) for number in self.numbers) + self.suffix


def _ipv4_network(value: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
    return IPv4Network(value) if isinstance(value, str) else value


Network = Annotated[IPv4Network, BeforeValidator(_ipv4_network)]
