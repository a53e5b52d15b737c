"""Reads data of a document into models; every mistake is placed at its file, line and key."""

from __future__ import annotations

import types
import typing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flexvpn.base.mistake import Mistake
    from flexvpn.intent.documents import Document, Path

Model = TypeVar("Model", bound=BaseModel)

_TOO_FEW = "at least one is needed"
_FORMS = {
    "outside_interface": "an interface is written in full, as running-config does: GigabitEthernet1",
    "host_address": "a host name or an address, as in vpn.example.com",
    "def_domain": "a domain name, as in example.com",
    "split_dns": "a domain name, as in example.com",
    "secret": "a type 9 hash reads $9$, 14 characters, $, 43 characters",
    "file": "a plain file name that ends in .xml",
    "lines": "VTY lines read `0 4`",
    "hostname": "a host name or an address",
    "ticket": "a ticket's number has letters, digits, `.`, `_` and `-`, 64 at most, the first a letter or a digit",
    "requester": "an address is expected, as in owner@example.com",
    "owner": "an address is expected, as in owner@example.com",
    "recipient": "an age recipient (age1…) or an OpenPGP public key block is expected",
}
_TYPES = {
    "string_type": "text is expected; a number, true, false or null that is meant as text stands in quotes",
    "tuple_type": "a list is expected: [a, b]",
}


def read(
    model: type[Model], document: Document, path: Path, data: object
) -> tuple[Model | None, list[Mistake]]:
    """The model of ``data``, which is at ``path``, or every mistake in it. No message repeats a value."""
    try:
        return model.model_validate(data), []
    except ValidationError as refused:
        return None, list(_mistakes(model, document, path, refused))


def nearest(word: str, candidates: Iterable[str]) -> str:
    """A hint that names the candidate nearest to ``word``, or all of them if none is near."""
    words = sorted(candidates)
    near = get_close_matches(word, words, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(words) or 'none'}"


def _mistakes(
    model: type[BaseModel], document: Document, base: Path, refused: ValidationError
) -> Iterator[Mistake]:
    by_place: dict[Path, list[tuple[str, str]]] = {}
    for error in refused.errors(include_url=False, include_input=False):
        location = error["loc"]
        place = _place(document, base, location)
        last = str(location[-1]) if location else ""
        if error["type"] == "extra_forbidden":
            said = ("unknown key", nearest(last, _known_keys(model, location[:-1])))
        elif error["type"] == "too_short":
            said = (_TOO_FEW, "")
        elif error["type"] == "missing":
            place = (*place, last)
            said = ("is missing", "")
        elif error["type"] == "string_pattern_mismatch":
            field = next((str(part) for part in reversed(location) if str(part) in _FORMS), "")
            said = (_FORMS.get(field, "is not of the form that is expected here"), "")
        else:
            said = (_TYPES.get(error["type"]) or _sentence(error["msg"]), "")
        here = by_place.setdefault(place, [])
        if said not in here:
            here.append(said)
    for place, sayings in by_place.items():
        if sayings == [(_TOO_FEW, "")] and any(other[: len(place)] == place != other for other in by_place):
            # The list is empty only because its items are wrong, which is reported for each of them.
            continue
        problem = "; or ".join(problem for problem, _ in sayings)
        yield document.mistake(place, problem, next((hint for _, hint in sayings if hint), ""))


def _sentence(message: str) -> str:
    words = message.removeprefix("Value error, ").removeprefix("Input ")
    return words[:1].lower() + words[1:] if words[:2].istitle() else words


def _place(document: Document, base: Path, location: tuple[int | str, ...]) -> Path:
    """The part of pydantic's location that the document has: pydantic adds the names of union members."""
    place = base
    for part in location:
        if (*place, part) in document.lines:
            place = (*place, part)
    return place


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> set[str]:
    """The keys that the models at this location accept."""
    here: list[type[BaseModel]] = [model]
    for part in location:
        below = [
            submodel
            for candidate in here
            if isinstance(part, str) and part in candidate.model_fields
            for submodel in _models(candidate.model_fields[part].annotation)
        ]
        here = below or here
    return {name for candidate in here for name in candidate.model_fields}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - annotations have no common type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in {tuple, types.UnionType, typing.Union, Annotated}:
        for part in get_args(annotation):
            yield from _models(part)
