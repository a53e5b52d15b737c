"""Reads an inventory from its folder."""

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
    """Read and validate a whole inventory; references in it are not resolved. For ``today`` see `read_inventory`.

    Raises:
        IntentRefused: every mistake in all files, each with file, line and key.
    """
    built = read_inventory(folder, today)
    if built.mistakes:
        raise IntentRefused(built.mistakes)
    return built.inventory


def read_inventory(folder: Path, today: date | None = None) -> Built:
    """An inventory, or as much of it as can be read, and every mistake in it.

    Users are those of ``users.yaml`` and of every ``users/*.yaml``. One of these and hosts.yaml must exist; a YAML file
    that nothing reads is reported. ``today`` is the day (UTC) by which access expires; None for the present day.

    Raises:
        IntentRefused: there is no inventory, or a file on which all others depend cannot be read.
    """
    mistakes: list[Mistake] = []
    users = [USERS] if lexists(folder / USERS) else []
    users += _below_users(folder, mistakes)
    lost, others = misplaced(_unread(folder, {*READ, *users}), users=bool(users))
    if not (folder / HOSTS).is_file():
        problem = "there is no hosts.yaml" if folder.is_dir() else "there is no such folder"
        near = [mistake for mistake in lost if HOSTS in mistake.hint]
        raise IntentRefused([Mistake(problem, path=str(folder)), *near], hint=_HINT)
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
        document.path in broken and document.data is None
        for document in (sources.hosts, sources.groups, sources.defaults)
    ):
        # Everything in the damaged file would be reported again as missing in all others.
        raise IntentRefused(mistakes)
    built = build(sources, today or now().date())
    warned = replace(built.inventory, warnings=(*others, *built.inventory.warnings))
    return replace(built, inventory=warned, mistakes=(*mistakes, *built.mistakes))


def _below_users(folder: Path, mistakes: list[Mistake]) -> list[str]:
    """The files below users/. A folder that cannot be read is a mistake: all its users would lose access."""
    if not lexists(folder / "users"):
        return []
    try:
        paths = sorted((folder / "users").iterdir())
    except OSError as error:
        mistakes.append(Mistake(f"cannot be read: {error.strerror}", path="users"))
        return []
    # An editor's lock file is a hidden link without a target.
    locks = {path for path in paths if path.name.startswith(".") and path.is_symlink()}
    return [f"users/{path.name}" for path in paths if path.suffix == ".yaml" and path not in locks]


def _unread(folder: Path, read: set[str]) -> list[str]:
    """YAML files in the folder, and anywhere below users/, that are not read; hidden files do not count."""
    paths = (*folder.glob("*"), *(folder / "users").rglob("*"))
    names = (path.relative_to(folder) for path in paths if path.suffix.lower() in _YAML and path.is_file())
    shown = (name for name in names if not any(part.startswith(".") for part in name.parts))
    return [name.as_posix() for name in shown if name.as_posix() not in read]


def _document(folder: Path, name: str, mistakes: list[Mistake]) -> Document:
    path = folder / name
    if not lexists(path):
        return Document(name, None)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        mistakes.append(Mistake(f"not UTF-8 (byte {error.start})", path=name))
        return Document(name, None)
    except OSError as error:
        mistakes.append(Mistake(f"cannot be read: {error.strerror}", path=name))
        return Document(name, None)
    document, wrong = read_document(text, name)
    mistakes += wrong
    return document
