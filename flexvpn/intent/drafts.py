"""A headend with a part that cannot be read: the mistakes in its other parts are reported in the same run.

Only what is a mistake whatever the unreadable part turns out to say is reported.
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
"""Keys that name an object: without one of them it is not known which references lead to the object."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What can be read of a section that has mistakes.

    Attributes:
        value: the section, a tuple of them, or None.
        numbers: for each section of the tuple, its place in the file.
        unsure: names of its objects could not be read.
        unread: values of it could not be read, or nothing of it.
        written: every value in it, as text.
        names: of its objects, as the file has them.
    """

    value: Any = None
    numbers: tuple[int, ...] = ()
    unsure: bool = False
    unread: bool = True
    written: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


def remains(name: str, data: object) -> Remains:
    """What can be read of the section ``name``, part of whose ``data`` is wrong."""
    annotation = Headend.model_fields[name].annotation
    model = section_class(annotation)
    written = frozenset(words(data))
    if model is None:
        return Remains(written=written)
    if get_origin(annotation) is not tuple:
        salvaged = salvage(model, data)
        unsure = salvaged.value is None or bool(salvaged.lost & _NAMING)
        return Remains(salvaged.value, (), unsure, salvaged.value is None or bool(salvaged.lost), written)
    given = data if isinstance(data, list) else []
    items = [(number, salvage(model, item)) for number, item in enumerate(given)]
    # An object whose name could not be read is left out: a default would take its place.
    kept = [
        (number, partial.value)
        for number, partial in items
        if partial.value is not None and "name" not in partial.lost
    ]
    names = [item.get("name") for item in given if isinstance(item, dict)]
    unsure = not given or len(names) < len(given) or any("name" in partial.lost for _, partial in items)
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
        headend: not validated; sections that cannot be read or are missing are None or empty.
        damaged: what can be read of each section that has mistakes, or that is missing though it is required.
    """

    headend: Headend
    damaged: Mapping[str, Remains] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, whole: Mapping[str, Any], damaged: Mapping[str, Remains]) -> Draft:
        """The draft made of the sections without mistakes and of what can be read of the others."""
        missing = {
            key: Remains(unsure=True) for key in _required() if key not in whole and key not in damaged
        }
        every = {**missing, **damaged}
        empty = {key: () if _several(key) else None for key in every}
        left = {key: partial.value for key, partial in every.items() if partial.value is not None}
        return cls(Headend.model_construct(None, name=name, **{**empty, **left, **whole}), every)

    def unread(self) -> frozenset[str]:
        """Sections of which not everything could be read."""
        return frozenset(key for key, partial in self.damaged.items() if partial.unread)

    def problems(self) -> Iterator[Problem]:
        """Every error that is one whatever the unreadable part says."""
        places = [(self._in_file(key), section) for key, section in section_places(self.headend)]
        unsure = {kind for key, partial in self.damaged.items() if partial.unsure for kind in _kinds(key)}
        written = {kind: partial.written for key, partial in self.damaged.items() for kind in _kinds(key)}
        names = {kind: partial.names for key, partial in self.damaged.items() for kind in _kinds(key)}

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
        """The key with the number that the object has in the file: the draft leaves out objects that cannot be read."""
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
