"""Headend -> intended configuration: one part per section, contributions merged into the block that owns them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flexvpn.base.credentials import token
from flexvpn.base.errors import MaskRendered
from flexvpn.base.resources import templates
from flexvpn.base.secrets import MASK
from flexvpn.ios.banners import delimited
from flexvpn.ios.config import Block, Config, merge, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flexvpn.base.values import Release
    from flexvpn.sections.headend import Headend
    from flexvpn.sections.section import Section

_MASKS = ("**********", MASK)
"""What pydantic and our own secrets print instead of themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one field of the headend contributes: its sections and the lines they own after merging."""

    name: str
    sections: tuple[Section, ...]
    config: Config


@dataclass(frozen=True, slots=True)
class Intended:
    """The intended configuration, by field of the headend, in the order in which IOS-XE needs it."""

    parts: tuple[Part, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Part]:
        """Parts in order."""
        return iter(self.parts)

    def text(self) -> str:
        """The whole configuration, secrets as placeholders."""
        return "".join(f"{part.config.text()}!\n" for part in self.parts if part.config)


def render(headend: Headend, labels: Mapping[str, str] | None = None) -> Intended:
    """Render every section that this release can hold.

    Args:
        headend: the intent.
        labels: the label on this router for each trustpoint's stable name; the name itself where missing.

    Raises:
        MaskRendered: a secret came out as asterisks.
    """
    names = dict(labels or {})
    fields: dict[str, list[tuple[Section, Config]]] = {}
    for name, section in headend.sections():
        if section.applies(headend.release):
            fields.setdefault(name, []).append((section, render_section(section, headend.release, names)))
    return Intended(_merged(fields), names)


def render_section(section: Section, release: Release, labels: Mapping[str, str]) -> Config:
    """The lines of one section alone, contributions to others' blocks included."""
    template = _environment().get_template(section.template)
    values = {name: getattr(section, name) for name in type(section).model_fields}
    label: Callable[[str], str] = lambda name: labels.get(name, name)  # noqa: E731 - a template global
    text = template.render(**values, **section.context(), release=release, label=label)
    if any(mask in text for mask in _MASKS):
        raise MaskRendered(
            f"the template {section.template} rendered a masked secret", hint="use the filter `secret`"
        )
    return parse(text)


def _merged(fields: Mapping[str, list[tuple[Section, Config]]]) -> tuple[Part, ...]:
    """Move lines under a block that another section owns whole into that section's part."""
    blocks: dict[str, list[Block]] = {name: [] for name in fields}
    owners = {
        name: [claim for section, _ in rendered for claim in section.claims(section.defines())]
        for name, rendered in fields.items()
    }
    for name, rendered in fields.items():
        for _, config in rendered:
            for block in config:
                home = next(
                    (
                        owner
                        for owner, claims in owners.items()
                        if any(claim.owns_block(block.line) for claim in claims)
                    ),
                    name,
                )
                blocks[home].append(block)
    return tuple(
        Part(name, tuple(section for section, _ in rendered), merge(blocks[name]))
        for name, rendered in fields.items()
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(templates() / "config")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - router configuration, not a web page
    )
    environment.filters["secret"] = token
    environment.filters["delimited"] = delimited
    return environment
