"""The terminal: colour and progress where somebody looks, plain whole lines elsewhere, questions with one answer."""

from __future__ import annotations

import io

import pytest

from flexvpn.errors import QuestionUnanswered
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
