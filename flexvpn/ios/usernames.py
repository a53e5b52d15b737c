"""What the ``username`` lines of a configuration say of each user."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flexvpn.ios.config import Config

_CREDENTIAL = re.compile(r"(?:^| )((?:password|secret) .+)$")
_PRIVILEGE = re.compile(r"(?:^| )privilege (\d+)")
_DEFAULT_PRIVILEGE = 1
_OPERATOR = 2


@dataclass(frozen=True, slots=True)
class UserLines:
    """One user.

    Attributes:
        lines: as they stand.
        credential: ``password …`` or ``secret …`` as it stands; empty where there is neither.
        privilege: 1 where no line says another.
        options: everything else, one item per line (``autocommand logout``).
    """

    lines: tuple[str, ...] = field(repr=False)
    credential: str = field(default="", repr=False)
    privilege: int = _DEFAULT_PRIVILEGE
    options: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """``password``, ``secret`` or empty."""
        return self.credential.partition(" ")[0]

    @property
    def is_operator(self) -> bool:
        """True for an account of privilege above 1: no VPN user of ours."""
        return self.privilege >= _OPERATOR

    @property
    def main(self) -> str:
        """The line with the credential."""
        return next(line for line in self.lines if line.endswith(self.credential))


def user_lines(config: Config) -> Mapping[str, UserLines]:
    """Every user of a configuration by name, in order; lines of one user need not stand together."""
    found: dict[str, list[str]] = {}
    for block in config.starting("username "):
        found.setdefault(block.line.split(" ", 2)[1], []).append(block.line)
    return {name: _read(name, tuple(lines)) for name, lines in found.items()}


def _read(name: str, lines: tuple[str, ...]) -> UserLines:
    credential, privilege = "", _DEFAULT_PRIVILEGE
    options: set[str] = set()
    for line in lines:
        words = line.removeprefix(f"username {name}").strip()
        if found := _CREDENTIAL.search(words):
            credential = found[1]
            words = words[: found.start()]
        if level := _PRIVILEGE.search(words):
            privilege = int(level[1])
            words = words.replace(level[0], "", 1)
        if words.strip():
            options.add(words.strip())
    return UserLines(lines, credential, privilege, frozenset(options))
