"""Which trustpoints on a router are generations of our certificate, what uses them, and which may be removed.

A generation is recognised by the router's record, or by its name alone: a ``NAME-3F9A2C`` that the record lacks was
left by a run that was cut off (docs/design.md section 4). A trustpoint that any line still names is never removed: the
revert timer does not cover keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flexvpn.certificates.label import generations, hierarchy
from flexvpn.router.record import Retirement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from flexvpn.ios.config import Block, Config
    from flexvpn.router.inspection import Observation
    from flexvpn.router.record import Record

KEEP_DAYS: Final = 14
"""Days that a replaced certificate stays on the router, so that going back takes one command and no file."""
_TRUSTPOINT: Final = "crypto pki trustpoint "
_CHAIN: Final = "crypto pki certificate chain "


@dataclass(frozen=True, slots=True)
class Generation:
    """One trustpoint of ours with its key, in use or not.

    Attributes:
        label: of trustpoint and key.
        authorities: trustpoints that the import made for the authorities higher up.
        sha1: fingerprint of its identity certificate; empty where it holds none.
        used_by: lines of running-config that name it or one of its authorities.
        recorded: the router's record lists it.
        remove_after: where it was replaced, the moment from which on it may be removed.
        requested: a signing request for its key is out, or its certificate is not in use yet.
        same_key_as: label of another trustpoint on the router whose key is the same key; empty where there is none.
        has_trustpoint: False where only its key is there.
    """

    label: str
    authorities: tuple[str, ...] = ()
    sha1: str = ""
    used_by: tuple[str, ...] = ()
    recorded: bool = False
    remove_after: datetime | None = None
    requested: bool = False
    same_key_as: str = ""
    has_trustpoint: bool = True


def generations_of(name: str, observation: Observation) -> tuple[Generation, ...]:
    """The generations of the trustpoint ``name`` that a router holds."""
    record = observation.record
    recorded = frozenset(record.generations) if record else frozenset[str]()
    retired = {retirement.label: retirement.remove_after for retirement in record.retired} if record else {}
    requested = record.requested if record else ()
    return tuple(
        Generation(
            label=label,
            authorities=(above := hierarchy(label, observation.labels_in_use)),
            sha1=observation.identities.get(label, ""),
            used_by=lines_naming(observation.config, (label, *above)),
            recorded=label in recorded,
            remove_after=retired.get(label),
            requested=label in requested,
            same_key_as=_same_key_as(label, observation),
            has_trustpoint=_has_trustpoint(label, observation),
        )
        for label in generations(name, observation.labels_in_use)
    )


def _same_key_as(label: str, observation: Observation) -> str:
    others = sorted(observation.same_keys.get(label, ()))
    return next((other for other in others if _has_trustpoint(other, observation)), "")


def _has_trustpoint(label: str, observation: Observation) -> bool:
    return f"{_TRUSTPOINT}{label}" in observation.config


def orphaned(generation: Generation, observation: Observation) -> bool:
    """True where a generation has lost its trustpoint, so that no profile can name it: its key is all that is left.

    The router may still show its certificate; undoing an import can leave it so. A running-config without any
    trustpoint proves nothing: every router has some, its own licence's at least.
    """
    return not generation.has_trustpoint and any(
        block.line.startswith(_TRUSTPOINT) for block in observation.config
    )


def lines_naming(config: Config, labels: Collection[str]) -> tuple[str, ...]:
    """The lines of running-config that name one of ``labels``, without their own trustpoint and chain blocks.

    Any line that holds the word counts: to keep a trustpoint too long costs nothing.
    """
    own = {f"{kind}{label}" for kind in (_TRUSTPOINT, _CHAIN) for label in labels}
    return tuple(
        line
        for block in config
        if block.line not in own and not block.line.startswith(_CHAIN)
        for line in _naming(block, labels)
    )


def _naming(block: Block, labels: Collection[str]) -> Iterable[str]:
    if set(block.line.split()[1:]) & set(labels):
        yield block.line
    for child in block.children:
        if set(child.split()) & set(labels):
            yield f"{block.line}: {child.strip()}"


def former_labels(names: Collection[str], observation: Observation) -> tuple[str, ...]:
    """The labels that our record lists for a trustpoint which the intent has since given another name.

    Args:
        names: the stable names of the intent's trustpoints; without any, none can be told to be a former one.
        observation: what the router holds.
    """
    labels = observation.labels_in_use
    recorded = observation.record.generations if observation.record else ()
    ours = {label for name in names for label in generations(name, labels)}
    above = {other for label in {*ours, *recorded} for other in hierarchy(label, labels)}
    return tuple(label for label in recorded if names and label in labels and label not in ours | above)


def removable(
    intended: Mapping[str, str], observation: Observation, now: datetime | None
) -> tuple[Generation, ...]:
    """The generations that may be removed now.

    These are the ones whose days are over and, where the router has a record, the ones that the record does not list: a
    run that was cut off has left them. Without a record nobody knows how old a generation is: the next push records it,
    and its days begin.

    Args:
        intended: SHA-1 of the intended certificate, by the trustpoint's stable name.
        observation: what the router holds.
        now: the present; None removes nothing.
    """
    if now is None:
        return ()
    names = {**dict.fromkeys(former_labels(intended, observation)), **intended}
    return tuple(
        generation
        for name, sha1 in names.items()
        for generation in generations_of(name, observation)
        if not generation.used_by
        and not generation.requested
        and _days_over(generation, name, observation, now)
        if generation.sha1 != sha1 or orphaned(generation, observation)
        # Its key is all that is left of it, and has to stay as long as the trustpoint that has the same key.
        if generation.has_trustpoint or not generation.same_key_as
    )


def _days_over(generation: Generation, name: str, observation: Observation, now: datetime) -> bool:
    if generation.recorded:
        return generation.remove_after is not None and generation.remove_after <= now
    # A trustpoint under the stable name itself may be the operator's own, older than our work: it is only reported.
    return observation.record is not None and generation.label != name


def recorded_labels(live: Mapping[str, str], after: Observation) -> tuple[str, ...]:
    """The labels for a record once ``live`` (label by stable name) is proved: every generation and its authorities."""
    before = after.record.generations if after.record else ()
    ours = [label for name in live for label in generations(name, after.labels_in_use)]
    every = dict.fromkeys(
        other for label in ours for other in (label, *hierarchy(label, after.labels_in_use))
    )
    return tuple(dict.fromkeys((*(label for label in before if label in after.labels_in_use), *every)))


def retire(
    live: Mapping[str, str], after: Observation, now: datetime, keep: timedelta | None
) -> tuple[Retirement, ...]:
    """When each generation that ``live`` has replaced may be removed; one that is live again loses its date.

    Args:
        live: label in use, by stable name; empty where a push was not about certificates.
        after: what the router held when the push was proved.
        now: the present.
        keep: how long they stay at most. None gives the usual time, and leaves a date that was given before.
    """
    record: Record | None = after.record
    dates = {retirement.label: retirement.remove_after for retirement in record.retired} if record else {}
    spared = {*live.values(), *(record.requested if record else ())}
    names = (*live, *former_labels(live, after))
    for label in dict.fromkeys(label for name in names for label in generations(name, after.labels_in_use)):
        usual = now + timedelta(days=KEEP_DAYS)
        dates[label] = (
            dates.get(label, usual) if keep is None else min(now + keep, dates.get(label, now + keep))
        )
    return tuple(
        Retirement(label=label, remove_after=moment)
        for label, moment in dates.items()
        if label in after.labels_in_use and label not in spared
    )
