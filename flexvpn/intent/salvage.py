"""Reads what can be read of a section that is wrong in part, so that all mistakes are reported at once.

Nothing of this is ever sent to a router: it is used to look for further mistakes and for nothing else.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

_ROUNDS = 4
"""Leaving out one value may make another one wrong; after this many rounds nothing useful is left."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What can be read of a section.

    Attributes:
        value: the section, or what can be read of it; None if nothing can.
        lost: keys of the section whose values had to be left out, in whole or in part.
    """

    value: BaseModel | None
    lost: frozenset[str] = frozenset()


def salvage(model: type[BaseModel], data: object) -> Salvage:
    """Leave out what is wrong until the rest can be read.

    Args:
        model: of the section.
        data: as the file has it.
    """
    rest, lost, places = deepcopy(data), set[str](), list[tuple[int | str, ...]]()
    for _ in range(_ROUNDS):
        try:
            return Salvage(model.model_validate(rest), frozenset(lost))
        except ValidationError as refused:
            errors = refused.errors(include_url=False, include_input=False)
            places = [_place(rest, error["loc"]) for error in errors]
        if () in places:
            break
        for place in sorted(set(places), key=_last_first):
            lost |= _leave_out(rest, place, model)
    return Salvage(None, frozenset(lost | {str(place[0]) for place in places if place}))


def words(data: object) -> Iterator[str]:
    """Every scalar in a section, as text: any of them may be the name of an object."""
    if isinstance(data, dict):
        for value in data.values():
            yield from words(value)
    elif isinstance(data, list):
        for value in data:
            yield from words(value)
    else:
        yield str(data)


def _place(data: Any, location: tuple[int | str, ...]) -> tuple[int | str, ...]:  # noqa: ANN401 - as the file has it
    """The part of pydantic's location that the data has: pydantic adds the names of union members."""
    place: tuple[int | str, ...] = ()
    for number, part in enumerate(location, start=1):
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            below = data[part]
            if isinstance(below, dict) and number == len(location):
                # Removing an entry from a list would renumber the others.
                return place
        elif isinstance(data, dict) and part in data:
            below = data[part]
        else:
            continue
        data, place = below, (*place, part)
    return place


def _last_first(place: tuple[int | str, ...]) -> tuple[Any, ...]:
    """A sort key: deepest first, and in a list the last one first, so that the places of the others stay valid."""
    return -len(place), tuple(-part if isinstance(part, int) else 0 for part in place)


def _leave_out(data: Any, place: tuple[int | str, ...], model: type[BaseModel]) -> set[str]:  # noqa: ANN401
    here: Any = data
    *parents, last = place
    try:
        for part in parents:
            here = here[part]
        del here[last]
    except (KeyError, IndexError):
        # Something around it has been removed already.
        return set()
    top = str(place[0])
    return {top} if top in model.model_fields else set()
