"""users.yaml, or the files of the folder users/: each replaced in one step, edited by `flexvpn.tickets.users_text`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flexvpn.base.errors import StateUnusable
from flexvpn.tickets.users_text import edited, names
from stores.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flexvpn.tickets.users_text import Edit

FILE: Final = "users.yaml"
FOLDER: Final = "users"
_HEAD: Final = "# Who may connect, and where. `headend onboard` and `headend offboard` edit this file.\n---\n"


class UsersEdit:
    """Edits of one ticket, tried before anything is written."""

    def __init__(self, folder: Path, edits: Iterable[Edit]) -> None:
        """Find users.yaml, or the file below users/ that has each user; a new one goes to the first of them.

        Raises:
            StateUnusable: a file is written in a form that cannot be edited in place (flow style, anchors).
        """
        self._folder = folder
        paths = user_files(folder) or (folder / FILE,)
        texts = {path: _text_of(path) for path in paths}
        known = {name: path for path in paths for name in names(texts[path], str(path))}
        self._edits: dict[Path, list[Edit]] = {}
        for edit in edits:
            self._edits.setdefault(known.get(edit.name, paths[0]), []).append(edit)
        self._tried = {
            path: (texts[path], edited(texts[path], wanted, str(path)))
            for path, wanted in self._edits.items()
        }

    def write(self) -> tuple[str, ...]:
        """Replace each file in one step; what somebody has written to one since it was tried is kept.

        The caller holds the inventory's lock.

        Returns:
            The files that were written, relative to the folder.

        Raises:
            StateUnusable: a file cannot be written, or no longer edited. That file is as it was.
        """
        written: list[str] = []
        for path, (tried, after) in self._tried.items():
            text = _text_of(path)
            new = after if text == tried else edited(text, self._edits[path], str(path))
            if new == text:
                continue
            try:
                mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
                write_atomically(path, new, mode=mode)
            except OSError as error:
                raise StateUnusable(str(path), error.strerror or str(error)) from error
            written.append(path.relative_to(self._folder).as_posix())
        return tuple(written)


def edit_users(folder: Path, edits: Iterable[Edit]) -> tuple[str, ...]:
    """Change users.yaml, or the files below users/: `UsersEdit`, tried and written."""
    return UsersEdit(folder, edits).write()


def _text_of(path: Path) -> str:
    """With its line ends as they are: whoever keeps the file under Windows finds it as it was."""
    return path.read_bytes().decode() if path.exists() else _HEAD


def users_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a file of the record has been replaced or edited since."""
    found = ((path, path.stat()) for path in user_files(folder))
    return tuple((path.name, status.st_mtime_ns, status.st_ino) for path, status in found)


def user_files(folder: Path) -> tuple[Path, ...]:
    """Every file of the record of users that exists, in the order in which it is read."""
    single = folder / FILE
    return (*((single,) if single.is_file() else ()), *sorted((folder / FOLDER).glob("*.yaml")))
