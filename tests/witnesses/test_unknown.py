"""What the lab does not know is kept, whoever typed it and in whatever mode."""

from __future__ import annotations

import pytest

from tests.lab.console import make, typed


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ("show wrong\n", "show wrong"),
        ("frobnicate\n", "frobnicate"),
        ("show clock | wrong x\n", "show clock | wrong x"),
        ("show running-config interface Gig99\n", "show running-config interface Gig99"),
        ("conf t\nbogus line\n", "(config) bogus line"),
        ("conf t\ninterface lo1\nbogus line\n", "(config-if) bogus line"),
        ("conf t\ndo show wrong\n", "show wrong"),
    ],
)
def test_a_line_that_is_not_understood_is_kept(keys: str, kept: str) -> None:
    router = make()
    typed(router, keys)
    assert list(router.unknown) == [kept]


@pytest.mark.parametrize("keys", ["show clock\n", "show i\n", "copy running-config\n", "\n", "! a comment\n"])
def test_what_is_understood_ambiguous_or_unfinished_is_not(keys: str) -> None:
    router = make()
    typed(router, keys)
    assert list(router.unknown) == []


def test_a_line_of_a_copied_file_is_kept_too() -> None:
    router = make()
    router.configure("bogus line")
    assert list(router.unknown) == ["(config) bogus line"]
