"""A file of users that nothing reads is named before a router loses anybody."""

from __future__ import annotations

import pytest

from flexvpn.intent.unread_files import misplaced


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("users.yml", "users.yaml"),
        ("Users.yaml", "users.yaml"),
        ("user.yaml", "users.yaml"),
        ("groups.yml", "groups.yaml"),
        ("default.yaml", "defaults.yaml"),
        ("users/sales.yml", "users/sales.yaml"),
        ("users/emea/sales.yaml", "users/sales.yaml"),
    ],
)
def test_a_file_that_is_nearly_named_as_one_of_ours_is_a_mistake(name: str, meant: str) -> None:
    (mistake,), warnings = misplaced([name], users=True)
    assert str(mistake) == f"{name}: nothing reads this file (did you mean {meant}?)"
    assert warnings == ()


def test_another_file_is_named_and_refuses_nothing() -> None:
    mistakes, (warning,) = misplaced(["compose.yml"], users=True)
    assert mistakes == ()
    assert str(warning).startswith("compose.yml: nothing reads this file (read are hosts.yaml, ")


def test_without_a_record_of_users_every_file_may_be_the_one_that_was_meant() -> None:
    mistakes, warnings = misplaced(["people.yaml"], users=False)
    assert [mistake.path for mistake in mistakes] == ["people.yaml", "users.yaml"]
    assert warnings == ()
