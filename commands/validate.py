"""``headend validate``: all that can be checked without a router."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from commands.options import Strict
from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.checks import waiver_warnings
from flexvpn.report.layout import Line, Piece, Tone
from stores.clock import now

if TYPE_CHECKING:
    from tasks.session.run import Run

Secrets = Annotated[bool, typer.Option(help="Read secrets and certificates too.")]


class Valid(BaseModel):
    """A headend whose intent is sound."""

    model_config = FROZEN

    release: str
    sections: int
    users: int


@command(result=Valid)
def validate(run: Run, secrets: Secrets = True, strict: Strict = False) -> int:
    """Check the inventory, all mistakes at once. Touches no router."""
    workspace = run.workspace
    if secrets:
        _ = workspace.loaded
    warnings = [str(warning) for warning in workspace.inventory.warnings]
    warnings += _of_waivers(run)
    warnings += [*workspace.loader.warnings, *workspace.resolver.warnings] if secrets else []

    def valid(name: str) -> Valid:
        headend = workspace.headend(name)
        return Valid(
            release=str(headend.release),
            sections=sum(1 for _ in headend.sections()),
            users=len(headend.local_users.users),
        )

    def text(done: tuple[tuple[str, Valid], ...]) -> tuple[Piece, ...]:
        lines = [Line(f"warning: {warning}", Tone.WARN) for warning in warnings]
        lines += [
            Line(
                f"{name}: {intent.release}, {counted(intent.sections, 'section')}, {counted(intent.users, 'user')}"
            )
            for name, intent in done
        ]
        left = "" if secrets else " (secrets and certificates were not looked at)"
        end = f"{counted(len(done), 'headend')}: valid{left}"
        end += f", {counted(len(warnings), 'warning')}" if warnings else ""
        return (*lines, Line(end, Tone.GOOD))

    code = run.finish(run.offline(valid), Valid, lambda intent: intent, text=text)
    return 2 if strict and warnings else code


def _of_waivers(run: Run) -> list[str]:
    """Each thing once, however many headends inherit the waiver."""
    names_by_text: dict[str, list[str]] = {}
    for host in run.workspace.hosts:
        for text in waiver_warnings(run.workspace.headend(host.name), now().date()):
            names_by_text.setdefault(text, []).append(host.name)
    return [
        f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {text}"
        for text, names in names_by_text.items()
    ]
