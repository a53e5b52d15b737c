"""A new password is made as the inventory says, and what no router can hold is told without being shown."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flexvpn.base.secrets import Secret
from flexvpn.intent.settings import PasswordPolicy
from flexvpn.tickets.passwords import make_password, unfit


@given(st.integers(12, 25), st.sets(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%"), min_size=16))
def test_a_password_has_the_length_and_the_alphabet_of_the_inventory(length: int, letters: set[str]) -> None:
    policy = PasswordPolicy(length=length, alphabet="".join(sorted(letters)))
    value = make_password(policy, secrets.choice).reveal()
    assert len(value) == length
    assert set(value) <= letters


def test_each_character_is_chosen_anew() -> None:
    letters = iter("ABCDEFGHIJKLMNOP")
    assert make_password(PasswordPolicy(length=12), lambda _: next(letters)).reveal() == "ABCDEFGHIJKL"


@pytest.mark.parametrize("value", ["Passw0rd", "with a space", "x" * 25, '?!"$\\'])
def test_fit_for_a_router(value: str) -> None:
    assert unfit(Secret(value)) == ""


@pytest.mark.parametrize(
    "value", ["canary\n", "canary\rx", "canary\x00", "canarÿ", " canary", "canary ", "canary" * 5]
)
def test_what_a_router_cannot_hold_is_not_shown(value: str) -> None:
    assert unfit(Secret(value))
    assert "canar" not in unfit(Secret(value))
