"""Renders the client's files: XML and HTML, escaped, the same bytes each time."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flexvpn.base.resources import templates


def render_client(template: str, **values: object) -> bytes:
    """A template of ``templates/client`` with these values, as UTF-8 with LF line ends.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    return _environment().get_template(template).render(**values).encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(templates() / "client")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["text"] = _text
    return environment


def _text(value: object) -> str:
    """A value as XML Schema writes it: booleans in lower case, None as an empty element."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
