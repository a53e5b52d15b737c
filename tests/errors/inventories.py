"""Inventories that are refused: each case edits a small good one, and its message is kept beside it.

`python -m tests.errors.inventories` writes the messages from what the code says now: read the diff.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml

from flexvpn.base.errors import IntentRefused
from stores.inventory import load_inventory

FOLDER = Path(__file__).parent / "inventory"
BASE = FOLDER / "base"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path != BASE)


def build(case: Path | None, target: Path) -> Path:
    """The good inventory with the edits of a case."""
    texts = {path.name: path.read_text() for path in BASE.iterdir()}
    for edit in yaml.safe_load((case / "edit.yaml").read_text()) if case else ():
        if "rename" in edit:
            texts[edit["rename"]] = texts.pop(edit["file"])
            continue
        before = texts[edit["file"]]
        assert edit["replace"] in before, f"{case}: nothing to replace"
        texts[edit["file"]] = before.replace(edit["replace"], edit["by"], 1)
    for name, text in texts.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(text.encode(errors="surrogateescape"))
    return target


def refusal(case: Path, target: Path) -> IntentRefused:
    """What the case is refused with."""
    try:
        load_inventory(build(case, target))
    except IntentRefused as refused:
        return refused
    message = f"{case.name} was not refused"
    raise AssertionError(message)


def record() -> None:
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            (case / "message.txt").write_text(f"{refusal(case, Path(folder))}\n")


if __name__ == "__main__":
    record()
