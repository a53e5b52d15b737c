"""The terminal: colour and progress where somebody looks, plain whole lines elsewhere, questions with one answer."""

from __future__ import annotations

import io

import pytest

from flexvpn.base.errors import QuestionUnanswered
from flexvpn.report.layout import Line, Table, Tone
from stores.console import Console

PIECES = (
    Line("edge: drift", Tone.BAD),
    Table(("headend", "users get in"), ((Line("edge"), Line("no", Tone.BAD)),)),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_plain_lines_however_long() -> None:
    err = io.StringIO()
    Console(stderr=err).show((Line("x" * 500), *PIECES))
    assert err.getvalue().splitlines() == [
        "x" * 500,
        "edge: drift",
        "headend  users get in",
        "edge     no",
    ]


def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    err = Terminal()
    Console(stderr=err).show(PIECES)
    assert "\x1b[1;31medge: drift" in err.getvalue()
    assert "users get in" in err.getvalue()


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    err = Terminal()
    Console(stderr=err).show((Line("[bold]not markup[/bold] [E101]"),))
    assert "[bold]not markup[/bold] [E101]" in err.getvalue()


def test_a_known_secret_reaches_neither_terminal_nor_pipe() -> None:
    for err in (io.StringIO(), Terminal()):
        console = Console(stderr=err, clean=lambda text: text.replace("hunter2", "*"))
        console.show((Line("it is hunter2"), Table(("a",), ((Line("hunter2"),),))))
        assert "hunter2" not in err.getvalue()


def test_a_secret_is_taken_out_before_a_line_is_broken_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    err = Terminal()
    Console(stderr=err, clean=lambda text: text.replace("two words", "*")).show(
        (Line("this has 14 two words"),)
    )
    assert "words" not in err.getvalue()


def test_a_document_goes_to_stdout_with_its_last_line_ended() -> None:
    out = io.StringIO()
    Console(stdout=out).emit("{}")
    assert out.getvalue() == "{}\n"


@pytest.mark.parametrize(
    ("answer", "agreed"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_only_yes_is_yes(answer: str, *, agreed: bool) -> None:
    console = Console(stdin=Terminal(answer), stderr=io.StringIO())
    if agreed:
        console.agree("Push?", yes=False)
    else:
        with pytest.raises(QuestionUnanswered, match="nothing was changed"):
            console.agree("Push?", yes=False)


def test_where_nobody_sits_the_answer_is_no_unless_it_was_given_before() -> None:
    console = Console(stdin=io.StringIO("y\n"), stderr=io.StringIO())
    with pytest.raises(QuestionUnanswered, match="nobody is there"):
        console.agree("Push?", yes=False)
    console.agree("Push?", yes=True)


def test_progress_is_for_eyes_alone() -> None:
    pipe, terminal = io.StringIO(), Terminal()
    for err in (pipe, terminal):
        with Console(stderr=err).progress("planning", 2) as done:
            done("edge-split")
            done("edge-full")
    assert pipe.getvalue() == ""
    assert "planning" in terminal.getvalue()


def test_nothing_from_outside_is_obeyed_by_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    outside = "[bold]\x1b[2J\x9b31m\u202e\nedge: deployed"
    for err in (io.StringIO(), Terminal()):
        out = io.StringIO()
        console = Console(stdin=Terminal("y\n"), stdout=out, stderr=err)
        console.show((Line(outside, Tone.ADD), Line(outside), Table(("a",), ((Line(outside),),))))
        console.agree(outside, yes=False)
        console.emit(outside)
        for text in (out.getvalue(), err.getvalue()):
            assert "[bold]\\u001b[2J\\u009b31m\\u202e" in text
            assert not {"\x1b", "\x9b", "\u202e"} & set(text)
        assert "\nedge:" not in err.getvalue()


def test_progress_takes_no_name_for_markup() -> None:
    terminal = Terminal()
    with Console(stderr=terminal).progress("planning", 1) as done:
        done("[link=x]\x07edge[/link]")
    assert "[link=x]\\u0007edge" in terminal.getvalue()
