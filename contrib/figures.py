"""`make figures`: counts rooms, arrows and circles of the code with grimp, and writes them to docs/architecture.md.

A room is a folder of the domain, or a module beside the folders. An arrow is a pair of rooms of which one imports the
other, however often. A circle is a set of rooms, or of modules, each of which can be reached from every other.
Imports for type checking alone count: a reader follows them too.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEFORE = "bbc387b"
"""The last commit before there were rooms."""
_BETWEEN = re.compile(r"(<!-- figures: .*? -->\n).*?(<!-- end of figures -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the domain.

    Attributes:
        modules: files with code.
        loose: modules in no folder.
        rooms: folders and loose modules.
        arrows: pairs of rooms of which one imports the other.
        module_circles: modules that import each other, directly or not.
        room_circles: rooms that do.
    """

    modules: int
    loose: int
    rooms: int
    arrows: int
    module_circles: int
    room_circles: int


def measure(root: Path, package: str = "flexvpn") -> Figures:
    """Count a package of the checkout at ``root``; one that this process has not imported from elsewhere."""
    sys.path.insert(0, str(root))
    try:
        graph = grimp.build_graph(package, exclude_type_checking_imports=False, cache_dir=None)
    finally:
        sys.path.remove(str(root))
    modules = {name for name in graph.modules if not graph.find_children(name)}
    imports = {
        name: {other for other in graph.find_modules_directly_imported_by(name) if "." in other}
        for name in graph.modules
        if "." in name
    }
    rooms: dict[str, set[str]] = {_room(name): set() for name in imports}
    for name, others in imports.items():
        rooms[_room(name)] |= {_room(other) for other in others} - {_room(name)}
    return Figures(
        modules=len(modules),
        loose=sum(name.count(".") == 1 for name in modules),
        rooms=len(rooms),
        arrows=sum(map(len, rooms.values())),
        module_circles=len(_in_circles(imports)),
        room_circles=len(_in_circles(rooms)),
    )


def _room(module: str) -> str:
    return module.split(".")[1]


def _in_circles(graph: Mapping[str, set[str]]) -> set[str]:
    """Nodes that can be reached from themselves."""
    return {name for name in graph if name in _reached_from(name, graph)}


def _reached_from(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        new = graph.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached


def measure_commit(commit: str) -> Figures:
    """Count the domain as it was in a commit.

    Raises:
        subprocess.CalledProcessError: this clone does not have the commit.
    """
    archive = subprocess.run(
        ["git", "archive", commit, "flexvpn"],  # noqa: S607 - the git of whoever runs this
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        return measure(Path(folder))


def table(before: Figures, now: Figures) -> str:
    """The figures as Markdown."""
    rows = (
        ("rooms (folders, and modules that lie loose)", "rooms"),
        ("modules", "modules"),
        ("of these in no folder", "loose"),
        ("arrows (a room imports another)", "arrows"),
        ("rooms in a circle", "room_circles"),
        ("modules in a circle", "module_circles"),
    )
    lines = [f"| `flexvpn/` | at {BEFORE} | now |", "| --- | ---: | ---: |"]
    lines += [f"| {text} | {getattr(before, name)} | {getattr(now, name)} |" for text, name in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure both, and write the table into the page."""
    text = table(measure_commit(BEFORE), measure(ROOT))
    PAGE.write_text(_BETWEEN.sub(lambda match: match[1] + text + match[2], PAGE.read_text()))
    print(text, end="")


if __name__ == "__main__":
    main()
