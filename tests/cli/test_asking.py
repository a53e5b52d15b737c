"""A person at the terminal is asked; the sessions that the question came from serve what is agreed to."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tasks.session import run
from tests.cli.conftest import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lab.testing import Lab
    from tests.cli.conftest import Type

pytestmark = pytest.mark.ssh

EDGES = ("edge-split", "edge-full")


class Person(io.StringIO):
    """Answers once ``first`` has been done."""

    def __init__(self, answer: str, first: Callable[[], None] = lambda: None) -> None:
        super().__init__(f"{answer}\n")
        self._first = first

    def isatty(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # typeshed's StringIO says bytes, too
        self._first()
        return super().readline(size)


def open_sessions(edges: Lab) -> int:
    return edges.call(lambda: sum(len(edges[name].router.sessions) for name in EDGES))


def wait_until_closed(edges: Lab) -> None:
    end = time.monotonic() + 20
    while open_sessions(edges) and time.monotonic() < end:
        time.sleep(0.02)
    assert open_sessions(edges) == 0


def test_what_was_shown_is_pushed_over_the_session_that_it_was_read_on(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(sys, "stdin", Person("y", lambda: seen.append(open_sessions(edges))))
    said = headend("deploy", "--json", "--inventory", str(inventory))
    assert said.code == 0, said.err
    assert seen == [2]
    assert "Push to 2 headends? [y/N]" in said.err
    assert {host["log_ins"] for host in said.document["headends"]} == {1}
    assert max(host["lines_sent"] for host in said.document["headends"]) <= 70
    wait_until_closed(edges)


def test_who_is_asked_knows_which_headends_cannot_be_done(
    headend: Type, inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(inventory, "edge-split", port=1)
    monkeypatch.setattr(sys, "stdin", Person("n"))
    said = headend("deploy", "--inventory", str(inventory))
    named, question = said.err.index("edge-split: log-in:"), said.err.index("Push to 1 headend?")
    assert (said.code, named < question) == (3, True)


def test_a_headend_that_cannot_be_asked_is_not_said_to_be_as_it_should_be(
    headend: Type, inventory: Path
) -> None:
    assert headend("deploy", "--yes", "--inventory", str(inventory)).code == 0
    rewrite(inventory, "edge-split", port=1)
    plan, drift = (headend(word, "--inventory", str(inventory)) for word in ("plan", "drift"))
    assert (plan.code, drift.code) == (1, 1)
    assert "1 of 2 headends as it should be, the others could not be asked" in plan.err
    assert "1 of 2 headends in sync, the others could not be asked" in drift.err


def test_who_says_no_leaves_no_session_behind(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Person("n"))
    assert headend("deploy", "--inventory", str(inventory)).code == 3
    wait_until_closed(edges)
    assert "crypto ikev2 profile" not in edges.show("edge-full", "show running-config")


def test_who_thinks_for_long_occupies_no_line_of_a_router_and_may_still_agree(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.05)
    monkeypatch.setattr(sys, "stdin", Person("y", lambda: wait_until_closed(edges)))
    said = headend("deploy", "--inventory", str(inventory))
    assert said.code == 0, said.err
    assert headend("plan", "--inventory", str(inventory)).code == 0


def test_a_router_that_hangs_up_meanwhile_is_logged_in_to_again(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang_up() -> None:
        for session in edges.call(lambda: tuple(edges["edge-split"].router.sessions)):
            edges.call(session.end)
        end = time.monotonic() + 20
        while edges.call(lambda: len(edges["edge-split"].router.sessions)) and time.monotonic() < end:
            time.sleep(0.02)

    monkeypatch.setattr(sys, "stdin", Person("y", hang_up))
    said = headend("deploy", "--inventory", str(inventory))
    assert said.code == 0, said.err


def test_doctor_sends_what_is_missing_over_the_session_that_found_it_missing(
    headend: Type, inventory: Path, edges: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    edges.configure("edge-full", "no ip scp server enable")
    monkeypatch.setattr(sys, "stdin", Person("yes"))
    said = headend("doctor", "--prepare", "--json", "--inventory", str(inventory))
    assert said.code == 0, said.err
    assert edges.call(lambda: [edges[name].router.counters.logins for name in EDGES]) == [1, 1]
