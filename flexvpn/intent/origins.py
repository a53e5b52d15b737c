"""Where each value of an inventory is written, so that a later mistake can name file and line as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document, Path
    from flexvpn.intent.hosts import RawHost, Sources

SETTINGS = "settings"
USERS = "users"


@dataclass(frozen=True, slots=True)
class Origins:
    """The files of an inventory, and what each host takes from which of them."""

    sources: Sources
    hosts: Mapping[str, RawHost]

    def find(self, host: str, path: Path) -> tuple[Document, Path]:
        """The file of a value, and its path in that file.

        Args:
            host: whose value it is.
            path: below the host's ``data``; or ``users`` and a name, or ``settings`` and a key.
        """
        top = path[0]
        if top == SETTINGS:
            return self.sources.settings, path[1:]
        for document in self.sources.users if top == USERS else ():
            if path[:2] in document.lines:
                return document, path
        raw = self.hosts[host]
        if top in raw.data:
            origin = raw.data[str(top)]
            return origin.document, (*origin.path, *path[1:])
        return raw.place.document, (*raw.place.path, "data", *path)

    def mistake(self, host: str, path: Path, problem: str, hint: str = "") -> Mistake:
        """A mistake at the place of this value."""
        document, place = self.find(host, path)
        return document.mistake(place, problem, hint)
