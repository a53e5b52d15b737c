"""What people's terminals and notes do to an answer before it comes to us."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from flexvpn.base.errors import NotUnderstood
from flexvpn.facts import catalog
from flexvpn.facts.recording import layouts
from tests.unit.facts.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

STAMP = """\
Load for five secs: 3%/0%; one minute: 4%; five minutes: 4%
Time source is NTP, *09:00:00.000 UTC Mon Nov 2 2026

"""


def indented(text: str, command: str) -> str:
    del command
    return textwrap.indent(text, "        ")


def with_tabs(text: str, command: str) -> str:
    del command
    return textwrap.indent(text, "\t")


def quoted(text: str, command: str) -> str:
    """As in somebody's program: the first line stands behind the quotation mark."""
    del command
    return textwrap.indent(text, "    ").lstrip()


def dos(text: str, command: str) -> str:
    del command
    return text.replace("\n", "\r\n")


def twice_returned(text: str, command: str) -> str:
    del command
    return text.replace("\n", "\r\r\n")


def timed(text: str, command: str) -> str:
    del command
    return "".join(f"[2026-11-02 09:00:0{n % 10}.123] {line}\n" for n, line in enumerate(text.splitlines()))


def stamped(text: str, command: str) -> str:
    return f"edge-1#{command}\n{STAMP}{text}edge-1#"


def session(text: str, command: str) -> str:
    """A log of a terminal, from the log-in to the last word."""
    other = "show inventory" if command != "show inventory" else "show clock"
    return (
        f"Password: \nedge-1#terminal length 0\nedge-1#{other}\nNAME: Chassis\n\nedge-1#{command}\n{text}"
        f"edge-1#conf t\nEnter configuration commands, one per line.\nedge-1(config)#do show history\n  x\n"
        "edge-1(config)#end\nedge-1#exit\n"
    )


def tech_support(text: str, command: str) -> str:
    """One of many answers of `show tech-support`."""
    rule = "-" * 18
    return (
        f"\n{rule} show inventory {rule}\n\nNAME: Chassis\n\n{rule} {command} {rule}\n\n{text}"
        f"\n{rule} show stacks {rule}\n\nx\n"
    )


def coloured(text: str, command: str) -> str:
    """What a terminal is told beside the text."""
    return f"\x1b[?2004h\x1b[32medge-1#\x1b[0m{command}\r\n{text}\x1b[K"


FORMS = [indented, with_tabs, quoted, dos, twice_returned, timed, stamped, session, tech_support, coloured]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=[form.__name__ for form in FORMS])
@pytest.mark.parametrize("command", sorted(SAMPLES))
def test_what_stands_around_an_answer_changes_nothing_of_it(
    command: str, form: Callable[[str, str], str]
) -> None:
    asked = catalog.read_output(command, SAMPLES[command])
    facts = catalog.read_output(command, form(SAMPLES[command], command))
    assert facts.unknown_lines == ()
    assert facts == asked


def test_lines_that_the_terminal_broke_are_put_together_again() -> None:
    width = 80
    printed = "\n".join(
        line[:width] + "\n" + line[width:] if len(line) > width else line
        for line in SAMPLES["show crypto ikev2 sa detailed"].splitlines()
    )
    assert catalog.read_output("show crypto ikev2 sa detailed", printed) == catalog.read_output(
        "show crypto ikev2 sa detailed", SAMPLES["show crypto ikev2 sa detailed"]
    )


def test_a_line_that_nobody_knows_is_never_joined_to_the_longest() -> None:
    printed = SAMPLES["show crypto ikev2 sa detailed"].splitlines()
    longest = max(range(len(printed)), key=lambda number: len(printed[number]))
    printed.insert(longest + 1, "what nobody has seen yet")
    facts = catalog.read_output("show crypto ikev2 sa detailed", "\n".join(printed))
    assert facts.unknown_lines == ("what nobody has seen yet",)


def test_all_answers_of_a_session_to_the_same_command_are_read() -> None:
    log = (
        f"edge-1#sh ip local pool\n{SAMPLES['show ip local pool']}edge-1#show clock\n{SAMPLES['show clock']}"
        f"edge-1#show ip local pool OTHER\n Pool   Begin   End   Free  In use   Blocked\n"
        " OTHER  192.0.2.1  192.0.2.9  9  0  0\nedge-1#"
    )
    names = [pool.name for pool in catalog.read_output("show ip local pool", log).records]
    assert names[-1] == "OTHER"
    assert len(names) > 1
    assert catalog.read_output("show clock", log).unknown_lines == ()


def test_a_session_without_the_command_is_not_taken_for_its_answer() -> None:
    with pytest.raises(NotUnderstood):
        catalog.read_output(
            "show crypto session detail", f"edge-1#show clock\n{SAMPLES['show clock']}edge-1#"
        )


def test_what_a_router_does_not_say_is_told_from_silence() -> None:
    with pytest.raises(NotUnderstood, match="nothing in the answer makes a record"):
        catalog.read_output(
            "show version", "Cisco IOS-XE software, Copyright (c) 2005-2017 by cisco Systems, Inc.\n"
        )
    with pytest.raises(NotUnderstood, match="the answer is empty"):
        catalog.read_output("show version", "\n")


@pytest.mark.parametrize(
    "command",
    [
        "show crypto ikev2 sa detailed",
        "show crypto session detail",
        "show crypto ikev2 session detailed",
        "show crypto ipsec sa",
    ],
)
def test_a_line_of_a_new_release_does_not_cost_ten_thousand_sessions_a_second_reading(command: str) -> None:
    printed = SAMPLES[command] + "a line of a new release\n" + SAMPLES[command]
    assert list(layouts(printed, ("a line of a new release",))) == []
