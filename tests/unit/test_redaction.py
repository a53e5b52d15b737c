"""A result is cleaned of secrets and stays a result, whatever somebody has chosen as a password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from flexvpn.base.finding import Finding, Status
from flexvpn.base.redactor import Redactor
from flexvpn.base.secrets import MASK, Secret
from flexvpn.report.redaction import without_secrets
from flexvpn.report.results import Verification

FOUND = Finding(check="users", status=Status.PASS, evidence="test has hunter2", section="local_users")
RESULT = Verification(findings=(FOUND,))


def cleaned(*passwords: str) -> Verification:
    return without_secrets(RESULT, Redactor(map(Secret, passwords)).clean)


def test_a_secret_goes_and_the_rest_stays() -> None:
    assert cleaned("hunter2").findings == (FOUND.model_copy(update={"evidence": f"test has {MASK}"}),)


def test_nothing_is_touched_where_no_secret_stands() -> None:
    assert cleaned("swordfish") is RESULT


@pytest.mark.parametrize("password", ['"', '":', "null", "true", "[", "findings", "pass", "check"])
def test_a_password_that_is_a_word_of_the_document_breaks_nothing(password: str) -> None:
    (found,) = cleaned(password, "hunter2").findings
    assert found.status is Status.PASS
    assert "hunter2" not in found.evidence


@given(st.text(min_size=1))
def test_no_password_breaks_a_result(password: str) -> None:
    assert cleaned(password).findings[0].status is Status.PASS


class Odd(BaseModel):
    """A model whose own form does not survive a mask, and not a restored text either."""

    text: str

    def model_dump_json(self, **_: object) -> str:
        return '{"text": 1, "more": "hunter2"}'


def test_what_cannot_be_a_result_is_a_fault_and_no_endless_loop() -> None:
    with pytest.raises(ValidationError):
        without_secrets(Odd(text=""), Redactor([Secret("hunter2")]).clean)
