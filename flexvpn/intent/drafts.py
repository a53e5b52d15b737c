"""A headend of which a part cannot be read: the mistakes in what is left of it are said in the same message.

A mistake here must be one whatever the unreadable part turns out to mean: where that is not sure, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_origin

from flexvpn.intent.consistency import dangling, repeated_names, section_places
from flexvpn.intent.misfits import misfits
from flexvpn.intent.salvage import salvage, words
from flexvpn.sections.headend import Headend, section_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flexvpn.intent.problems import Problem
    from flexvpn.sections.section import Ref, Section

_NAMING = frozenset(
    {"name", "number", "profile", "transform_set", "policy", "authentication_list", "authorization_list"}
)
"""Keys that give an object its name: where one of them is lost, nobody knows what else may refer to it."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of one key of a host's data.

    Attributes:
        value: a section, a tuple of them, or None.
        numbers: for each of several, its place in the file.
        unsure: names of its objects are lost.
        unread: values of it are lost, or all of it.
        written: every word in it, as it stands in the file.
        names: what the file calls its objects.
    """

    value: Any = None
    numbers: tuple[int, ...] = ()
    unsure: bool = False
    unread: bool = True
    written: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


def remains(name: str, data: object) -> Remains:
    """What is left of the section ``name`` where part of ``data`` is wrong."""
    annotation = Headend.model_fields[name].annotation
    model = section_class(annotation)
    written = frozenset(words(data))
    if model is None:
        return Remains(written=written)
    if get_origin(annotation) is not tuple:
        found = salvage(model, data)
        unsure = found.value is None or bool(found.lost & _NAMING)
        return Remains(found.value, (), unsure, found.value is None or bool(found.lost), written)
    given = data if isinstance(data, list) else []
    items = [(number, salvage(model, item)) for number, item in enumerate(given)]
    # An object whose name is lost is not looked at: a default would stand in its place.
    kept = [(number, one.value) for number, one in items if one.value is not None and "name" not in one.lost]
    names = [item.get("name") for item in given if isinstance(item, dict)]
    unsure = not given or len(names) < len(given) or any("name" in one.lost for _, one in items)
    return Remains(
        tuple(value for _, value in kept),
        tuple(number for number, _ in kept),
        unsure or not all(isinstance(name, str) for name in names),
        not given,
        written,
        tuple(name for name in names if isinstance(name, str)),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """One host, as far as it can be read.

    Attributes:
        headend: not validated; fields that cannot be read or are not there are None or empty.
        damaged: what is left of each key that is wrong, or that is missing though it is needed.
    """

    headend: Headend
    damaged: Mapping[str, Remains] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, whole: Mapping[str, Any], damaged: Mapping[str, Remains]) -> Draft:
        """The draft of what could be read, and of what is left of the rest."""
        missing = {
            key: Remains(unsure=True) for key in _required() if key not in whole and key not in damaged
        }
        every = {**missing, **damaged}
        empty = {key: () if _several(key) else None for key in every}
        left = {key: one.value for key, one in every.items() if one.value is not None}
        return cls(Headend.model_construct(None, name=name, **{**empty, **left, **whole}), every)

    def unread(self) -> frozenset[str]:
        """Keys of which not everything could be read."""
        return frozenset(key for key, one in self.damaged.items() if one.unread)

    def problems(self) -> Iterator[Problem]:
        """Every error that is one whatever the unreadable part means."""
        places = [(self._in_file(key), section) for key, section in section_places(self.headend)]
        unsure = {kind for key, one in self.damaged.items() if one.unsure for kind in _kinds(key)}
        written = {kind: one.written for key, one in self.damaged.items() for kind in _kinds(key)}
        names = {kind: one.names for key, one in self.damaged.items() for kind in _kinds(key)}

        def spared(key: str, ref: Ref) -> bool:
            mine = self.damaged.get(key.partition(".")[0])
            invented = mine is not None and ref.name not in mine.written
            return invented or ref.kind in unsure or ref.name in written.get(ref.kind, ())

        yield from repeated_names(places)
        yield from dangling(places, spared, names)
        for problem in misfits(self.headend, self.unread()):
            if problem.level == "error":
                yield replace(problem, key=self._in_file(problem.key))

    def _in_file(self, key: str) -> str:
        """The key with the place in the file: what could not be read is not counted in the draft."""
        top, *below = key.split(".")
        numbers = self.damaged[top].numbers if top in self.damaged else ()
        if below and below[0].isdigit() and numbers:
            below[0] = str(numbers[int(below[0])])
        return ".".join((top, *below))


def lacks(headend: Headend, *sections: type[Section]) -> bool:
    """True where a draft could not be given one of these sections though every headend has it."""
    fields = dict(headend)
    return any(fields.get(Headend.field_of(section)) is None for section in sections)


def _required() -> Iterator[str]:
    return (name for name, info in Headend.model_fields.items() if info.is_required() and name != "name")


def _several(key: str) -> bool:
    return get_origin(Headend.model_fields[key].annotation) is tuple


def _kinds(key: str) -> tuple[str, ...]:
    model: type[Section] | None = section_class(Headend.model_fields[key].annotation)
    return tuple(model.owns) if model else ()
