"""``headend users unlock``: a user who failed to log in too often is let in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from commands.declaration import command
from flexvpn.base.errors import OptionsRefused
from flexvpn.base.mistake import Mistake
from flexvpn.base.values import FROZEN
from flexvpn.report.layout import Line, Piece, Tone
from tasks.change.unlock_user import unlock_user

if TYPE_CHECKING:
    from tasks.session.run import Run

Name = Annotated[str, typer.Argument(help="Who was locked out.")]


class Unlocked(BaseModel):
    """Whether there was a lock."""

    model_config = FROZEN

    user: str
    was_locked: bool


@command(result=Unlocked)
def unlock(run: Run, name: Name) -> int:
    """Let a user in again who failed to log in too often."""

    def text(done: tuple[tuple[str, Unlocked], ...]) -> tuple[Piece, ...]:
        words = {True: "was locked out and is not any more", False: "was not locked out"}
        return tuple(
            Line(f"{headend}: {name} {words[unlocked.was_locked]}", Tone.GOOD) for headend, unlocked in done
        )

    names = {entry.name for entry in run.workspace.inventory.users}
    if name not in names:
        raise OptionsRefused([Mistake(f"no user {name!a} in users.yaml")])
    outcomes = run.over_fleet(
        "unlocking", lambda link: Unlocked(user=name, was_locked=unlock_user(link, name)), changes=True
    )
    return run.finish(outcomes, Unlocked, lambda unlocked: unlocked, text=text)
