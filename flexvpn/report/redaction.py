"""Secrets and control sequences out of a result, text by text: a password may be a quote, or a word of the document."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R", bound=BaseModel)
_CONTROLS = re.compile(r"\\(?:u00|[bfr])")
"""Control characters as JSON writes them: ``clean`` sees them in each text alone, not in the whole."""


def without_secrets(result: R, clean: Callable[[str], str]) -> R:
    """The same result with every text cleaned; keys, numbers and words of a fixed vocabulary hold no secret.

    Raises:
        pydantic.ValidationError: the result is not of its own form; a fault of the program.
    """
    whole = result.model_dump_json()
    if clean(whole) == whole and not _CONTROLS.search(whole):
        return result
    said = json.loads(whole)
    tidy = _cleaned(said, clean)
    while True:
        try:
            return type(result).model_validate_json(json.dumps(tidy))
        except ValidationError as refused:
            # A mask where only a few words are allowed: somebody's password is one of them.
            restored = [_restore(tidy, said, error["loc"]) for error in refused.errors(include_input=False)]
            if not any(restored):
                raise


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item, clean) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item, clean) for key, item in value.items()}
    return value


def _restore(tidy: Any, said: Any, location: tuple[int | str, ...]) -> bool:  # noqa: ANN401 - JSON
    """Put one text back; False where it was there already. Pydantic adds the names of union members to a place."""
    for part in location:
        try:
            below, original = tidy[part], said[part]
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(original, dict | list):
            changed = bool(below != original)
            tidy[part] = original
            return changed
        tidy, said = below, original
    return False
