"""docs/lab.md is what `make docs` would write, and says something of every fault, setting and quirk."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from lab.fault import KINDS
from lab.page import descriptions, markdown
from lab.quirks import Quirks
from lab.releases import CAUTIONS, Behaviour

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "lab.md").read_text(encoding="utf-8") == markdown(), "make docs"


@pytest.mark.parametrize("kind", [*KINDS.values(), Quirks])
def test_every_setting_is_described(kind: type) -> None:
    assert set(descriptions(kind)) == {field.name for field in dataclasses.fields(kind)}


def test_the_example_of_a_fault_file_is_one(tmp_path: Path) -> None:
    from lab.fault_file import read_file

    found = re.search(r"```yaml\n(.*?)```", markdown(), re.DOTALL)
    assert found is not None
    (tmp_path / "faults.yaml").write_text(found[1])
    assert len(read_file(tmp_path / "faults.yaml").faults) == 3


def test_a_description_belongs_to_the_attribute_above_it() -> None:
    assert descriptions(Quirks)["event_manager"] == "The image has the Embedded Event Manager."


def test_every_quirk_makes_a_difference_somewhere() -> None:
    sources = "".join(
        path.read_text()
        for path in (ROOT / "lab").rglob("*.py")
        if path.name not in ("quirks.py", "page.py") and path.parent.name != "releases"
    )
    asked = {b.value.quirk for b in Behaviour if f"Behaviour.{b.name}" in sources} | {
        c.quirk for c in CAUTIONS
    }
    unused = [
        field.name
        for field in dataclasses.fields(Quirks)
        if f"quirks.{field.name}" not in sources
        and f'"{field.name}"' not in sources
        and field.name not in asked
    ]
    assert unused == []
