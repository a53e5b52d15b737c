"""A question that takes yes or no and nothing else: Enter is no answer."""

from __future__ import annotations

from collections.abc import Generator

from lab.dialogue import Ask

YesNo = Generator["str | Ask", str, bool]


def yes_no(prompt: str) -> YesNo:
    """Ask until the answer is yes or no, abbreviated or not, as IOS does."""
    while True:
        answer = (yield Ask(prompt)).strip().lower()
        if answer and "yes".startswith(answer):
            return True
        if answer and "no".startswith(answer):
            return False
        yield "% Please answer 'yes' or 'no'.\n"
