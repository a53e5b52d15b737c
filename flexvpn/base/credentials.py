"""Secrets in a configuration that holds none: placeholders, and whether the router already has the value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from flexvpn.base.secrets import MASK, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.secrets import Secret, SecretRef

TOKEN = re.compile(r"<(?:secret|withheld):([0-9a-f]{12})>")
"""What stands in text where a secret stands on the router: one of ours, or one that the router has of its own."""
_OURS = re.compile(r"<secret:([0-9a-f]{12})>")
_THEIRS = re.compile(r"<withheld:([0-9a-f]{12})>")


def token_name(reference: SecretRef) -> str:
    """The short name of a reference: twelve hex digits, so that any reference is one word in a line."""
    return sha256(str(reference).encode()).hexdigest()[:12]


def token(reference: SecretRef) -> str:
    """The placeholder for a secret in configuration text."""
    return f"<secret:{token_name(reference)}>"


def withheld_token(name: str) -> str:
    """The placeholder for a value of the router's own, which nobody has to see."""
    return f"<withheld:{name}>"


def token_names(text: str) -> tuple[str, ...]:
    """The names of all placeholders for secrets of ours in a text, in order, each once."""
    return tuple(dict.fromkeys(_OURS.findall(text)))


def withheld_names(text: str) -> tuple[str, ...]:
    """Likewise for values of the router's own."""
    return tuple(dict.fromkeys(_THEIRS.findall(text)))


def legible(text: str) -> str:
    """The text as people read it who need not know which secret is meant: ``key 0 a secret``."""
    return TOKEN.sub("a secret", text)


def mask_withheld(text: str) -> str:
    """The text with a mask for every placeholder of the router's own: for people, who need not tell them apart."""
    return _THEIRS.sub(MASK, text)


def fill(text: str, values: Mapping[str, Secret]) -> str:
    """The text with every placeholder replaced, ours and the router's own: the last hop before the router.

    Raises:
        KeyError: a placeholder without a value; never sent as it stands.
    """
    return TOKEN.sub(lambda found: values[found[1]].reveal(), text)


class StoredCredential(Protocol):
    """A credential as running-config shows it (flexvpn.ios.passwords)."""

    def matches(self, clear: str) -> bool | None:
        """True or False where the type allows to tell, None where it does not (type 6)."""


@dataclass(frozen=True)
class Credentials:
    """Knows the secrets of one headend for comparing, never for showing.

    Attributes:
        values: by placeholder name, the secrets that could be revealed; none offline.
        key: the team's fingerprint key, so that two operators see the same; None offline.
        sent: the keyed fingerprint of what was last sent, by placeholder, from the router's record.
    """

    values: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    key: Secret | None = field(default=None, repr=False)
    sent: Mapping[str, str] = field(default_factory=dict)

    def same(self, name: str, stored: StoredCredential) -> bool:
        """True where the router already has this secret.

        A type that cannot be checked (6) counts as the same only if the record says that we sent the same value last.
        """
        value = self.values.get(name)
        if value is None:
            return False
        known = stored.matches(value.reveal())
        if known is not None:
            return known
        return self.sent.get(name) is not None and self.sent.get(name) == self.fingerprint(name)

    def fingerprint(self, name: str) -> str:
        """The keyed fingerprint of a secret, or an empty text where value or key is not known."""
        value = self.values.get(name)
        return "" if value is None or self.key is None else fingerprint(value, self.key)

    def fingerprints(self, names: tuple[str, ...]) -> dict[str, str]:
        """Keyed fingerprints by placeholder name."""
        return {name: self.fingerprint(name) for name in names}
