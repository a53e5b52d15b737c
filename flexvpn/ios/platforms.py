"""Which hardware can install IPsec SAs with the algorithms of Next Generation Encryption (the document, step 5).

Software routers and everything since the ISR 4000 and the ASR 1000 with an X in its name can. On a modular ASR 1000 it
depends on the ESP: those of 5 to 40 Gbit/s have a crypto engine from before SHA-2 and GCM, those of 100 and 200 can.
From Cisco's lists for Suite B, not from a router of ours: so a doubt is said, and nothing is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Able = Literal["yes", "depends", "unknown"]

_NEW = re.compile(r"sha(?:256|384|512)|gcm|gmac")
_ABLE = re.compile(r"CSR1000V|C8[0-9K]|VXE|ISR4[234]|C1[01]\d\d|ASR100[12]-H?X", re.IGNORECASE)
_MODULAR = re.compile(r"ASR10(?:02|04|06|09|13)\b", re.IGNORECASE)


def needs_new_hardware(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a transform set that older crypto engines do not know."""
    return tuple(word for word in words if _NEW.search(word))


def able(model: str) -> Able:
    """Whether a model, as ``show version`` names it, installs SAs with such algorithms."""
    if _ABLE.search(model):
        return "yes"
    return "depends" if _MODULAR.search(model) else "unknown"
