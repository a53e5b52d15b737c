"""Which trustpoints on a router are generations of ours, what uses them, and which may go.

A generation is known by the router's record, or by its name alone: ``NAME-3F9A2C`` is what a run that was cut off
leaves (DESIGN.md section 4). What anything still names is never removed: the revert timer does not cover keys.
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
"""How long the certificate of before stays, so that going back is one command and needs no file."""
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
        remove_after: when it may go, where it was replaced.
        twin: a trustpoint that is there and whose key is the same key.
        stands: there is a trustpoint, not only a key.
        requested: a signing request for its key is out, or its certificate waits to be used.
    """

    label: str
    authorities: tuple[str, ...] = ()
    sha1: str = ""
    used_by: tuple[str, ...] = ()
    recorded: bool = False
    remove_after: datetime | None = None
    requested: bool = False
    twin: str = ""
    stands: bool = True


def found(name: str, observation: Observation) -> tuple[Generation, ...]:
    """The generations of the trustpoint ``name`` on a router, by label."""
    record = observation.record
    recorded = frozenset(record.generations) if record else frozenset[str]()
    retired = {one.label: one.remove_after for one in record.retired} if record else {}
    requested = record.requested if record else ()
    return tuple(
        Generation(
            label=label,
            authorities=(above := hierarchy(label, observation.labels_in_use)),
            sha1=observation.identities.get(label, ""),
            used_by=users(observation.config, (label, *above)),
            recorded=label in recorded,
            remove_after=retired.get(label),
            requested=label in requested,
            twin=next(
                (one for one in sorted(observation.twins.get(label, ())) if _stands(one, observation)), ""
            ),
            stands=_stands(label, observation),
        )
        for label in generations(name, observation.labels_in_use)
    )


def _stands(label: str, observation: Observation) -> bool:
    return f"{_TRUSTPOINT}{label}" in observation.config


def bereft(one: Generation, observation: Observation) -> bool:
    """True where the router lists its trustpoints and this one is not among them: no profile can name it.

    Its certificate may be shown still, as some undoing leaves it. Every router lists some, its own licence's at least.
    """
    return not one.stands and any(block.line.startswith(_TRUSTPOINT) for block in observation.config)


def users(config: Config, labels: Collection[str]) -> tuple[str, ...]:
    """Lines that name one of ``labels``, their own trustpoints and chains apart.

    Any line with the word counts: a trustpoint that is kept too long costs nothing.
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


def former(names: Collection[str], observation: Observation) -> tuple[str, ...]:
    """Labels that our record lists and that belong to no trustpoint of the intent: it was given another name.

    Args:
        names: the stable names that the intent has; without any, nothing is known of what it has not.
        observation: the router.
    """
    labels = observation.labels_in_use
    recorded = observation.record.generations if observation.record else ()
    ours = {label for name in names for label in generations(name, labels)}
    above = {other for label in {*ours, *recorded} for other in hierarchy(label, labels)}
    return tuple(label for label in recorded if names and label in labels and label not in ours | above)


def due(
    intended: Mapping[str, str], observation: Observation, now: datetime | None
) -> tuple[Generation, ...]:
    """Generations that may be removed now.

    Those whose days are over; and, where the router has a record that does not list them, those that a run which was
    cut off has left. Without a record nobody knows how old one is: the next push records it and gives it its days.

    Args:
        intended: SHA-1 of the certificate that is meant, by the trustpoint's stable name.
        observation: the router.
        now: the present; None removes nothing.
    """
    if now is None:
        return ()
    names = {**dict.fromkeys(former(intended, observation)), **intended}
    return tuple(
        one
        for name, sha1 in names.items()
        for one in found(name, observation)
        if not one.used_by and not one.requested and _over(one, name, observation, now)
        if one.sha1 != sha1 or bereft(one, observation)
        # What is left of it is a key that has to stay as long as its twin.
        if one.stands or not one.twin
    )


def _over(one: Generation, name: str, observation: Observation, now: datetime) -> bool:
    if one.recorded:
        return one.remove_after is not None and one.remove_after <= now
    # Under the stable name itself it may be the operator's own, from before us: that is only reported.
    return observation.record is not None and one.label != name


def recorded_labels(live: Mapping[str, str], after: Observation) -> tuple[str, ...]:
    """What a record lists once ``live`` (label by stable name) is proved: every generation and its authorities."""
    names = live or {}
    before = after.record.generations if after.record else ()
    ours = [label for name in names for label in generations(name, after.labels_in_use)]
    every = dict.fromkeys(
        other for label in ours for other in (label, *hierarchy(label, after.labels_in_use))
    )
    return tuple(dict.fromkeys((*(label for label in before if label in after.labels_in_use), *every)))


def retire(
    live: Mapping[str, str], after: Observation, now: datetime, keep: timedelta | None
) -> tuple[Retirement, ...]:
    """When each generation may go that ``live`` has replaced; one that is live again loses its date.

    Args:
        live: label in use, by stable name; empty where a push was not about certificates.
        after: the router, as it was proved.
        now: the present.
        keep: for how long, at most. None gives the usual time, and leaves a date alone that was given before.
    """
    record: Record | None = after.record
    dates = {one.label: one.remove_after for one in record.retired} if record else {}
    spared = {*live.values(), *(record.requested if record else ())}
    names = (*live, *former(live, after))
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
