"""Search at ``--More--``: the three characters that begin a filter, and what is printed after it."""

from __future__ import annotations

import asyncio
import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.dialogue import Dialogue
from lab.router import Router
from lab.session import Session
from lab.terminal import Terminal
from tests.lab.console import Screen, make, typed

MORE = " --More-- "
ERASED = MORE + "\b" * 10 + " " * 10 + "\b" * 10


@functools.cache
def router() -> Router:
    """One will do where nothing changes it."""
    return make()


def after(keys: str, *, length: int = 12) -> str:
    """What a long configuration prints from the filter on."""
    return typed(router(), f"show running-config\n{keys}", length=length).partition("filtering...\n")[2]


def test_a_slash_goes_on_at_the_line_that_has_the_text() -> None:
    shown = after("/^line vty\r")
    assert shown.startswith("line vty 0 4\n login local\n transport input ssh\n!\nline vty 5 15\n")
    assert shown.endswith("!\n!\nend\n\nR1#")


def test_the_search_is_echoed_in_the_place_of_the_prompt() -> None:
    screen = typed(router(), "show running-config\n/hostname\rq", length=6)
    assert f"\n{ERASED}/hostname\nfiltering...\nhostname R1\n" in screen


def test_after_a_search_a_page_is_a_page_again() -> None:
    shown = after("/^interface\r")
    assert shown.index(MORE) == len("".join(shown.splitlines(keepends=True)[:11]))


@pytest.mark.parametrize(("key", "has"), [("+", True), ("-", False)])
def test_plus_keeps_and_minus_drops_the_lines_that_match(key: str, has: bool) -> None:  # noqa: FBT001 - a case
    shown = after(f"{key}interface|ip \r" + " " * 40)
    lines = shown.replace(ERASED, "").splitlines()[:-1]
    assert len(lines) > 5
    assert all(("interface" in line or "ip " in line) is has for line in lines)


def test_one_filter_may_follow_another() -> None:
    shown = after("-!\r/^line\r" + " " * 9)
    assert "\nfiltering...\nline con 0\n" in shown.replace(ERASED, "")


def test_a_text_that_nothing_has_ends_the_output() -> None:
    assert after("/nowhere to be found\r") == "R1#"


def test_a_search_without_a_text_asks_again() -> None:
    screen = typed(router(), "show running-config\n/\r q", length=6)
    assert screen.count(MORE) == 3
    assert "filtering" not in screen


def test_a_search_is_no_command() -> None:
    fresh = make()
    typed(fresh, "show running-config\n/line\rq", length=6)
    assert fresh.counters.lines == ["show running-config"]


@given(st.lists(st.sampled_from(["one", "two", "\n", "one\n", "\ntwo"]), max_size=40), st.sampled_from("/+-"))
@settings(max_examples=60, deadline=None)
def test_lines_are_searched_whole_however_they_are_printed(pieces: list[str], key: str) -> None:
    head = "head\n" * 4
    shown = filtered(said(head, *pieces), key)
    assert "filtering...\n" in shown
    assert shown == filtered(said(head + "".join(pieces)), key)


def said(*pieces: str) -> Dialogue:
    yield from pieces


def filtered(dialogue: Dialogue, key: str) -> str:
    """The screen of a command that prints so, with a filter at its first prompt."""
    screen = Screen()
    session = Session(length=3)

    async def run() -> None:
        terminal = Terminal(router(), session, screen)
        terminal.feed(f"{key}onetwo\r".encode() + b" " * 99)
        await terminal.drive(dialogue)
        terminal.flush()

    asyncio.run(run())
    return screen.sent.decode().replace("\r\n", "\n")
