"""YAML files of an inventory that nothing reads, and a record of users that is not there: nobody is lost in silence."""

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
    """Mistakes and warnings about files with a YAML name that are not among those that are read.

    One that is nearly named as a file of ours, or that lies below users/, is a mistake: a router would lose what stands
    in it. So is every one where no record of users is there at all, which is a mistake by itself. Others are a warning.

    Args:
        names: relative to the inventory's folder.
        users: True where a record of users is read.
    """
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []
    for name in sorted(names):
        meant = _meant(PurePosixPath(name))
        hint = f"did you mean {meant}?" if meant else f"read are {', '.join(READ)} and users/*.yaml"
        (mistakes if meant or not users else warnings).append(Mistake(_WHAT, path=name, hint=hint))
    if not users:
        what = "there is none, and no file below users/: everybody would be taken off the headends"
        mistakes.append(
            Mistake(what, path="users.yaml", hint="`users: {}` in it says that nobody may connect")
        )
    return tuple(mistakes), tuple(warnings)


def _meant(path: PurePosixPath) -> str:
    """The file that is read and that this one was probably meant to be; empty where it is none of ours."""
    if path.parts[0] == "users":
        return f"users/{path.stem}.yaml"
    stems = [PurePosixPath(name).stem for name in READ]
    near = get_close_matches(path.stem.lower(), stems, n=1, cutoff=_NEAR)
    return f"{near[0]}.yaml" if near else ""
