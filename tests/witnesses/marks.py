"""Whose command a test is: one row of the page for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def by(name: str) -> Callable[..., pytest.MarkDecorator]:
    """The decorator of one witness; it takes the commands that a test is about."""

    def witness(*commands: str) -> pytest.MarkDecorator:
        return pytest.mark.witness(name, *commands)

    return witness
