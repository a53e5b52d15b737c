"""Writes users.yaml, or the files below users/, each in one step; `flexvpn.tickets.users_text` edits their text."""

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
    """The edits of one ticket, tried in memory before anything is written."""

    def __init__(self, folder: Path, edits: Iterable[Edit]) -> None:
        """Find the file of each user, users.yaml or one below users/; new users go to the first of these files.

        Raises:
            StateUnusable: a file is written in a form that cannot be edited in place (flow style, anchors).
        """
        self._folder = folder
        paths = user_files(folder) or (folder / FILE,)
        texts = {path: _text_of(path) for path in paths}
        path_of = {name: path for path in paths for name in names(texts[path], str(path))}
        self._edits: dict[Path, list[Edit]] = {}
        for edit in edits:
            self._edits.setdefault(path_of.get(edit.name, paths[0]), []).append(edit)
        self._tried = {
            path: (texts[path], edited(texts[path], of_file, str(path)))
            for path, of_file in self._edits.items()
        }

    def write(self) -> tuple[str, ...]:
        """Replace each file in one step. A file that somebody has changed since it was tried is edited anew.

        The caller holds the inventory's lock.

        Returns:
            The files that were written, relative to the folder.

        Raises:
            StateUnusable: a file cannot be written, or cannot be edited any more. That file is unchanged.
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
    """The file's text with its own line ends, so that a file kept under Windows stays as it is."""
    return path.read_bytes().decode() if path.exists() else _HEAD


def users_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """A value that changes when a file with users is replaced or edited."""
    stats = ((path, path.stat()) for path in user_files(folder))
    return tuple((path.name, status.st_mtime_ns, status.st_ino) for path, status in stats)


def user_files(folder: Path) -> tuple[Path, ...]:
    """Every file with users that exists, in the order in which they are read."""
    single = folder / FILE
    return (*((single,) if single.is_file() else ()), *sorted((folder / FOLDER).glob("*.yaml")))
