"""The mutation test itself: it changes what it says, draws nothing that changes nothing, and leaves no trace."""

from __future__ import annotations

import random

import pytest

from tests.witnesses import mutation
from tests.witnesses.headend import headend

TEXT = "Session status: UP-ACTIVE\nPeer: 192.0.2.9 port 500\n!\nPeer: 192.0.2.7 port 4500\nend\n"
LINE = "Peer: 192.0.2.9 port 500"


def change(kind: str, token: int | None = None, other: int = 0, line: str = LINE) -> str:
    return mutation.Mutation("17.9.4", "show x", kind, line, token, other).apply(TEXT)


def test_a_line_is_dropped_with_all_that_differ_in_numbers_only() -> None:
    assert change("dropped") == "Session status: UP-ACTIVE\n!\nend\n"


def test_a_word_is_dropped_renamed_or_moved() -> None:
    assert "Peer: 192.0.2.9  500\n" in change("dropped", 2)
    assert "Peer: 192.0.2.9 Renamed 500\n" in change("renamed", 2)
    assert "port 192.0.2.9 Peer: 500\n" in change("moved", 2, 0)


def test_a_line_is_renamed_or_moved() -> None:
    assert "Renamed: 192.0.2.7 port 4500\n" in change("renamed")
    assert change("moved", line="Session status: UP-ACTIVE").startswith(LINE + "\nSession status")


@pytest.mark.parametrize("seed", range(20))
def test_only_what_changes_something_is_drawn(seed: int) -> None:
    drawn = mutation.draw(random.Random(seed), {("17.9.4", "show x"): TEXT})  # noqa: S311 - no secret
    assert drawn.apply(TEXT).split() != TEXT.split()


def test_the_lab_prints_the_mutation_while_it_is_active_and_no_longer() -> None:
    router = headend("17.9.4")
    before = router.execute("show ip local pool")
    line = before.splitlines()[0]
    with mutation.active(mutation.Mutation("17.9.4", "show ip local pool", "dropped", line, None)):
        assert router.execute("show ip local pool") == before.replace(line + "\n", "")
        assert "ACPool" in router.execute("show running-config")
    assert router.execute("show ip local pool") == before
