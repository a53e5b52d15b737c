"""docs/lab.md: what the simulated headends can be, and how they can fail; read from the code that does it."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from typing import Any

from lab.fault import KINDS
from lab.fault_file import EXAMPLE
from lab.quirks import Quirks
from lab.release import Release

RELEASES = ("16.9.2", "17.3.1", "17.9.4", "17.15.5", "26.2.1")
HEAD = """\
# The lab

Made by `make docs`. `headend lab up` starts simulated IOS-XE headends on loopback ports of this machine, `headend lab
down` stops them; `python -m lab --help` has all of it. Nothing of the simulator knows the product, nor the other way
round.
"""
FAULTS = """\
## Faults

`headend lab fault ROUTER KIND NAME=VALUE …` while the lab runs; without a kind it lists what is set, with `--clear` it
takes it back. `headend lab up --faults FILE` begins with those of a file, in YAML or JSON:

```yaml
{example}
```

A fault stays until it is cleared or has happened `times` times. What is drawn (jitter, spread, messages) is drawn
from `--seed` and the router's name. `at` and `line` are regular expressions for a line that is typed, and `at` also
for the command of an SCP client (`scp -t bootflash:/acvpn.xml`).

| fault | means | settings |
| --- | --- | --- |
"""
QUIRKS = """\
## Quirks

Where nobody here knows for sure what a router does (INF: inferred, REAL: seen on one), a simulated one does either:
`headend lab up --quirks NAME=on,NAME=off`, or `--quirks random`, which prints the seed that `--seed` draws again. A
quirk without a fixed default follows the release.

| quirk | default | on means |
| --- | --- | --- |
"""


def markdown() -> str:
    """The whole page."""
    faults = [_fault(kind) for kind in KINDS.values()]
    return "\n".join(
        [
            HEAD,
            FAULTS.format(example=EXAMPLE.strip()) + "\n".join(faults),
            "",
            QUIRKS + "\n".join(_quirks()),
            "",
        ]
    )


def descriptions(kind: type) -> dict[str, str]:
    """The text under each attribute of a class, by the attribute's name; where there is none, nothing."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    found: dict[str, str] = {}
    name = ""
    for statement in getattr(definition, "body", ()):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif name and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            found[name] = " ".join(str(statement.value.value).split())
            name = ""
    return found


def _fault(kind: type[Any]) -> str:
    told = descriptions(kind)
    settings = [
        f"`{field.name}`{f' ({default})' if (default := _default(field.default)) else ''}: {told[field.name]}"
        for field in dataclasses.fields(kind)
    ]
    return f"| `{kind.kind}` | {(kind.__doc__ or '').strip()} | {'<br>'.join(settings)} |"


def _quirks() -> list[str]:
    told = descriptions(Quirks)
    return [
        f"| `{field.name}` | {_follows(field.name) if field.default is None else _default(field.default)} "
        f"| {told[field.name].replace('``', '`')} |"
        for field in dataclasses.fields(Quirks)
    ]


def _follows(name: str) -> str:
    """Since when a quirk is likely, among the releases that the tests start."""
    states = {release: bool(getattr(Quirks().resolved(Release(release)), name)) for release in RELEASES}
    on = [release for release in RELEASES if states[release]]
    if states[RELEASES[-1]]:
        return f"on from {on[0]}"
    return f"on up to {on[-1]}"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if value not in ("", 0) else ""
