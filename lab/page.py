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
from lab.releases import FACTS, Caution, Fact, Mark, Refusal, Renaming, SmartDefault

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
RELEASES = """\
## Releases

What routers do from a release on, or did before one, is written in `lab/releases`, and all of the lab reads it there.
A guess (INF) has a quirk, named beside it; where a form was recorded and not the release at which it began, the fact
says so. The marks are those of docs/iosxe.md:

{marks}

| from | before | what | mark | source |
| --- | --- | --- | --- | --- |
"""


def markdown() -> str:
    """The whole page."""
    faults = [_fault(kind) for kind in KINDS.values()]
    marks = "\n".join(f"- {mark.name}: {mark.value}" for mark in Mark)
    return "\n".join(
        [
            HEAD,
            FAULTS.format(example=EXAMPLE.strip()) + "\n".join(faults),
            "",
            QUIRKS + "\n".join(_quirks()),
            "",
            RELEASES.format(marks=marks) + "\n".join(_fact(fact) for fact in sorted(FACTS, key=_age)),
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
    """Since when a quirk is likely, or before when it was."""
    facts = sorted((fact for fact in FACTS if fact.quirk == name), key=_age)
    return f"on from {facts[0].since}" if facts[0].since else f"on before {facts[0].until}"


def _age(fact: Fact) -> tuple[int, int, int]:
    return Release(fact.since).numbers if fact.since else (0, 0, 0)


def _fact(fact: Fact) -> str:
    quirk = f" (`{fact.quirk}`)" if fact.quirk else ""
    return f"| {fact.since} | {fact.until} | {_told(fact)}{quirk} | {fact.mark.name} | {fact.source} |"


def _told(fact: Fact) -> str:
    match fact:
        case Refusal(mode=mode, line=line, does=does, shield=shield):
            unless = ", unless the compliance shield is disabled" if shield else ""
            return f"{f'`{line}` in ' if line else ''}`{mode}` {does}{unless}"
        case Renaming(mode=mode, old=old, new=new, does=does):
            return f"`{mode}`: `{old}` is called `{new}`; {does}"
        case Caution(upon=upon, does=does, words=words):
            return f"upon {upon.value}, a router {does}: `{words.strip()}`"
        case SmartDefault(does=does, encryption=encryption, hashes=hashes):
            return f"{does}, with {', '.join(encryption)} and {', '.join(hashes)}"
    return fact.does


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`" if value not in ("", 0) else ""
