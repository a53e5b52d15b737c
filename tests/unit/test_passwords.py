from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.ios.passwords import PASSWORD, SECRET, Shown, StoredCredential, make_salt, make_type9
from tests.effort import effort

SALT = "cvWdfQlRRDKq/U"

# Published vectors: hashcat's example hashes (modes 500, 5700, 9200, 9300) and Cisco's documentation.
KNOWN = [
    ("0 cisco123", "cisco123"),
    ("7 060506324F41", "cisco"),
    ("7 0822455D0A16", "cisco"),
    ("7 02050D480809", "cisco"),
    ("4 2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI", "hashcat"),
    ("5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat"),
    ("8 $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat"),
    ("9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6", "hashcat"),
    ("9 $9$cvWdfQlRRDKq/U$VFTPha5VHTCbSgSUAo.nPoh50ZiXOw1zmljEjXkaq1g", "123456"),
]

clear_texts = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


@pytest.mark.parametrize(("line", "clear"), KNOWN)
def test_a_published_vector_is_of_its_clear_text(line: str, clear: str) -> None:
    assert StoredCredential.parse(line).matches(clear) is True


@pytest.mark.parametrize(("line", "clear"), KNOWN)
def test_a_published_vector_is_of_no_other_clear_text(line: str, clear: str) -> None:
    stored = StoredCredential.parse(line)
    assert stored.matches(clear + "x") is False
    assert stored.matches(clear.swapcase() + clear) is False
    assert stored.matches("") is False


def test_type_6_cannot_be_told() -> None:
    assert StoredCredential.parse("6 UfeBVAhMHLQJOaWSDPEQKaPZAAB").matches("cisco123") is None


@pytest.mark.parametrize(
    ("value", "shown", "number", "text"),
    [
        ("cisco123", PASSWORD, 0, "cisco123"),
        ("0 cisco123", PASSWORD, 0, "cisco123"),
        ("0 two words", PASSWORD, 0, "two words"),
        ("7", PASSWORD, 0, "7"),
        ("12345", PASSWORD, 0, "12345"),
        ("9 $9$a$b ", SECRET, 9, "$9$a$b"),
    ],
)
def test_a_value_is_read_as_typed_and_as_shown(
    value: str, shown: tuple[Shown, ...], number: int, text: str
) -> None:
    stored = StoredCredential.parse(value, shown)
    assert (stored.type, stored.text) == (number, text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", PASSWORD), (" ", SECRET), ("5 $1$a$b", PASSWORD), ("7 0822455D0A16", SECRET), ("3 x", SECRET)],
)
def test_what_is_no_credential_is_refused(value: str, shown: tuple[Shown, ...]) -> None:
    with pytest.raises(ValueError, match=r"credential|has no type"):
        StoredCredential.parse(value, shown)


def test_a_value_that_nobody_can_read_is_of_no_type_that_it_looks_like() -> None:
    assert StoredCredential.parse("0 cisco123", (Shown.UNREADABLE,)).matches("cisco123") is None


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(ValueError, match="has no type") as caught:
        StoredCredential.parse("5 Confidential1", PASSWORD)
    assert "Confidential1" not in f"{caught.value!s}"


def test_a_credential_never_shows_its_text() -> None:
    stored = StoredCredential.parse("0 cisco123")
    assert "cisco123" not in f"{stored} {stored!r}"
    assert str(stored) == "type 0"


@pytest.mark.parametrize(
    "line",
    [
        "5 cisco",
        "8 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
        "9 $9$onlysalt",
        "7 zz",
        "7 0",
        "7 05x",
        "7 08AFFFFF",
    ],
)
def test_a_text_that_is_not_of_its_type_is_of_no_clear_text(line: str) -> None:
    assert StoredCredential.parse(line).matches("cisco") is False


@effort(0.25)
@given(clear_texts)
def test_a_made_type_9_is_of_its_clear_text_and_reads_back(clear: str) -> None:
    made = make_type9(clear, SALT)
    assert made.matches(clear) is True
    assert StoredCredential.parse(f"{made.type} {made.text}", SECRET) == made


@pytest.mark.parametrize("salt", ["", "short", SALT + "x", "cvWdfQlRRDKq$U", "cvWdfQlRRDKq U"])
def test_a_salt_that_ios_would_not_make_is_refused(salt: str) -> None:
    with pytest.raises(ValueError, match="salt"):
        make_type9("cisco123", salt)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        make_type9("", SALT)


@given(st.binary(min_size=14, max_size=14))
def test_any_randomness_makes_a_salt(random_bytes: bytes) -> None:
    assert make_salt(random_bytes) == make_salt(random_bytes)
    assert len(make_salt(random_bytes)) == 14


def test_too_little_randomness_makes_no_salt() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        make_salt(b"short")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(line: str) -> None:
    try:
        stored = StoredCredential.parse(line)
    except ValueError:
        return
    assert stored.text in line


@given(clear_texts)
def test_clear_text_of_any_kind_is_of_itself(clear: str) -> None:
    assert StoredCredential(0, clear).matches(clear) is True
