"""Certificates on a router that nothing uses, as a person should hear of them (``doctor``, ``certificate``). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.router.generations import KEEP_DAYS, bereft, due, former, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from flexvpn.router.inspection import Observation


def strays(intended: Mapping[str, str], observation: Observation, now: datetime) -> tuple[str, ...]:
    """One line for each generation that no push waits for any more, and what becomes of it.

    Args:
        intended: SHA-1 of the certificate that is meant, by the trustpoint's stable name.
        observation: the router.
        now: the present.
    """
    going = {one.label for one in due(intended, observation, now)}
    names = {**dict.fromkeys(former(intended, observation)), **intended}
    return tuple(line for name, sha1 in names.items() for line in _strays(name, sha1, observation, going))


def _strays(name: str, sha1: str | None, observation: Observation, going: set[str]) -> Iterator[str]:
    for one in found(name, observation):
        what = f"trustpoint {one.label}" if one.stands else f"the RSA key {one.label}"
        if one.used_by or one.requested:
            continue
        if one.label in going:
            why = "its days are over" if one.recorded else "a run that was cut off has left it"
            yield f"{what}: nothing uses it, {why} (the next deploy removes it with its key)"
        elif one.sha1 == sha1 and one.remove_after is not None and not bereft(one, observation):
            day = f"{one.remove_after:%Y-%m-%d}"
            yield f"{what}: replaced, kept until {day}, and the inventory's still (the next deploy goes back to it)"
        elif one.sha1 == sha1 and not bereft(one, observation):
            yield f"{what}: imported by a run that was cut off (the next deploy goes on with it)"
        elif not one.stands and one.twin:
            yield f"{what}: the same key as {one.twin}'s, and stays as long as that"
        elif not one.recorded and one.label == name:
            yield f"{what}: nothing uses it, and it may be somebody's: `no crypto pki trustpoint {name}` if not"
        elif not one.recorded:
            yield f"{what}: nothing uses it and no record lists it (the next deploy gives it {KEEP_DAYS} days)"
