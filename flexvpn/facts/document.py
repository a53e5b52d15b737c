"""The JSON Schema of what ``headend parse`` prints, generated from the record classes: it is never out of date."""

from __future__ import annotations

import sys
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from flexvpn.facts.catalog import READERS

_SIMPLE: dict[object, dict[str, Any]] = {
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    timedelta: {"type": "integer", "description": "seconds"},
    datetime: {
        "type": "string",
        "description": "ISO 8601; the name of a zone that has no known offset stands behind",
    },
    IPv4Address: {"type": "string", "format": "ipv4"},
    IPv6Address: {"type": "string", "format": "ipv6"},
}


def schema() -> dict[str, Any]:
    """The schema of the document that ``parse`` prints, the same for every command."""
    records = _records()
    lines = {"type": "array", "items": {"type": "string"}}
    count = {"type": "integer", "minimum": 0}
    properties = {
        "command": {"enum": sorted(reader.command for reader in READERS)},
        "records": {"type": "array", "items": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in records]}},
        "record_count": count,
        "unknown_lines": lines,
        "unknown_count": count,
        "odd_values": lines,
        "odd_count": count,
    }
    return {
        "$defs": records,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _records() -> dict[str, Any]:
    """The schema of every record class in the readers' modules, by its name."""
    modules = {reader.records.__module__ for reader in READERS}
    types = {
        record.__name__: record
        for module in modules
        for record in vars(sys.modules[module]).values()
        if isinstance(record, type) and is_dataclass(record) and record.__module__ in modules
    }
    return {name: _record(types[name]) for name in sorted(types)}


def _record(record: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(record)
    properties: dict[str, Any] = {"record": {"const": record.__name__}}
    properties |= {field.name: _kind(hints[field.name]) for field in fields(record)}
    return {
        "type": "object",
        "description": (record.__doc__ or "").partition("\n\n")[0].replace("``", "`"),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _kind(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - a type, or what typing makes of types
    """The schema of one field's type."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    parts = get_args(hint)
    if get_origin(hint) in {Union, UnionType}:
        return {"anyOf": [_kind(part) for part in parts]}
    if get_origin(hint) is tuple:
        if parts[1:] == (Ellipsis,):
            return {"type": "array", "items": _kind(parts[0])}
        return {
            "type": "array",
            "prefixItems": [_kind(part) for part in parts],
            "minItems": len(parts),
            "items": False,
        }
    return {"$ref": f"#/$defs/{hint.__name__}"}
