"""Are the users on the router the intended ones, with nobody else and nobody whose access has ended?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flexvpn.base.finding import Admits
from flexvpn.base.plurals import counted
from flexvpn.checks.check import failed, passed, warned
from flexvpn.router.users import still_there, unlike_intent, user_drift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flexvpn.checks.check import Subject, Verdict
    from flexvpn.router.users import UserDrift

_FEW = 5


def as_intended(subject: Subject) -> Iterator[Verdict]:
    """Every user of the intent is on the router, with the intended credential."""
    drift = _drift(subject)
    for names, state in ((drift.missing, "missing"), (drift.changed, "changed")):
        if names:
            everybody = {*drift.missing, *drift.changed} >= {
                user.name for user in subject.headend.local_users.users
            }
            admits = Admits.NOBODY if everybody else Admits.SOME
            yield failed(f"{state}: {_few(names)}", "`headend deploy` puts them right", admits)
    if not (drift.missing or drift.changed):
        yield passed(f"{counted(len(subject.headend.local_users.users), 'user')} as intended")


def no_strangers(subject: Subject) -> Iterator[Verdict]:
    """No user is on the router who is not in the intent."""
    drift = _drift(subject)
    if drift.unknown:
        yield warned(
            f"on the router, not in the intent: {_few(drift.unknown)}",
            "add them to users.yaml, remove them, or name them as administrators",
        )
    else:
        yield passed("no user but those of the intent")


def ended(subject: Subject) -> Iterator[Verdict]:
    """No user is left on the router whose access has ended or who is disabled."""
    remaining = still_there(subject.headend, subject.inspection.observation, subject.barred)
    if remaining:
        yield failed(
            f"still on the router: {_few(tuple(f'{name} ({why})' for name, why in remaining.items()))}",
            "`headend deploy` removes whom a push of ours put there, `no username …` at the router the others",
        )
    else:
        yield passed("nobody is there whose access has ended")


def _drift(subject: Subject) -> UserDrift:
    headend, observation = subject.headend, subject.inspection.observation
    unlike = unlike_intent(headend, subject.materials.credentials, observation)
    return user_drift(unlike, headend, observation, barred=subject.barred)


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" and {more} more" if more > 0 else "")
