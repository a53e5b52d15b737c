"""One certificate for another without cutting anyone off: what such a push may touch, and what came of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flexvpn.ios.change import walk
from flexvpn.planning.plan import PutFile, RemoveFile
from flexvpn.router.generations import Generation, generations_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from flexvpn.planning.plan import Plan
    from flexvpn.planning.push import PushOutcome
    from flexvpn.router.inspection import Observation
    from flexvpn.router.materials import Materials
    from flexvpn.router.record import Retirement

_TOUCHES: Final = {
    "crypto ikev2 profile ": ("pki trustpoint ",),
    "crypto ssl policy ": ("pki trustpoint ", "no shutdown"),
    "crypto pki trustpoint ": ("revocation-check ",),
}
"""The blocks that a rotation enters, and the lines in them that come and go with a certificate."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to.

    Attributes:
        push: what the push itself says.
        before: label in use before.
        live: label in use now.
        removed: generations that are gone.
        kept: generations that stay, and until when.
        sessions: how many were up before.
        lost: how many of those are gone.
    """

    push: PushOutcome
    before: str = ""
    live: str = ""
    removed: tuple[str, ...] = ()
    kept: tuple[Retirement, ...] = ()
    sessions: int = 0
    lost: int = 0


def beyond(plan: Plan) -> tuple[str, ...]:
    """What a plan would change beside the certificate; a rotation does nothing else."""
    return tuple(_beyond(plan))


def _beyond(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        if isinstance(step, PutFile | RemoveFile):
            yield f"bootflash:/{step.name}"
    for change in plan.changes:
        allowed = next((lines for block, lines in _TOUCHES.items() if change.line.startswith(block)), ())
        if not allowed:
            yield change.line
            continue
        for _, setting in walk(change.below):
            if not (setting.line.startswith(allowed) or setting.takes_away.startswith(allowed)):
                yield f"{change.line}: {setting.line}"


def previous(name: str, observation: Observation) -> Generation | None:
    """The generation that was live before: the one that was replaced last and is still there with its certificate."""
    spare = [
        generation
        for generation in generations_of(name, observation)
        if generation.sha1 and not generation.used_by and generation.label not in _asked(observation)
    ]
    spare.sort(
        key=lambda generation: (
            generation.remove_after is not None,
            generation.remove_after.timestamp() if generation.remove_after else 0,
        )
    )
    return spare[-1] if spare else None


def _asked(observation: Observation) -> tuple[str, ...]:
    return observation.record.requested if observation.record else ()


def going_back(materials: Materials, name: str, generation: Generation) -> Materials:
    """Materials for which the certificate of an older generation is the one that is meant."""
    return replace(
        materials,
        identities={**materials.identities, name: generation.sha1},
        identity_digests={**materials.identity_digests, name: ""},
    )


def hurried(observation: Observation, now: datetime, keep: timedelta | None) -> Observation:
    """The router as it is, with each replaced certificate's days cut down to ``keep`` where that is sooner."""
    record = observation.record
    if record is None or keep is None:
        return observation
    retired = tuple(
        retirement.model_copy(update={"remove_after": min(retirement.remove_after, now + keep)})
        for retirement in record.retired
    )
    return replace(observation, record=record.model_copy(update={"retired": retired}))


def in_use(name: str, observation: Observation) -> str:
    """The generation that something names; empty where there is none."""
    return next(
        (generation.label for generation in generations_of(name, observation) if generation.used_by), ""
    )
