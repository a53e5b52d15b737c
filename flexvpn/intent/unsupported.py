"""Refuses by name what this version does not support, rather than as an unknown key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document, Path
    from flexvpn.intent.hosts import Origin

_NOT_OURS = re.compile(r"radius|tacacs|accounting", re.IGNORECASE)
_GROUP_METHOD = re.compile(r"\bgroup\s+\S+", re.IGNORECASE)


def foreign_mistakes(origin: Origin) -> Iterator[Mistake]:
    """Mistakes for RADIUS, TACACS+ and accounting: this version works with the router's own database."""
    document, base, value = origin
    pending: list[tuple[Path, object]] = [(base, value)]
    if _NOT_OURS.search(str(base[-1])):
        yield _refusal(document, base, str(base[-1]))
        return
    while pending:
        path, here = pending.pop()
        if isinstance(here, dict):
            for key, below in here.items():
                if _NOT_OURS.search(key):
                    yield _refusal(document, (*path, key), key)
                else:
                    pending.append(((*path, key), below))
        elif isinstance(here, list):
            pending += [((*path, place), below) for place, below in enumerate(here)]
        elif (
            isinstance(here, str)
            and str(base[-1]) in {"aaa", "administration"}
            and _GROUP_METHOD.search(here)
        ):
            yield _refusal(document, path, "a server group")


def _refusal(document: Document, path: Path, word: str) -> Mistake:
    return document.mistake(
        path,
        f"{word}: RADIUS, TACACS+ and accounting are not in this version, which works with the router's own database",
        "such lines on a router are left alone; leave them out here",
    )
