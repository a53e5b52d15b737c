"""What a plan would change, told as differences: each once, under the kind of thing that it is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from flexvpn.base.plurals import counted
from flexvpn.base.values import FROZEN
from flexvpn.ios.usernames import user_lines
from flexvpn.planning.following import only_reads_again, user_of, without_labels
from flexvpn.planning.plan import (
    ImportPkcs12,
    MergeConfig,
    Plan,
    PutFile,
    RemoveCertificate,
    RemoveFile,
    SectionLines,
)
from flexvpn.planning.waivers import with_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flexvpn.router.condition import Condition
    from flexvpn.router.observation import Observation
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


def sections(plan: Plan) -> tuple[SectionLines, ...]:
    """Lines by section, each section once: without those of users, and without what only follows from another step.

    A profile that is uploaded is read again by lines that leave everything as it is; a certificate that is imported
    under a new label is put into its place by lines that name the label. File and certificate are named already.
    """
    labels = {step.label for step in plan.steps if isinstance(step, ImportPkcs12)}
    uploads = any(isinstance(step, PutFile) for step in plan.steps)
    found: dict[str, list[tuple[str, str]]] = {}
    for step in plan.steps:
        for part in step.parts if isinstance(step, MergeConfig) else ():
            lines = [one for one in part.marked() if not user_of(one[1])]
            if not (uploads and only_reads_again(part.section, lines)):
                found.setdefault(part.section, []).extend(without_labels(lines, labels))
    return tuple(with_lines(name, lines) for name, lines in found.items() if lines)


def files(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each file that differs: what a waiver calls it, and what is wrong with it."""
    for step in plan.steps:
        if isinstance(step, PutFile):
            place = f"bootflash:/{step.name}"
            yield place, f"{place} {'differs' if step.replaces else 'is missing'}"
        elif isinstance(step, RemoveFile):
            place = f"bootflash:/{step.name}"
            yield place, f"{place} is no longer wanted"


def certificates(plan: Plan) -> Iterator[tuple[str, str]]:
    """Each certificate that is missing or left over, likewise."""
    for step in plan.steps:
        if isinstance(step, ImportPkcs12):
            name = step.trustpoint
            yield (
                f"crypto pki trustpoint {name}",
                f"{name}: the router lacks the certificate with SHA-1 {step.sha1}",
            )
        elif isinstance(step, RemoveCertificate):
            yield (
                f"crypto pki trustpoint {step.label}",
                f"{step.label}: an older generation that nothing uses",
            )


def ending(headend: Headend, state: Condition) -> Iterator[tuple[str, str]]:
    """The certificate in use, where it ends within the days that count as a failure."""
    for one in state.certificates:
        if one.in_use and one.days is not None and one.days < headend.expectations.certificate_fail_days:
            end = f"{one.until:%Y-%m-%d}"
            text = f"ended on {end}" if one.days < 0 else f"ends on {end}, in {counted(one.days, 'day')}"
            yield f"crypto pki trustpoint {one.trustpoint}", f"{one.trustpoint}: {text}"


def still_there(headend: Headend, observation: Observation, barred: Mapping[str, str]) -> dict[str, str]:
    """Those of ``barred`` that the router has all the same, each with the reason."""
    spared = headend.local_users.administrators
    present = user_lines(observation.config) if barred else {}
    return {name: barred[name] for name in present if name in barred and name not in spared}


def users(
    plan: Plan, headend: Headend, observation: Observation, us: str = "", barred: Mapping[str, str] = NOBODY
) -> UserDrift:
    """Users that miss, differ, or should not be there; ``us`` is our own log-in, ``barred`` as `Host.barred`."""
    present = user_lines(observation.config)
    intended = {user.name for user in headend.local_users.users}
    touched = dict.fromkeys(name for line in plan.lines if (name := user_of(line)))
    spared = {*intended, *headend.local_users.administrators, us, *barred}
    return UserDrift(
        missing=tuple(name for name in touched if name in intended and name not in present),
        changed=tuple(name for name in touched if name in intended and name in present),
        unknown=tuple(name for name in present if name not in spared),
        barred=still_there(headend, observation, barred),
    )
