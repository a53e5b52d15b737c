from __future__ import annotations

import itertools
import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.intent.documents import read_document


def test_every_value_has_the_line_of_its_key() -> None:
    document, mistakes = read_document("a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n", "f.yaml")
    assert not mistakes
    assert document.data == {"a": {"b": 1, "c": ["x", {"d": 2}]}}
    assert document.line(("a", "b")) == 2
    assert document.line(("a", "c", 1, "d")) == 5
    assert document.line(("a", "c", 1, "nowhere", "below")) == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("010", 10),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        ("2027-11-30", "2027-11-30"),
        ("'17'", "17"),
        ('"true"', "true"),
    ],
)
def test_plain_words_are_read_as_yaml_1_2_does_and_quoted_ones_stay_text(text: str, value: object) -> None:
    document, _ = read_document(f"key: {text}\n", "f.yaml")
    assert document.data == {"key": value}


def test_a_release_keeps_the_zero_at_its_end() -> None:
    document, _ = read_document("release: 16.10\n", "f.yaml")
    assert str(document.data["release"]) == "16.10"


def test_keys_are_text_whatever_they_look_like() -> None:
    document, _ = read_document("12: a\nnull: b\n", "f.yaml")
    assert document.data == {"12": "a", "null": "b"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "key repeated; it is there already in line 1"),
        ("a: {b: 1\n", 2, "does not parse"),
        ("a: !!python/object:os.system {}\n", 1, None),
        ("a: !vault secret\n", 1, "tags"),
        ("base: &b {c: 1}\na:\n  <<: *b\n", 3, "merge keys"),
        ("a: &x\n  b: *x\n", 1, "alias to something that holds it"),
        ("? [a]\n: b\n", 1, "a key is one word"),
    ],
)
def test_what_is_not_plain_data_is_a_mistake_at_its_line(text: str, line: int, words: str | None) -> None:
    document, mistakes = read_document(text, "f.yaml")
    if words is None:
        assert document.data == {"a": {}}
        return
    assert words in str(mistakes[0])
    assert mistakes[0].line == line
    assert mistakes[0].path == "f.yaml"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize(
    "value", ["*canary", "&canary", "!canary!x", "%canary", "`canary", "@canary", "!<canary", "*canary 2"]
)
def test_no_mistake_repeats_what_may_be_a_password(
    loader: type[yaml.SafeLoader], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flexvpn.intent.documents._Loader", loader)
    _, mistakes = read_document(f"password: {value}\nother: 1\n", "f.yaml")
    assert "canary" not in "".join(str(mistake) for mistake in mistakes)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
def test_both_parsers_read_the_same(loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flexvpn.intent.documents._Loader", loader)
    document, _ = read_document("a: 19\nb: '19'\nc: [x, 1.10]\nd:\n", "f.yaml")
    assert document.data == {"a": 19, "b": "19", "c": ["x", 1.1], "d": None}
    assert document.line(("d",)) == 4


_text = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=20)
_scalars = _text | st.integers() | st.booleans() | st.none()
_data = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc_", min_size=1, max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_data)
def test_json_is_yaml_and_reads_as_what_it_says(data: object) -> None:
    document, mistakes = read_document(json.dumps(data), "f.yaml")
    assert not mistakes
    assert document.data == data


@given(st.text())
def test_no_text_makes_the_reader_fail_otherwise_than_with_mistakes(text: str) -> None:
    document, mistakes = read_document(text, "f.yaml")
    assert mistakes or document.data is None or document.lines


def test_aliases_that_stand_for_millions_are_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in itertools.pairwise("abcdefghi")]
    _, mistakes = read_document("\n".join(lines), "x.yaml")
    assert [mistake for mistake in mistakes if "stand for too much" in mistake.what]


def test_a_quoted_merge_key_is_a_word() -> None:
    assert read_document('"<<": 1', "x.yaml")[0].data == {"<<": 1}
    assert read_document("<<: {a: 1}", "x.yaml")[1]
