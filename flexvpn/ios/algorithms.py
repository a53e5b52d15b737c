"""What clients of today offer, and what nobody should use any more (docs/iosxe.md section 10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# AnyConnect 4.9.00086 and everything later, Secure Client 5 included, do not offer these for IKEv2.
_GROUPS_NOT_OFFERED = frozenset({"1", "2", "5", "14", "24"})
_CIPHERS_NOT_OFFERED = frozenset({"des", "3des"})
_HASHES_NOT_OFFERED = frozenset({"md5"})

# Cisco's Next Generation Encryption page: "avoid" or "legacy".
_LEGACY_GROUPS = frozenset({"1", "2", "5"})
_LEGACY = frozenset({"des", "3des", "md5", "sha1", "sha"})

_IPSEC_LEGACY = frozenset(
    {"esp-des", "esp-3des", "esp-md5-hmac", "esp-sha-hmac", "ah-md5-hmac", "ah-sha-hmac"}
)


def offered(encryption: Iterable[str], hashes: Iterable[str], groups: Iterable[str]) -> bool:
    """True where a client of today finds at least one of each: cipher, integrity or PRF, group."""
    return all(
        set(map(str, given)) - refused
        for given, refused in (
            (encryption, _CIPHERS_NOT_OFFERED),
            (hashes, _HASHES_NOT_OFFERED),
            (groups, _GROUPS_NOT_OFFERED),
        )
    )


def groups_offered(groups: Iterable[str]) -> tuple[str, ...]:
    """Those of the groups that clients of today offer."""
    return tuple(group for group in groups if group not in _GROUPS_NOT_OFFERED)


def legacy(encryption: Iterable[str], hashes: Iterable[str], groups: Iterable[str]) -> tuple[str, ...]:
    """What of a proposal is on the legacy list, in the router's words."""
    words = [word for word in (*map(str, encryption), *map(str, hashes)) if word in _LEGACY]
    return (
        *dict.fromkeys(words),
        *(f"group {group}" for group in map(str, groups) if group in _LEGACY_GROUPS),
    )


def legacy_transforms(words: Iterable[str]) -> tuple[str, ...]:
    """What of a transform set is on the legacy list."""
    return tuple(word for word in words if word in _IPSEC_LEGACY)


def transforms_offered(words: Iterable[str]) -> bool:
    """True where a client of today offers every word of a transform set."""
    refused = {f"esp-{name}" for name in _CIPHERS_NOT_OFFERED}
    refused |= {f"{kind}-{name}-hmac" for kind in ("esp", "ah") for name in _HASHES_NOT_OFFERED}
    return not refused & set(words)


def proposal_words(children: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ciphers, hashes (integrity and PRF) and groups of a proposal as running-config writes it."""
    words_of: dict[str, tuple[str, ...]] = {}
    for child in children:
        keyword, *words = re.split(r"\s+", child.strip())
        words_of[keyword] = tuple(words)
    hashes = (*words_of.get("integrity", ()), *words_of.get("prf", ()))
    return words_of.get("encryption", ()), hashes, words_of.get("group", ())
