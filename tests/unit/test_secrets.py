"""References are read with good errors, values are never shown, fingerprints tell apart and no more."""

from __future__ import annotations

import copy
import json
import pickle
import string
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from flexvpn.base.secrets import MASK, NotAReference, Scheme, Secret, SecretRef, fingerprint

KEY = Secret("the team's key")


class Login(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    password: SecretRef


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("env:VPN_PASSWORD", SecretRef(Scheme.ENV, "VPN_PASSWORD")),
        ("file:secrets/test.txt", SecretRef(Scheme.FILE, "secrets/test.txt")),
        ("keyring:headend/admin", SecretRef(Scheme.KEYRING, "headend", "admin")),
        (
            "keyring:https://vault.example.com/admin",
            SecretRef(Scheme.KEYRING, "https://vault.example.com", "admin"),
        ),
        ("vault:secret/vpn/test#password", SecretRef(Scheme.VAULT, "secret/vpn/test", "password")),
        ("cmd:pass show 'vpn users/test'", SecretRef(Scheme.CMD, "pass show 'vpn users/test'")),
    ],
)
def test_each_form_is_read_and_written_back(text: str, expected: SecretRef) -> None:
    reference = SecretRef.parse(text)
    assert reference == expected
    assert str(reference) == text


def test_a_command_is_split_into_words_as_a_shell_would() -> None:
    assert SecretRef.parse("cmd:pass show 'vpn users/test'").argv == ("pass", "show", "vpn users/test")


@pytest.mark.parametrize(
    "text",
    [
        "Cisco123",
        "pa:ss:word",
        "ENV:NAME",
        "",
        "env:",
        "env:not a name",
        "env:1ST",
        "file:",
        "file:two\nlines",
        "keyring:alone",
        "keyring:/name",
        "keyring:service/",
        "vault:secret/vpn",
        "vault:secret#password",
        "vault:#password",
        "cmd:",
        "cmd:unclosed 'quote",
    ],
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(NotAReference):
        SecretRef.parse(text)


@pytest.mark.parametrize(
    "given_value", ["hunter2-in-clear", 8675309, "env:hunter2-in-clear", None, ["hunter2"]]
)
def test_a_refusal_never_repeats_what_was_given(given_value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Login.model_validate({"password": given_value})
    shown = "".join(traceback.format_exception(refused.value))
    assert "hunter2" not in shown
    assert "8675309" not in shown
    assert "reference" in shown


def test_a_malformed_reference_is_told_its_form() -> None:
    with pytest.raises(NotAReference, match="vault:PATH#KEY"):
        SecretRef.parse("vault:secret/vpn")


@given(st.text())
def test_whatever_is_read_is_written_back_to_the_same_reference(text: str) -> None:
    for scheme in Scheme:
        try:
            reference = SecretRef.parse(f"{scheme}:{text}")
        except NotAReference:
            continue
        assert SecretRef.parse(str(reference)) == reference


def test_a_model_holds_a_reference_and_writes_it_as_text() -> None:
    login = Login.model_validate({"password": "env:VPN_PASSWORD"})
    assert login.password.target == "VPN_PASSWORD"
    assert login.model_dump_json() == '{"password":"env:VPN_PASSWORD"}'
    assert "pattern" in Login.model_json_schema()["properties"]["password"]


@pytest.mark.parametrize(
    "show",
    [repr, str, "{}".format, "{!r:>40}".format, lambda secret: f"{secret:s}", lambda secret: repr([secret])],
)
def test_no_way_of_showing_a_secret_shows_it(show: object) -> None:
    assert callable(show)
    assert "hunter2" not in show(Secret("hunter2"))


def test_a_secret_is_neither_pickled_nor_written_as_json() -> None:
    secret = Secret("hunter2")
    with pytest.raises(TypeError) as pickled:
        pickle.dumps(secret)
    with pytest.raises(TypeError) as dumped:
        json.dumps(secret)
    assert "hunter2" not in str(pickled.value) + str(dumped.value)


def test_a_model_with_a_secret_writes_the_mask() -> None:
    class Revealed(BaseModel):
        value: Secret

    assert json.loads(Revealed(value=Secret("hunter2")).model_dump_json()) == {"value": MASK}


def test_a_secret_does_not_change() -> None:
    secret = Secret("hunter2")
    with pytest.raises(AttributeError):
        secret.value = "other"
    assert secret.reveal() == "hunter2"


def test_copies_are_the_same_secret() -> None:
    secret = Secret("hunter2")
    assert copy.deepcopy({"a": secret})["a"] is secret
    assert copy.copy(secret) is secret


def test_secrets_are_equal_by_value_and_never_equal_to_text() -> None:
    assert Secret("Cisco123é") == Secret("Cisco123é")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("hunter2") != "hunter2"


def test_a_fingerprint_is_short_and_the_same_for_the_same_key() -> None:
    # HMAC-SHA256, computed with `openssl dgst -sha256 -hmac`.
    assert fingerprint(Secret("Cisco123"), KEY) == "fp:a44fdc"


@given(st.text(), st.text())
def test_fingerprints_differ_as_values_differ(first: str, other: str) -> None:
    same = fingerprint(Secret(first), KEY) == fingerprint(Secret(other), KEY)
    assert same == (first == other)


def test_another_key_gives_another_fingerprint() -> None:
    assert fingerprint(Secret("Cisco123"), KEY) != fingerprint(Secret("Cisco123"), Secret("another key"))


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        fingerprint(Secret("Cisco123"), Secret(""))


@given(st.text(alphabet=string.ascii_letters + string.digits, min_size=12))
def test_a_fingerprint_holds_nothing_of_the_value(value: str) -> None:
    assert value not in fingerprint(Secret(value), KEY)
