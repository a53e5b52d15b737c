"""``headend lab fault``: the words of a person, over a lab of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh


@pytest.fixture
def state(headend: Type, tmp_path: Path) -> Iterator[str]:
    folder = str(tmp_path / "lab")
    assert headend("lab", "up", "edge=17.9.4", "--state", folder).code == 0
    yield folder
    headend("lab", "down", "--state", folder)


def test_faults_are_set_listed_and_taken_back(headend: Type, state: str, tmp_path: Path) -> None:
    words = ("lab", "fault", "--state", state)
    assert (
        headend(*words, "edge", "reset", "at=^copy", "when=after").out == "edge: reset at=^copy when=after\n"
    )
    file = tmp_path / "faults.yaml"
    file.write_text("faults: {edge: [vtys]}\n")
    assert headend(*words, "--file", str(file)).out.endswith("edge: vtys\n")
    assert headend(*words, "edge", "reset", "--clear").out == "edge: vtys\n"
    assert headend(*words, "--clear").out == "edge: no fault is set\n"
    assert headend(*words).out == "edge: no fault is set\n"


def test_a_fault_that_there_is_not_is_refused(headend: Type, state: str) -> None:
    said = headend("lab", "fault", "edge", "flood", "--state", state)
    assert said.code == 3
    assert said.err.startswith("no such fault: flood; there are latency, slow, reset")
