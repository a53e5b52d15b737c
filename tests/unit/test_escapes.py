"""No text from outside moves a cursor, hides a letter or begins a line; what is ordinary stays as it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.escapes import escaped, one_line
from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import MASK, Secret
from flexvpn.report.layout import Line, Table, cleaned, plain


@pytest.mark.parametrize(
    "letter",
    ["\x00", "\x07", "\b", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\u200b", "\u202e", "\u2066", "\ufeff"],
)
def test_what_a_terminal_obeys_or_a_reader_cannot_see_is_an_escape(letter: str) -> None:
    assert escaped(f"a{letter}b") == f"a\\u{ord(letter):04x}b"


@pytest.mark.parametrize("letter", ["\xa0", "\u2028", "\u3000", "\u3164", "\u2800", "\ud800"])
def test_blanks_that_are_no_space_are_escapes_too(letter: str) -> None:
    assert escaped(letter) == f"\\u{ord(letter):04x}"


@pytest.mark.parametrize("text", ["", "Zoë Müller, 東京, 😀", "one\n\ttwo\n", "a,b\r\nc,d\r\n"])
def test_ordinary_text_stays(text: str) -> None:
    assert escaped(text) == text


@given(st.text())
def test_nothing_but_line_breaks_and_tabs_is_left(text: str) -> None:
    assert all(letter.isprintable() or letter in "\t\n" for letter in escaped(text).replace("\r\n", "\n"))
    assert escaped(escaped(text)) == escaped(text)
    assert one_line(text).replace("\t", " ").isprintable()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_document_stays_the_same_document(text: str) -> None:
    assert json.loads(escaped(json.dumps([text, {text: "\\"}], ensure_ascii=False))) == [text, {text: "\\"}]


@given(st.text(min_size=4))
def test_a_secret_is_found_in_its_escaped_form(secret: str) -> None:
    clean = Redactor([Secret(secret)]).clean
    if secret.strip():
        assert clean(escaped(secret)) == MASK
        assert clean(one_line(secret)) == MASK


def test_a_text_with_line_breaks_goes_on_further_in() -> None:
    pieces = (Line("edge: odd\nedge: deployed"), Table(("a",), ((Line("one\nedge: deployed"),),)))
    assert plain(cleaned(pieces, str)).splitlines() == [
        "edge: odd",
        "  edge: deployed",
        "a",
        "one edge: deployed",
    ]
