from __future__ import annotations

import pytest

from flexvpn.base.credentials import token, token_name
from flexvpn.base.errors import SecretUnavailable
from flexvpn.base.secrets import Secret, SecretRef
from flexvpn.planning.filled_lines import filled_lines
from flexvpn.planning.plan import MergeConfig, Plan
from tests.builders import part

ANN = SecretRef.parse("env:ANN")


def plan() -> Plan:
    users = part("local_users", f"username ann privilege 0 password 0 {token(ANN)}")
    return Plan(
        headend="edge",
        release="17.9.4",
        steps=(MergeConfig(parts=(users,)),),
        references={token_name(ANN): "env:ANN"},
    )


def test_each_placeholder_becomes_its_secret() -> None:
    assert filled_lines(plan(), {token_name(ANN): Secret("cisco123")}) == (
        "username ann privilege 0 password 0 cisco123"
    )


def test_a_plan_without_lines_needs_no_secret() -> None:
    assert filled_lines(Plan(headend="edge", release="17.9.4"), {}) == ""


@pytest.mark.parametrize(
    ("secrets", "reason"),
    [
        ({}, "it was not given"),
        ({token_name(ANN): Secret("two\nlines")}, "no configuration line can carry"),
    ],
)
def test_a_secret_that_cannot_be_sent_is_named_by_its_reference(
    secrets: dict[str, Secret], reason: str
) -> None:
    with pytest.raises(SecretUnavailable, match=reason) as refused:
        filled_lines(plan(), secrets)
    assert refused.value.reference == "env:ANN"
    assert "two" not in str(refused.value)
