"""Text that leaves the program holds no secret, in no form."""

from __future__ import annotations

import json
import string
import time
from html import escape
from urllib.parse import quote

from hypothesis import assume, given
from hypothesis import strategies as st

from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import MASK, Secret

AWKWARD = 'p&"ss\\w0rd é<x>'


def redactor(*values: str) -> Redactor:
    return Redactor(Secret(value) for value in values)


def test_a_secret_is_masked_wherever_it_stands() -> None:
    text = "username test password 0 Cisco123\nCisco123Cisco123"
    assert redactor("Cisco123").clean(text) == f"username test password 0 {MASK}\n{MASK}{MASK}"


def test_encoded_forms_are_masked_too() -> None:
    clean = redactor(AWKWARD).clean
    for form in (
        AWKWARD,
        escape(AWKWARD),
        escape(AWKWARD, quote=False),
        quote(AWKWARD),
        quote(AWKWARD, safe=""),
        json.dumps(AWKWARD),
        json.dumps(AWKWARD, ensure_ascii=False),
        repr(AWKWARD),
    ):
        assert clean(f"[{form}]").strip("[]'\"") == MASK


def test_secrets_that_overlap_leave_no_rest() -> None:
    assert redactor("abcdef", "defghi").clean("x abcdefghi y") == f"x {MASK} y"
    assert redactor("abab").clean("ababab!") == f"{MASK}!"


def test_a_short_secret_is_masked_as_a_word_and_leaves_other_words_alone() -> None:
    assert redactor("abc").clean("abc (abc) abcd xabc a_abc") == f"{MASK} ({MASK}) abcd xabc a_abc"


def test_an_empty_secret_masks_nothing() -> None:
    assert redactor("", "  ").clean("two  words") == "two  words"


def test_the_redactor_itself_shows_no_secret() -> None:
    assert "Cisco123" not in repr(redactor("Cisco123"))


WORDS = st.text(alphabet=string.ascii_uppercase + string.digits, min_size=4, max_size=8)


@given(
    st.lists(WORDS, min_size=1, max_size=5), st.text(alphabet=string.ascii_uppercase + string.digits + " \n")
)
def test_no_secret_is_left_in_any_text(secrets: list[str], text: str) -> None:
    text = text.join(secrets)
    cleaned = redactor(*secrets).clean(text)
    assert not [secret for secret in secrets if secret in cleaned]


@given(WORDS, st.text())
def test_text_without_a_secret_stays_as_it_is(secret: str, text: str) -> None:
    assume(secret not in text)
    assert redactor(secret).clean(text) == text


def test_ten_thousand_secrets_cost_less_than_a_second() -> None:
    clean = redactor(*(f"password-{number:05}" for number in range(10_000))).clean
    text = "username user password 0 password-00042\n" * 200
    started = time.thread_time()
    assert "password-00042" not in clean(text)
    assert time.thread_time() - started < 1
