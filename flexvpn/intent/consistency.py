"""Do the sections of a headend fit together? All that can be said without a router and without a file."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from flexvpn.intent.misfits import misfits
from flexvpn.intent.problems import Problem, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flexvpn.sections.headend import Headend
    from flexvpn.sections.section import Ref, Section

_SMART_DEFAULTS = frozenset(
    {
        "authorization policy",
        "ikev2 proposal",
        "ikev2 policy",
        "ikev2 profile",
        "transform set",
        "ipsec profile",
    }
)


def problems(headend: Headend) -> tuple[Problem, ...]:
    """Everything about this headend that is wrong or worth saying, in the order of its sections."""
    places = section_places(headend)
    found = [*repeated_names(places), *dangling(places), *misfits(headend)]
    order = {name: number for number, name in enumerate(type(headend).model_fields)}
    return tuple(sorted(found, key=lambda problem: (problem.level, order.get(problem.key.split(".")[0], 0))))


def section_places(headend: Headend) -> list[tuple[str, Section]]:
    """Every section with its dotted key; those of which there can be several are numbered."""
    places: list[tuple[str, Section]] = []
    for name, _ in headend.section_types():
        value = getattr(headend, name)
        if isinstance(value, tuple):
            places += [(f"{name}.{number}", section) for number, section in enumerate(value)]
        elif value is not None:
            places.append((name, value))
    return places


def repeated_names(places: list[tuple[str, Section]]) -> Iterator[Problem]:
    """A name stands for one object, and ``default`` is IOS-XE's own."""
    seen: dict[Ref, str] = {}
    for key, section in places:
        for ref in sorted(section.defines()):
            if ref in seen and seen[ref] != key:
                yield error(f"{key}.name", f"{ref} is there already, at {seen[ref]}", "one name, one object")
            seen.setdefault(ref, key)
            if ref.kind in _SMART_DEFAULTS and ref.name.lower() == "default":
                yield error(
                    f"{key}{_field(section, ref.name)}",
                    f"the {ref.kind} default is IOS-XE's own, which running-config does not show",
                    "give it another name",
                )


def dangling(
    places: list[tuple[str, Section]],
    spared: Callable[[str, Ref], bool] = lambda _key, _ref: False,
    more: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Iterator[Problem]:
    """What a section names must be there.

    Args:
        places: every section with its dotted key.
        spared: by section and name, what is not to be judged.
        more: by kind, names that are there without being defined.
    """
    defined = {ref for _, section in places for ref in section.defines()}
    for key, section in places:
        for ref in sorted(section.uses() - defined):
            if spared(key, ref):
                continue
            known = sorted({*(one.name for one in defined if one.kind == ref.kind), *more.get(ref.kind, ())})
            near = get_close_matches(ref.name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
            yield error(f"{key}{_field(section, ref.name)}", f"{ref} is named here and defined nowhere", hint)


def _field(section: Section, value: str) -> str:
    """The field that holds a name, with a dot before it; empty where none or more than one does."""
    holders = [name for name in type(section).model_fields if value in _texts(getattr(section, name))]
    return f".{holders[0]}" if len(holders) == 1 else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, tuple) else (str(value),)
