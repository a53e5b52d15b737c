"""What a terminal of a given width shows."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from flexvpn.report.layout import Line, Piece, Table, Tone, fitted, plain

SESSIONS = Table(
    ("headend", "user", "address", "since"),
    ((Line("edge-full"), Line("test"), Line("192.168.10.5"), Line()),),
)
TONES = st.sampled_from(sorted(set(Tone) - {Tone.ADD, Tone.REMOVE}))


def shown(*pieces: Piece, width: int) -> list[str]:
    return ["".join(line.text for line in row).rstrip() for row in fitted(pieces, width)]


def test_what_goes_on_in_the_next_line_stands_further_in() -> None:
    assert shown(Line("  note: one two three"), width=15) == ["  note: one two", "    three"]


def test_a_next_step_goes_on_under_its_first_word() -> None:
    assert shown(Line("    -> one two three"), width=16) == ["    -> one two", "       three"]


def test_a_line_of_configuration_is_left_whole_for_whoever_copies_it() -> None:
    line = Line("    +  aaa authorization group anyconnect-eap list a-eap-author-grp", Tone.ADD)
    assert shown(line, width=30) == [line.text]


def test_lines_within_a_text_stay_lines() -> None:
    assert shown(Line("edge: push\n  the router said: no"), width=60) == [
        "edge: push",
        "  the router said: no",
    ]


def test_a_table_that_fits_is_the_one_that_a_pipe_gets() -> None:
    assert shown(SESSIONS, width=80) == plain((SESSIONS,)).splitlines()


def test_a_table_that_is_too_wide_becomes_paragraphs_without_its_empty_cells() -> None:
    assert shown(SESSIONS, width=30) == ["edge-full: user test; address", "  192.168.10.5"]


@given(st.lists(st.tuples(st.text("ab c-é\n>", max_size=60), TONES), max_size=5), st.integers(20, 60))
def test_no_line_is_too_wide_and_no_word_is_lost(texts: list[tuple[str, Tone]], width: int) -> None:
    pieces = tuple(Line(text, tone) for text, tone in texts)
    rows = shown(*pieces, width=width)
    assert " ".join(rows).split() == " ".join(text for text, _ in texts).split()
    longest = max((len(word) for text, _ in texts for word in text.split()), default=0)
    assert all(len(row) <= max(width, longest + width) for row in rows)


def test_short_words_never_pass_the_width() -> None:
    text = " ".join(["word"] * 50)
    assert shown(Line(f"  {text}"), width=33) == textwrap.wrap(
        text, 33, initial_indent="  ", subsequent_indent="    "
    )
