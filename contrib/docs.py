"""`make docs`: writes what docs/ holds that the code knows: JSON Schemas of every document, errors, checks, releases.

`--check` writes nothing and fails if a file is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from commands.declaration import schemas
from flexvpn.base import error_pages as explain
from flexvpn.checks import CHECKS
from flexvpn.ios import release_page
from flexvpn.tickets.ticket import ticket_schema
from lab import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from commands.declaration import Schema

ROOT = Path(__file__).resolve().parents[1]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def generated() -> dict[str, str]:
    """Every file by its path below the root."""
    files = {f"docs/schemas/{name}.schema.json": text_of(name, schema) for name, schema in schemas().items()}
    files["docs/schemas/ticket.json"] = json.dumps(ticket_schema(), indent=2, sort_keys=True) + "\n"
    files["docs/errors.md"] = explain.markdown()
    files["docs/checks.md"] = checks()
    files["docs/lab.md"] = page.markdown()
    files["docs/releases.md"] = release_page.markdown()
    return files


def text_of(name: str, schema: Schema) -> str:
    """The JSON Schema of one document, as it is printed: what has a default is there nevertheless."""
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        content = {**schema.model_json_schema(mode="serialization"), "title": f"headend {name} --json"}
    else:
        content = {**cast("Callable[[], dict[str, Any]]", schema)(), "title": f"headend {name}"}
    return json.dumps({"$schema": DIALECT, **content}, indent=2, sort_keys=True) + "\n"


def checks() -> str:
    """docs/checks.md: what `verify` proves."""
    rows = [
        f"| `{check.name}` | {check.section.replace('_', ' ') or 'the router'} | {check.proves} |"
        for check in CHECKS
    ]
    head = "# Checks of `headend verify`\n\nMade by `make docs`; `--only NAME` runs some of them.\n"
    return "\n".join([head, "| check | section | proves that |", "| --- | --- | --- |", *rows, ""])


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a file is out of date"
    )
    only_check = parser.parse_args().check
    stale = [path for path, text in generated().items() if current(path) != text]
    for path in stale:
        if not only_check:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(generated()[path], encoding="utf-8")
        print(f"{'out of date' if only_check else 'written'}: {path}")
    return 1 if stale and only_check else 0


def current(path: str) -> str:
    """The text of a file now; empty if it does not exist."""
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
