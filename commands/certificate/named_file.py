"""A certificate that an option names instead of the inventory: what is wrong with it is said of the option."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flexvpn.base.errors import IntentRefused, OptionsRefused
from flexvpn.base.mistake import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def file_named(options: Mapping[str, str]) -> Iterator[None]:
    """Send nobody to a line of the inventory for what stands in a command.

    Args:
        options: by the key of ``trustpoint`` that it stands for, the option that was given.

    Raises:
        OptionsRefused: nothing but the options is wrong.
        IntentRefused: the inventory is, too.
    """
    try:
        yield
    except IntentRefused as refused:
        told = [_told(mistake, options) for mistake in refused.mistakes]
        if all(mistake in refused.mistakes for mistake in told):
            raise
        kind = IntentRefused if any(mistake.path for mistake in told) else OptionsRefused
        raise kind(told) from None


def _told(mistake: Mistake, options: Mapping[str, str]) -> Mistake:
    section, _, key = mistake.key.rpartition(".")
    if key not in options or not section.endswith("trustpoint"):
        return mistake
    return Mistake(mistake.what, key=options[key], hint=mistake.hint)
