"""The schema of what ``headend parse`` prints holds for all that it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flexvpn.facts import catalog, document
from tests.unit.facts.samples import SAMPLES

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "schemas" / "parse.schema.json"
TYPES = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}


def wrong(value: Any, schema: Any, whole: dict[str, Any], path: str = "$") -> list[str]:  # noqa: ANN401, PLR0911 - JSON
    """What of ``value`` is not as ``schema`` has it: those words of JSON Schema that ours uses."""
    if schema is False:
        return [f"{path}: one too many"]
    if "$ref" in schema:
        return wrong(value, whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, path)
    if "anyOf" in schema:
        answers = [wrong(value, option, whole, path) for option in schema["anyOf"]]
        return [] if [] in answers else min(answers, key=len)
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{path}: {value!r}"]
    if type(value) is not TYPES[schema["type"]]:
        return [f"{path}: {value!r} is no {schema['type']}"]
    if isinstance(value, dict):
        strange = set(value) ^ set(schema["required"])
        properties = schema["properties"].items()
        return [f"{path}: {name}" for name in sorted(strange)] + [
            line
            for key, part in properties
            if key in value
            for line in wrong(value[key], part, whole, f"{path}.{key}")
        ]
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        parts = [*first, *[schema["items"]] * (len(value) - len(first))]
        return [
            line
            for number, (item, part) in enumerate(zip(value, parts, strict=False))
            for line in wrong(item, part, whole, f"{path}[{number}]")
        ]
    return []


@pytest.mark.parametrize("command", SAMPLES)
def test_what_is_printed_is_what_the_schema_says(command: str) -> None:
    schema = document.schema()
    assert wrong(catalog.read_command(command, SAMPLES[command]), schema, schema) == []


def test_the_schema_would_notice() -> None:
    schema = document.schema()
    printed = catalog.read_command("show clock", SAMPLES["show clock"])
    printed["records"][0]["zone"] = 1
    assert wrong(printed, schema, schema)
    del printed["records"][0]["zone"]
    assert wrong(printed, schema, schema)


def test_the_schema_is_published() -> None:
    published = json.loads(PUBLISHED.read_text())
    assert published["$defs"] == json.loads(json.dumps(document.schema()["$defs"]))
