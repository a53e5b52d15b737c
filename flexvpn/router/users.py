"""The users of a router beside those of the intent: who is missing, who differs, who should not be there."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from flexvpn.base.values import FROZEN
from flexvpn.ios.claims import owned
from flexvpn.ios.usernames import user_lines
from flexvpn.sections.intended import render_section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flexvpn.base.credentials import Credentials
    from flexvpn.router.inspection import Observation
    from flexvpn.sections.headend import Headend

NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


class UserDrift(BaseModel):
    """Users that are not there, that differ, and that nobody asked for; names only.

    ``barred`` are those whom users.yaml names and who should be on no router any more, each with the reason.
    """

    model_config = FROZEN

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    barred: dict[str, str] = {}

    def __bool__(self) -> bool:
        """True where there is any."""
        return bool(self.missing or self.changed or self.unknown or self.barred)


def still_there(headend: Headend, observation: Observation, barred: Mapping[str, str]) -> dict[str, str]:
    """Those of ``barred`` that the router has all the same, each with the reason."""
    spared = headend.administrators
    present = user_lines(observation.config) if barred else {}
    return {name: barred[name] for name in present if name in barred and name not in spared}


def user_drift(
    touched: Iterable[str],
    headend: Headend,
    observation: Observation,
    us: str = "",
    barred: Mapping[str, str] = NOBODY,
) -> UserDrift:
    """Users that miss, differ, or should not be there.

    Args:
        touched: names whose lines a push would send or take away.
        headend: the intent.
        observation: the router.
        us: our own log-in's name.
        barred: as `Host.barred`.
    """
    present = user_lines(observation.config)
    intended = headend.user_names
    names = tuple(dict.fromkeys(filter(None, touched)))
    spared = {*intended, *headend.administrators, us, *barred}
    return UserDrift(
        missing=tuple(name for name in names if name in intended and name not in present),
        changed=tuple(name for name in names if name in intended and name in present),
        unknown=tuple(name for name in present if name not in spared),
        barred=still_there(headend, observation, barred),
    )


def unlike_intent(headend: Headend, credentials: Credentials, observation: Observation) -> tuple[str, ...]:
    """Names of the intent's users whose lines on the router are not the intended ones, or are not there."""
    section = headend.local_users
    running = owned(observation.config, section.claims(section.defines()))
    compared = section.compare(running, render_section(section, headend.release, {}), credentials)
    subjects = (section.subject_of(change.line) for change in compared.remediation.changes)
    return tuple(dict.fromkeys(ref.name for ref in subjects if ref))
