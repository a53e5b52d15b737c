"""Certificates on a router that nothing uses, as ``doctor`` and ``certificate`` report them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.router.generations import KEEP_DAYS, former_labels, generations_of, orphaned, removable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from flexvpn.router.generations import Generation
    from flexvpn.router.inspection import Observation


def unused_certificates(
    intended: Mapping[str, str], observation: Observation, now: datetime
) -> tuple[str, ...]:
    """One line for each generation that nothing uses: why it is there, and what becomes of it.

    Args:
        intended: SHA-1 of the intended certificate, by the trustpoint's stable name.
        observation: what the router holds.
        now: the present.
    """
    removed_next = {generation.label for generation in removable(intended, observation, now)}
    names = {**dict.fromkeys(former_labels(intended, observation)), **intended}
    return tuple(
        line for name, sha1 in names.items() for line in _lines(name, sha1, observation, removed_next)
    )


def _lines(name: str, sha1: str | None, observation: Observation, removed_next: set[str]) -> Iterator[str]:
    for generation in generations_of(name, observation):
        if generation.used_by or generation.requested:
            continue
        intended = generation.sha1 == sha1 and not orphaned(generation, observation)
        if fate := _fate(generation, name, intended=intended, removed_next=generation.label in removed_next):
            kind = "trustpoint" if generation.has_trustpoint else "the RSA key"
            yield f"{kind} {generation.label}: {fate}"


def _fate(generation: Generation, name: str, *, intended: bool, removed_next: bool) -> str:
    """Why an unused generation is there, and what becomes of it; empty where it only waits for its last day."""
    if removed_next:
        why = "its days are over" if generation.recorded else "a run that was cut off has left it"
        return f"nothing uses it, {why} (the next deploy removes it with its key)"
    if intended and generation.remove_after is not None:
        day = f"{generation.remove_after:%Y-%m-%d}"
        return f"replaced, kept until {day}, and still the inventory's (the next deploy goes back to it)"
    if intended:
        return "imported by a run that was cut off (the next deploy goes on with it)"
    if not generation.has_trustpoint and generation.same_key_as:
        return f"the same key as {generation.same_key_as}'s, and stays as long as that"
    return "" if generation.recorded else _unrecorded(generation, name)


def _unrecorded(generation: Generation, name: str) -> str:
    if generation.label == name:
        return f"nothing uses it, and it may be somebody's: `no crypto pki trustpoint {name}` if not"
    return f"nothing uses it and no record lists it (the next deploy gives it {KEEP_DAYS} days)"
