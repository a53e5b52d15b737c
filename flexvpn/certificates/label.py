"""Labels of trustpoints and keys: one stable name in the intent, and on the router a label per certificate.

A trustpoint that is in use cannot be imported over, and the revert timer does not cover keys (docs/iosxe.md sections
2.1, 2.2): a new certificate always goes under a label that nothing uses yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.certificates.fingerprints import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LONGEST = 64
"""The limit for names in ``flexvpn.base.values``; IOS-XE's own limit for labels is not documented."""

# IOS-XE itself appends "-rrr1", "-rrr2" for the authorities higher up (docs/iosxe.md section 2.1).
_HIERARCHY = "-rrr"
_ROOM_FOR_HIERARCHY = len(_HIERARCHY) + 1
_DIGITS = 6
_SHA256_DIGITS = 64


def generation_label(name: str, sha256: str, used: Collection[str]) -> str:
    """The label for a certificate: ``name`` if nothing uses it, else ``name-`` and six digits of its SHA-256.

    The same certificate gets the same label each time, so that the run after one that was cut off finds it again.
    If that label is used as well, it gets more digits.

    Args:
        name: the intent's stable trustpoint name.
        sha256: the certificate's fingerprint, any notation.
        used: labels of all trustpoints and keys on the router.

    Raises:
        ValueError: ``sha256`` is not a SHA-256 fingerprint, or every label is used.
    """
    digits = normalise(sha256)
    if len(digits) != _SHA256_DIGITS:
        raise ValueError("a label is derived from the SHA-256 fingerprint")
    if name not in used:
        return name
    for count in range(_DIGITS, _SHA256_DIGITS + 1, 2):
        label = f"{_stem(name, count)}-{digits[:count]}"
        if len(label) <= LONGEST and label not in used:
            return label
    raise ValueError(f"every label for {name} is used")


def is_generation(label: str, name: str) -> bool:
    """True if ``label`` is ``name`` or a later generation of it."""
    if label == name:
        return True
    match = re.fullmatch(r"(.*)-([0-9A-F]{6,})", label)
    return match is not None and match[1] == _stem(name, len(match[2]))


def generations(name: str, labels: Iterable[str]) -> tuple[str, ...]:
    """The labels that are generations of ``name``, sorted."""
    return tuple(sorted(label for label in labels if is_generation(label, name)))


def hierarchy(label: str, labels: Iterable[str]) -> tuple[str, ...]:
    """The trustpoints that IOS-XE created for the authorities above ``label``, in its order."""
    pattern = re.compile(re.escape(label + _HIERARCHY) + r"(\d+)")
    numbered = [(int(match[1]), name) for name in labels if (match := pattern.fullmatch(name))]
    return tuple(name for _, name in sorted(numbered))


def _stem(name: str, digits: int) -> str:
    """``name``, cut so that the digits and IOS-XE's own suffix still fit."""
    return name[: max(1, LONGEST - digits - 1 - _ROOM_FOR_HIERARCHY)]
