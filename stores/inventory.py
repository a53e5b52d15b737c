"""The inventory's folder -> what it says. Files are read here and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

from flexvpn.base.errors import IntentRefused
from flexvpn.base.mistake import Mistake
from flexvpn.intent.documents import Document, read_document
from flexvpn.intent.hosts import Sources
from flexvpn.intent.inventory import Built, Inventory, build
from flexvpn.intent.unread_files import READ, misplaced
from stores.clock import now

if TYPE_CHECKING:
    from datetime import date

HOSTS, GROUPS, DEFAULTS = "hosts.yaml", "groups.yaml", "defaults.yaml"
SETTINGS, USERS = "settings.yaml", "users.yaml"
_YAML = frozenset({".yaml", ".yml"})
_HINT = (
    "--inventory DIR or HEADEND_INVENTORY names another folder; `headend init DIR` writes one to start from"
)


def load_inventory(folder: Path, today: date | None = None) -> Inventory:
    """Read and judge a whole inventory; references in it are not resolved. `read_inventory` says which day counts.

    Raises:
        IntentRefused: every mistake in all files, each with file, line and key.
    """
    built = read_inventory(folder, today)
    if built.mistakes:
        raise IntentRefused(built.mistakes)
    return built.inventory


def read_inventory(folder: Path, today: date | None = None) -> Built:
    """An inventory, or as much of it as can be read, and every mistake in it.

    ``users.yaml`` and every ``users/*.yaml`` are one record of users. That and hosts.yaml must be there; a file that
    nothing reads is named. ``today`` is the day (UTC) that expiry is measured against; None for the present one.

    Raises:
        IntentRefused: there is none, or a file cannot be read on which all others depend.
    """
    mistakes: list[Mistake] = []
    users = [USERS] if lexists(folder / USERS) else []
    users += _below_users(folder, mistakes)
    lost, others = misplaced(_unread(folder, {*READ, *users}), users=bool(users))
    if not (folder / HOSTS).is_file():
        what = "there is no hosts.yaml" if folder.is_dir() else "there is no such folder"
        near = [one for one in lost if HOSTS in one.hint]
        raise IntentRefused([Mistake(what, path=str(folder)), *near], hint=_HINT)
    mistakes += lost
    sources = Sources(
        hosts=_document(folder, HOSTS, mistakes),
        groups=_document(folder, GROUPS, mistakes),
        defaults=_document(folder, DEFAULTS, mistakes),
        settings=_document(folder, SETTINGS, mistakes),
        users=tuple(_document(folder, name, mistakes) for name in users),
    )
    broken = {mistake.path for mistake in mistakes}
    if any(
        one.path in broken and one.data is None for one in (sources.hosts, sources.groups, sources.defaults)
    ):
        # What a damaged file leaves out would only be reported as missing everywhere else.
        raise IntentRefused(mistakes)
    built = build(sources, today or now().date())
    warned = replace(built.inventory, warnings=(*others, *built.inventory.warnings))
    return replace(built, inventory=warned, mistakes=(*mistakes, *built.mistakes))


def _below_users(folder: Path, mistakes: list[Mistake]) -> list[str]:
    """The files of the folder users/. One that cannot be read is no empty one: everybody in it would go."""
    if not lexists(folder / "users"):
        return []
    try:
        paths = sorted((folder / "users").iterdir())
    except OSError as error:
        mistakes.append(Mistake(f"cannot be read: {error.strerror}", path="users"))
        return []
    # An editor's lock is a hidden link that leads nowhere.
    locks = {path for path in paths if path.name.startswith(".") and path.is_symlink()}
    return [f"users/{path.name}" for path in paths if path.suffix == ".yaml" and path not in locks]


def _unread(folder: Path, read: set[str]) -> list[str]:
    """Files with a YAML name in the folder, and anywhere below users/, that are not read; hidden ones are nobody's."""
    found = (*folder.glob("*"), *(folder / "users").rglob("*"))
    names = (path.relative_to(folder) for path in found if path.suffix.lower() in _YAML and path.is_file())
    shown = (name for name in names if not any(part.startswith(".") for part in name.parts))
    return [name.as_posix() for name in shown if name.as_posix() not in read]


def _document(folder: Path, name: str, mistakes: list[Mistake]) -> Document:
    path = folder / name
    if not lexists(path):
        return Document(name, None)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as found:
        mistakes.append(Mistake(f"not UTF-8 (byte {found.start})", path=name))
        return Document(name, None)
    except OSError as found:
        mistakes.append(Mistake(f"cannot be read: {found.strerror}", path=name))
        return Document(name, None)
    document, wrong = read_document(text, name)
    mistakes += wrong
    return document
