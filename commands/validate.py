"""``init``, ``validate``, ``render``, ``kit``: no router is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from flexvpn.base.credentials import TOKEN
from flexvpn.base.errors import FolderTaken
from flexvpn.base.plurals import counted
from flexvpn.base.resources import example_inventory
from flexvpn.base.values import FROZEN
from flexvpn.checks import waiver_warnings
from flexvpn.client.kit import build_kit
from flexvpn.ios.releases import CLIENT_PROFILE
from flexvpn.report.layout import Line, Piece, Tone
from flexvpn.sections.intended import render as render_config
from stores.atomic import write_atomically
from stores.clock import now
from stores.console import Console
from stores.materials import rendered_references

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from tasks.session.run import Run

_IGNORED = (
    "# Secrets, keys and what a run leaves are never committed.\nsecrets/\npki/*.p12\npki/*.pfx\n*.log\n"
)
_MERGED = "# Two people may append to the ledger of tickets at once.\nledger.jsonl merge=union\n"


class Written(BaseModel):
    """Files that were written for one headend."""

    model_config = FROZEN

    files: tuple[str, ...]


class Valid(BaseModel):
    """A headend whose intent is sound."""

    model_config = FROZEN

    release: str
    sections: int
    users: int


def init(folder: Path) -> int:
    """Copy the example inventory to a folder that is empty or not there.

    Raises:
        FolderTaken: something is in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(f"{folder} is not empty", hint="name another folder, or empty this one")
    _copy(example_inventory(), folder)
    write_atomically(folder / ".gitignore", _IGNORED, mode=0o644)
    write_atomically(folder / ".gitattributes", _MERGED, mode=0o644)
    Console().show(
        (
            Line(f"{folder}: a new inventory, the example of Cisco's document", Tone.GOOD),
            Line("  next: your routers in hosts.yaml, your names in defaults.yaml and groups.yaml,"),
            Line(
                "        secrets by reference (env:, file:, keyring:, vault:, age:, cmd:), then `headend validate`"
            ),
        )
    )
    return 0


def _copy(source: Traversable, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, folder / item.name)
        elif not item.name.startswith("."):
            (folder / item.name).write_bytes(item.read_bytes())


def validate(run: Run, *, with_secrets: bool, strict: bool) -> int:
    """Everything that can be checked without a router; 2 for warnings with ``strict``."""
    workspace = run.workspace
    if with_secrets:
        _ = workspace.loaded
    warnings = [str(warning) for warning in workspace.inventory.warnings]
    warnings += _of_waivers(run)
    warnings += [*workspace.loader.warnings, *workspace.resolver.warnings] if with_secrets else []

    def one(name: str) -> Valid:
        headend = workspace.headend(name)
        return Valid(
            release=str(headend.release),
            sections=sum(1 for _ in headend.sections()),
            users=len(headend.local_users.users),
        )

    def text(done: tuple[tuple[str, Valid], ...]) -> tuple[Piece, ...]:
        lines = [Line(f"warning: {warning}", Tone.WARN) for warning in warnings]
        lines += [
            Line(
                f"{name}: {found.release}, {counted(found.sections, 'section')}, {counted(found.users, 'user')}"
            )
            for name, found in done
        ]
        left = "" if with_secrets else " (secrets and certificates were not looked at)"
        end = f"{counted(len(done), 'headend')}: valid{left}"
        end += f", {counted(len(warnings), 'warning')}" if warnings else ""
        return (*lines, Line(end, Tone.GOOD))

    code = run.finish(run.offline(one), Valid, lambda found: found, text=text)
    return 2 if strict and warnings else code


def _of_waivers(run: Run) -> list[str]:
    """Each thing once, however many headends inherit the waiver."""
    found: dict[str, list[str]] = {}
    for host in run.workspace.hosts:
        for text in waiver_warnings(run.workspace.headend(host.name), now().date()):
            found.setdefault(text, []).append(host.name)
    return [
        f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {text}"
        for text, names in found.items()
    ]


def render(run: Run, out: Path) -> int:
    """Write what a push would send, secrets as their references, one folder per headend."""

    def one(name: str) -> Written:
        headend = run.workspace.headend(name)
        section = headend.anyconnect_profile
        shown = {token: str(found) for token, found in rendered_references(headend).items()}
        text = TOKEN.sub(lambda found: f"<{shown[found[1]]}>", render_config(headend).text())
        files = {"intended.cfg": text.encode()}
        if section.applies(headend.release):
            files[section.file] = headend.client_profile().xml()
        return _write(out / name, files)

    return run.finish(run.offline(one), Written, lambda found: found, text=_written_text)


def kit(run: Run, out: Path) -> int:
    """Write the client's side, one folder per headend."""

    def one(name: str) -> Written:
        headend = run.workspace.headend(name)
        updates = headend.profile_download is not None and headend.profile_download.applies(headend.release)
        return _write(
            out / name, build_kit(name, headend.client_profile(), headend.release, updates_itself=updates)
        )

    def text(done: tuple[tuple[str, Written], ...]) -> tuple[Piece, ...]:
        hints = [
            Line(
                f"{name}: older than {CLIENT_PROFILE.since}, the router hands out no profile: AnyConnectLocalPolicy.xml"
                " sets BypassDownloader, install.html says where it goes",
                Tone.WARN,
            )
            for name, found in done
            if any(path.endswith("AnyConnectLocalPolicy.xml") for path in found.files)
        ]
        return (*_written_text(done), *hints)

    return run.finish(run.offline(one), Written, lambda found: found, text=text)


def _write(folder: Path, files: Mapping[str, bytes]) -> Written:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_atomically(folder / name, content, mode=0o644)
    return Written(files=tuple(str(folder / name) for name in files))


def _written_text(done: tuple[tuple[str, Written], ...]) -> tuple[Piece, ...]:
    return tuple(Line(f"{name}: {', '.join(found.files)}") for name, found in done)
