"""Text that a person pastes into the terminal: certificates, requests, keys."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Generator
from enum import Enum
from typing import TYPE_CHECKING

from cryptography import x509

from lab.dialogue import Ask

if TYPE_CHECKING:
    from collections.abc import Iterable

Pasted = Generator["str | Ask", str, tuple[str, ...]]


class End(Enum):
    """What ends a paste."""

    BLANK_OR_QUIT = "a blank line or quit"
    QUIT = "quit alone: encrypted keys have a blank line within"


def paste(end: End) -> Pasted:
    """Take lines until the end; blank lines before the first one do not count."""
    lines: list[str] = []
    while True:
        line = yield Ask("")
        if line.strip() == "quit":
            return tuple(lines)
        if not line.strip() and end is End.BLANK_OR_QUIT:
            if lines:
                return tuple(lines)
            continue
        lines.append(line)


def read_certificate(lines: Iterable[str]) -> x509.Certificate | None:
    """A certificate in base 64, with or without PEM's first and last line; nothing if it is none."""
    body = "".join(line.strip() for line in lines if not line.startswith("-----"))
    try:
        return x509.load_der_x509_certificate(base64.b64decode(body, validate=True))
    except (ValueError, binascii.Error):
        return None
