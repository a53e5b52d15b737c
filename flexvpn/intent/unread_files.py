"""Reports YAML files of an inventory that nothing reads, and a missing users.yaml: nobody loses access unnoticed."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from flexvpn.base.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable

READ: Final = ("hosts.yaml", "groups.yaml", "defaults.yaml", "settings.yaml", "users.yaml")
_NEAR: Final = 0.85
_WHAT: Final = "nothing reads this file"


def misplaced(names: Iterable[str], *, users: bool) -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """Mistakes and warnings about YAML files that are not read.

    A file whose name is nearly one that is read, or that is below users/, is a mistake: routers would lose what is in
    it. If there is no users.yaml and no file below users/, that is a mistake, and so is every file that is not read.
    All others are warnings.

    Args:
        names: of the files that are not read, relative to the inventory's folder.
        users: True if there is users.yaml or a file below users/.
    """
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []
    for name in sorted(names):
        meant = _meant(PurePosixPath(name))
        hint = f"did you mean {meant}?" if meant else f"read are {', '.join(READ)} and users/*.yaml"
        (mistakes if meant or not users else warnings).append(Mistake(_WHAT, path=name, hint=hint))
    if not users:
        problem = "there is none, and no file below users/: everybody would be taken off the headends"
        mistakes.append(
            Mistake(problem, path="users.yaml", hint="`users: {}` in it says that nobody may connect")
        )
    return tuple(mistakes), tuple(warnings)


def _meant(path: PurePosixPath) -> str:
    """The name that was probably meant for this file; empty if it resembles none that is read."""
    if path.parts[0] == "users":
        return f"users/{path.stem}.yaml"
    stems = [PurePosixPath(name).stem for name in READ]
    near = get_close_matches(path.stem.lower(), stems, n=1, cutoff=_NEAR)
    return f"{near[0]}.yaml" if near else ""
