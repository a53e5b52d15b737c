"""The state folder: locks, run history, last outcomes. It holds no intent, which is in the inventory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from flexvpn.base.errors import StateUnusable
from stores.atomic import write_atomically


@dataclass(frozen=True, slots=True)
class StateDir:
    """A folder that only its owner can use. Each inventory has one of its own unless ``--state`` says otherwise."""

    root: Path

    @classmethod
    def open(cls, given: Path | None, inventory: Path) -> Self:
        """The folder that ``--state`` gives, or this inventory's own under the user's XDG state folder.

        Raises:
            StateUnusable: it cannot be made or written to.
        """
        root = given if given is not None else default_root(inventory)
        state = cls(root.expanduser().resolve())
        try:
            state.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            state.locks.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StateUnusable(str(root), error.strerror or str(error)) from error
        return state

    @property
    def locks(self) -> Path:
        """The folder of the locks."""
        return self.root / "locks"

    @property
    def history(self) -> Path:
        """The run history's database."""
        return self.root / "history.sqlite"

    def path(self, name: str, suffix: str = ".json") -> Path:
        """The file for a name, which may hold any characters: a host's, a ticket's."""
        return self.root / f"{quote(name, safe=' ')}{suffix}"

    def write_json(self, name: str, value: object) -> None:
        """Keep a value under a name, in one step.

        Raises:
            StateUnusable: it cannot be written; the old value is kept.
        """
        try:
            write_atomically(
                self.path(name), json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
            )
        except OSError as error:
            raise StateUnusable(str(self.path(name)), error.strerror or str(error)) from error

    def read_json(self, name: str) -> Any | None:  # noqa: ANN401 -- whoever keeps a value knows its shape
        """The value that is kept under a name; None if there is none.

        Raises:
            StateUnusable: the file cannot be read, or is damaged.
        """
        path = self.path(name)
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StateUnusable(str(path), error.strerror or str(error)) from error
        except ValueError as error:
            raise StateUnusable(str(path), "it is damaged", hint="remove it; it is made again") from error


def default_root(inventory: Path) -> Path:
    """``headend/<folder>-<digest of its place>`` under the user's state folder (XDG_STATE_HOME)."""
    from platformdirs import user_state_path

    place = inventory.resolve()
    return user_state_path("headend") / f"{place.name}-{sha256(str(place).encode()).hexdigest()[:8]}"
