"""What this version does not do is refused by name, not as an unknown key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flexvpn.sections.aaa import Aaa
from flexvpn.sections.administration import Administration
from flexvpn.sections.headend import Headend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document, Path
    from flexvpn.intent.hosts import Origin

_NOT_OURS = re.compile(r"radius|tacacs|accounting", re.IGNORECASE)
_GROUP_METHOD = re.compile(r"\bgroup\s+\S+", re.IGNORECASE)
_METHOD_LISTS = frozenset({Headend.field_of(Aaa), Headend.field_of(Administration)})
"""The sections that write lists of methods: a server group in one of their values is a method."""


def foreign_mistakes(origin: Origin) -> Iterator[Mistake]:
    """RADIUS, TACACS+ and accounting are refused by name: this is the router's own database.

    What a headend has a section for is not foreign, whatever it is called.
    """
    document, base, value = origin
    pending: list[tuple[Path, object]] = [(base, value)]
    if str(base[-1]) not in Headend.model_fields and _NOT_OURS.search(str(base[-1])):
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
        elif isinstance(here, str) and str(base[-1]) in _METHOD_LISTS and _GROUP_METHOD.search(here):
            yield _refusal(document, path, "a server group")


def _refusal(document: Document, path: Path, word: str) -> Mistake:
    return document.mistake(
        path,
        f"{word}: RADIUS, TACACS+ and accounting are not in this version, which works with the router's own database",
        "such lines on a router are left alone; leave them out here",
    )
